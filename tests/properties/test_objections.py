"""Whatever is objected to and answered, the quota holds and both results are kept (R13, R27)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.load import Loader
from tests.rehearsal import GROUP, PERIOD, Part, Rehearsal, Template, at, cast, officers, proposed
from workflow.people import whole_cohort
from workflow.replay import rebuild, stored_rows, verify_office

NUMBER = 6
WHO = tuple(f"o{i}" for i in range(1, NUMBER + 1))
LIMIT = 2 * NUMBER // 5
RANKS = {"不确定": 0, "较差": 1, "一般": 2, "较好": 3, "好": 4}
FIRST = dict(zip(WHO, ("好", "较好", "较好", "一般", "一般", "较差"), strict=True))
PRESENT = ["zhou", "sun", "qian"]
PARTS = frozenset({"decisions", "feedbacks", "objections"})

pytestmark = [pytest.mark.rule("R27"), pytest.mark.rule("R13")]


def published(rehearsal: Rehearsal) -> None:
    """The group has decided, everyone has heard, the notice is up."""
    proposed(rehearsal)
    reasons = dict.fromkeys(WHO, "综合研究")
    data = {"present": PRESENT, "minutes": "1号", "grades": FIRST, "reasons": reasons}
    rehearsal.done("decide", "zhou", "", data, at=at("10-19T09:00"))
    for who in WHO:
        told = {"mode": "talk", "text": "已告知"}
        rehearsal.done("give_feedback", "li", who, told, at=at("10-20T09:00"))
    rehearsal.done("publish", "wu", at=at("10-21T09:00"))


@pytest.fixture(scope="module")
def template(quick_folder: Path) -> Template:
    """Six officers under publicity, and a third member besides the two leaders."""
    people = (*officers(NUMBER), *GROUP, Part("qian", ("member",)))
    return Template("sqlite", quick_folder, cast(*people), published)


@dataclass
class Office:
    """The office after the notice went up, and everything that was ever decided."""

    rehearsal: Rehearsal
    now: datetime = field(default_factory=lambda: at("10-21T10:00"))
    seen: dict[tuple[str, int], str] = field(default_factory=dict)

    def act(self, move: str, who: str, case: str, data: Mapping[str, Any]) -> None:
        """Try an act a minute later; it may be refused, but nothing may break."""
        self.now += timedelta(minutes=1)
        self.rehearsal.act(move, who, case, data, at=self.now)
        self.check()

    def wait(self, days: int) -> None:
        """Let some days pass."""
        self.now += timedelta(days=days)
        self.rehearsal.run_to(self.now)
        self.check()

    def check(self) -> None:
        """Hold everything that must be true at every instant."""
        with self.rehearsal.database.read() as connection:
            loader = Loader(connection, self.rehearsal.office.id, lock=False)
            row = loader.quarter(PERIOD)
            cohort = whole_cohort(loader, PERIOD, row.n, PARTS)
        assert row.n == NUMBER
        decided = [c for c in cohort.cases if c.decision]
        assert sum(1 for c in decided if c.decision and c.decision.grade == "好") <= LIMIT
        now = {(c.person, d.number): d.grade.value for c in cohort.cases for d in c.decisions}
        assert self.seen.items() <= now.items(), "a decision was lost or rewritten"
        self.seen = now
        for each in cohort.objections:
            if each.outcome == "changed" and each.own:
                assert RANKS[each.after] > RANKS[each.before]
            if each.outcome == "changed":
                grades = [g for (p, _), g in now.items() if p == self._of(cohort, each.subject)]
                assert {each.before, each.after} <= set(grades)
        for case in cohort.cases:
            held = cohort.held(case.id)
            ended = any(p.number == case.posting and p.status == "ended" for p in cohort.postings)
            assert not (case.stage == "publicity" and ended and not held)

    @staticmethod
    def _of(cohort: Any, number: int) -> str:
        return next(c.person for c in cohort.cases if c.id == number)

    def end(self) -> None:
        """Replay: every row, and no fault."""
        office = self.rehearsal.office
        with self.rehearsal.database.read() as connection:
            assert rebuild(connection, office.id) == stored_rows(connection, office.id)
        assert verify_office(office, mac_key=office.store.journal_key).faults == ()


GRADES = st.sampled_from(("好", "较好", "一般", "较差"))
ONE = st.sampled_from(WHO)
ACTS = st.one_of(
    st.tuples(st.just("object"), ONE, st.none()),
    st.tuples(st.just("object_other"), ONE, st.none()),
    st.tuples(st.just("receive_objection"), ONE, st.none()),
    st.tuples(st.just("admit_objection"), ONE, st.none()),
    st.tuples(st.just("maintained"), ONE, st.none()),
    st.tuples(st.just("reappraise"), ONE, st.none()),
    st.tuples(st.just("changed"), ONE, GRADES),
    st.tuples(st.just("changed"), ONE, st.just("好")),
    st.tuples(st.just("review"), ONE, GRADES),
    st.tuples(st.just("publish"), ONE, st.none()),
    st.tuples(st.just("wait"), st.integers(1, 6), st.none()),
)


def play(office: Office, what: str, who: Any, grade: str | None) -> None:
    """Make one of the acts."""
    if what == "wait":
        office.wait(who)
    elif what == "object":
        office.act("object", who, who, {"text": "有异议"})
    elif what == "object_other":
        office.act("object_other", "qian", "", {"who": who, "text": "不实"})
    elif what == "receive_objection":
        office.act("receive_objection", "wu", who, {})
    elif what == "admit_objection":
        office.act("admit_objection", "zhou", who, {"reason": "准予"})
    elif what == "review":
        review = {"grade": grade, "comment": "重新评鉴", "reason": "查明"}
        office.act("propose", "li", who, review)
        data = {"present": PRESENT, "minutes": "2号", "grades": {who: grade},
                "reasons": {who: "查明"}}  # fmt: skip
        office.act("decide", "zhou", "", data)
    elif what == "publish":
        office.act("give_feedback", "li", who, {"mode": "talk", "text": "改定"})
        office.act("publish", "wu", "", {})
    else:
        data = {"outcome": what, "reason": "查明", "present": PRESENT}
        office.act("decide_objection", "zhou", who, data | ({"grade": grade} if grade else {}))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=6, max_size=25))
def test_the_quota_holds_and_both_results_are_kept_whatever_is_objected_to(
    template: Template, acts: list[tuple[str, Any, str | None]]
) -> None:
    """At every instant n is frozen, no 好 is too many, no decision lost, no grade fallen."""
    with template.rehearsal() as rehearsal:
        office = Office(rehearsal)
        for what, who, grade in acts:
            play(office, what, who, grade)
        office.end()
