"""However the group tries, no more than the quota are 好, for 1 to 30 officers (R13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage.rows import DecisionRow, QuarterRow
from tests.rehearsal import GROUP, Rehearsal, Template, at, cast, officers, proposed
from workflow.command import Answer

MOST = 30
EVERYONE = tuple(f"o{i}" for i in range(1, MOST + 1))
OTHERS = ("较好", "一般", "较差", "不确定")
NOW = at("10-15T09:00")
_decisions = DecisionRow.__table__  # type: ignore[attr-defined]
_quarters = QuarterRow.__table__  # type: ignore[attr-defined]

pytestmark = pytest.mark.rule("R13")


@pytest.fixture(scope="module")
def template(quick_folder: Path) -> Template:
    """Thirty officers, all proposed for 好."""
    return Template("sqlite", quick_folder, cast(*officers(MOST), *GROUP), proposed)


@dataclass
class Group:
    """The leading group of an office of n: what it has decided, told apart from the engine."""

    rehearsal: Rehearsal
    n: int
    decided: dict[str, str] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Let all but n be exempt."""
        for who in EVERYONE[self.n :]:
            self._exempt(who)

    @property
    def limit(self) -> int:
        """Two fifths of n, the fraction of a place dropped."""
        return 2 * self.n // 5

    @property
    def good(self) -> int:
        """How many are 好."""
        return list(self.decided.values()).count("好")

    @property
    def waiting(self) -> list[str]:
        """Who is not decided yet."""
        return [who for who in EVERYONE[: self.n] if who not in self.decided]

    def _exempt(self, who: str) -> None:
        given = {"kind": "away", "reason": "借调", "document": "调令"}
        self.rehearsal.done("exempt", "wu", who, given, at=NOW)
        self.rehearsal.done("confirm", "zhou", "", {"of": "exempt", "who": who}, at=NOW)

    def put_aside(self, who: str) -> None:
        """Set a case aside."""
        self.rehearsal.done("set_aside", "zhou", who, {"reason": "待核实"}, at=NOW)
        self.aside.add(who)

    def decide(self, grades: Mapping[str, str]) -> Answer:
        """Try a batch; what must come of it is known before."""
        given = {
            "present": ["zhou", "li", "sun"], "minutes": "纪要", "grades": grades,
            "reasons": dict.fromkeys(grades, "集体研究"),
        }  # fmt: skip
        answer = self.rehearsal.act("decide", "zhou", "", given, at=NOW)
        wanted = self.good + list(grades.values()).count("好")
        whole = set(grades) | self.aside == set(self.waiting) or bool(self.decided)
        fits = whole and bool(grades) and not set(grades) & set(self.decided)
        assert answer.done == (fits and wanted <= self.limit), answer.text
        if answer.done:
            self.decided.update(grades)
        elif fits:
            assert f"至多{self.limit}人" in answer.text
            assert {o.clause for o in answer.obstacles} == {"四(三)"}
        return answer

    def check(self) -> None:
        """Compare with what the database holds."""
        with self.rehearsal.database.read() as connection:
            grades = list(connection.execute(select(_decisions.c.grade)).scalars())
            frozen = connection.execute(select(_quarters.c.n)).scalar()
        assert sorted(grades) == sorted(self.decided.values())
        assert grades.count("好") <= self.limit
        assert frozen == (self.n if self.decided else None)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, MOST), st.data())
def test_no_batch_of_decisions_ever_exceeds_the_quota(
    template: Template, n: int, data: st.DataObject
) -> None:
    """Main and supplementary batches of any people and grades: those that fit, and only those."""
    with template.rehearsal() as rehearsal:
        group = Group(rehearsal, n)
        for who in data.draw(st.sets(st.sampled_from(EVERYONE[:n]), max_size=4)):
            group.put_aside(who)
        for _ in range(data.draw(st.integers(1, 5))):
            named = data.draw(st.sets(st.sampled_from(EVERYONE[:n])), label="named")
            if data.draw(st.booleans(), label="whole"):
                named = set(group.waiting) - (set() if group.decided else group.aside)
            spare = max(group.limit - group.good, 0)
            good = data.draw(st.integers(0, min(len(named), spare + 1)), label="good")
            grades = dict.fromkeys(sorted(named), data.draw(st.sampled_from(OTHERS)))
            grades.update(dict.fromkeys(sorted(named)[:good], "好"))
            group.decide(grades)
            group.check()


@pytest.mark.parametrize("n", range(1, MOST + 1))
def test_the_last_place_is_given_and_one_more_is_refused(template: Template, n: int) -> None:
    """One 好 too many is refused and freezes nothing; exactly the limit is accepted."""
    with template.rehearsal() as rehearsal:
        group = Group(rehearsal, n)
        for good, accepted in ((group.limit + 1, False), (group.limit, True)):
            grades = {who: "好" if i < good else "较好" for i, who in enumerate(EVERYONE[:n])}
            assert group.decide(grades).done is accepted
            group.check()
