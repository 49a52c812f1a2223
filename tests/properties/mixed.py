"""An office in which statuses, objections and decisions come in any order, and who watches it.

The watch shares nothing with the guards: it counts what is public, keeps every decision it ever
saw, and remembers how many took part when the group first decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import loads
from typing import Any

from rules.nouns import Case, Cohort
from storage.load import Loader
from tests.rehearsal import GROUP, PERIOD, Part, Rehearsal, at, cast, officers
from workflow.command import Answer
from workflow.people import whole_cohort
from workflow.replay import rebuild, stored_rows, verify_office

NUMBER = 6
WHO = tuple(f"o{i}" for i in range(1, NUMBER + 1))
CAST = cast(*officers(NUMBER), *GROUP, Part("qian", ("member",)))
PRESENT = ["zhou", "sun", "qian"]
RANKS = {"": 0, "不确定": 0, "较差": 1, "一般": 2, "较好": 3, "好": 4}
PARTS = frozenset({"decisions", "feedbacks", "objections", "statuses"})
BEFORE = ("planning", "plan_review", "recording", "appraising", "determining")
PUBLIC = ("publicity", "closed")
KINDS = {
    "病假": {"from": "2026-07-06", "to": "2026-09-30"},
    "警告": {"from": "2026-09-01"},
    "立案": {"from": "2026-09-01"},
    "产假": {"from": "2026-07-01", "to": "2026-09-30"},
}
WHY = {"reason": "查明"}


@dataclass
class Mixed:
    """The office, the time, and what was seen of it so far."""

    rehearsal: Rehearsal
    now: datetime = field(default_factory=lambda: at("10-15T09:00"))
    part: int | None = None
    seen: dict[tuple[str, int], str] = field(default_factory=dict)
    answers: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def act(self, move: str, who: str, case: str = "", /, **data: Any) -> bool:
        """Try an act a minute later; it may be refused, but nothing may break."""
        self.now += timedelta(minutes=1)
        taking_part = sum(c.stage != "exempt" for c in self.cohort().cases)
        answer: Answer = self.rehearsal.act(move, who, case, data, at=self.now)
        if answer.done:
            self.done.append(move)
            if move == "decide" and self.part is None:
                self.part = taking_part
        self.check()
        return answer.done

    def wait(self, days: int) -> None:
        """Let some days pass."""
        self.now += timedelta(days=days)
        self.rehearsal.run_to(self.now)
        self.check()

    def cohort(self) -> Cohort:
        """The quarter as it stands."""
        with self.rehearsal.database.read() as connection:
            loader = Loader(connection, self.rehearsal.office.id, lock=False)
            row = loader.quarter(PERIOD)
            return whole_cohort(loader, PERIOD, row.n, PARTS)

    def staged(self, *stages: str) -> list[str]:
        """Who stands in one of some stages and was not set aside, by handle."""
        handles = {i: handle for handle, i in self.rehearsal.played.ids.items()}
        return [handles[c.person] for c in self.cohort().cases if c.stage in stages and not c.aside]

    def check(self) -> None:
        """Hold everything that must be true at every instant."""
        cohort = self.cohort()
        assert cohort.n == self.part, "n is not the number that took part in the first decision"
        limit = 2 * (self.part or 0) // 5
        public = [c for c in cohort.cases if c.stage in PUBLIC]
        assert sum(_grade(c) == "好" for c in public) <= limit, "more are 好 in public than may be"
        assert sum(grade == "好" for grade in _posted(cohort)) <= limit, "the notices show too many"
        self._kept(cohort)
        for case in cohort.cases:
            ended = any(p.number == case.posting and p.status == "ended" for p in cohort.postings)
            assert not (case.stage == "publicity" and ended and not cohort.held(case.id))
            assert not (case.stage == "closed" and cohort.held(case.id) and not ended)

    def _kept(self, cohort: Cohort) -> None:
        """No decision and no answer is lost or rewritten; an answer keeps both results."""
        now = {(c.person, d.number): d.grade.value for c in cohort.cases for d in c.decisions}
        assert self.seen.items() <= now.items(), "a decision was lost or rewritten"
        self.seen = now
        told = {(o.subject, o.number): (o.before, o.after) for o in cohort.objections if o.outcome}
        assert self.answers.items() <= told.items(), "an answer was lost or rewritten"
        self.answers = told
        people = {c.id: c.person for c in cohort.cases}
        for each in cohort.objections:
            grades = [g for (person, _), g in now.items() if person == people[each.subject]]
            if each.outcome == "changed":
                assert each.before != each.after, "an answer forgot what was before"
                assert {each.before, each.after} <= set(grades), "a result of an objection is gone"
            if each.outcome == "changed" and each.own:
                assert RANKS[each.after] > RANKS[each.before], "an objector fell"

    def end(self) -> None:
        """Replay: every row, and no fault."""
        office = self.rehearsal.office
        with self.rehearsal.database.read() as connection:
            told = rebuild(connection, office.id) == stored_rows(connection, office.id)
        assert told, "the journal does not tell the rows"
        assert verify_office(office, mac_key=office.store.journal_key).faults == ()


def _grade(case: Case) -> str:
    return case.decision.grade.value if case.decision else ""


def _posted(cohort: Cohort) -> list[str]:
    """The grades in the notices that stand, the newest for each person."""
    found: dict[str, str] = {}
    for posting in cohort.postings:
        if posting.status != "annulled":
            for entry in loads(posting.content)["entries"]:
                found[entry[0]] = entry[-1]
    return list(found.values())


Deed = tuple[str, str, str, int]
"""What, on whom, with which grade, and a number for what else there is to choose."""


def play(office: Mixed, deed: Deed) -> None:
    """Make one of the deeds, in as many acts as it takes."""
    what, who, grade, number = deed
    DEEDS[what](office, who, grade, number)


def _status(office: Mixed, who: str, grade: str, number: int) -> None:
    kind = list(KINDS)[number % len(KINDS)]
    office.act("set_status", "wu", who, kind=kind, document="1号", **KINDS[kind])


def _lift(office: Mixed, who: str, grade: str, number: int) -> None:
    """What stands against a grade is ended and taken up, or overridden."""
    if number % 2:
        office.act("override_status", "zhou", who, treatment="graded", **WHY)
        return
    given = {"kind": "立案", "to": "2026-10-01", "document": "2号"}
    office.act("end_status", "wu", who, **given)
    office.act("settle_suspension", "zhou", who, document="2号")
    office.act("recall_decision", "zhou", who=who, **WHY)


def _apart(office: Mixed, who: str, grade: str, number: int) -> None:
    """Somebody takes no part, or is decided later."""
    if number % 3 == 0:
        office.act("exempt", "wu", who, kind="away", document="1号", **WHY)
        office.act("confirm", "zhou", of="exempt", who=who)
    else:
        office.act("set_aside", "zhou", who, **WHY)


def _decide(office: Mixed, who: str, grade: str, number: int) -> None:
    """Everyone who is ready, or the one; each with a grade of their own."""
    ready = office.staged("determining")
    named = [who] if number % 5 == 0 else ready
    grades = {w: ("好", "较好", "一般", grade)[(number >> 2 * i) % 4] for i, w in enumerate(named)}
    if not _session(office, grades):
        fits = {w: _allowed(office, w, g) for w, g in grades.items()}
        _session(office, {w: "较好" if g == "好" else g for w, g in fits.items()})


def _allowed(office: Mixed, who: str, grade: str) -> str:
    person = office.rehearsal.played.ids[who]
    kinds = {s.kind for c in office.cohort().cases if c.person == person for s in c.statuses}
    return "不确定" if kinds & {"sick_leave", "maternity_leave"} else grade


def _session(office: Mixed, grades: Mapping[str, str]) -> bool:
    given = {"present": PRESENT, "minutes": "纪要", "reasons": dict.fromkeys(grades, "研究")}
    return office.act("decide", "zhou", grades=grades, **given)


def _review(office: Mixed, who: str, grade: str, number: int) -> None:
    """What is to be appraised again is proposed and decided."""
    for each in office.staged("appraising"):
        office.act("propose", "li", each, grade=grade, comment="重新评鉴", **WHY)
    _decide(office, who, grade, number)


def _publish(office: Mixed, who: str, grade: str, number: int) -> None:
    for each in office.staged("feedback"):
        office.act("give_feedback", "li", each, mode="talk", text="已告知")
    if office.act("publish", "wu") and number % 4 == 0:
        office.act("annul_publicity", "wu", **WHY)


def _object(office: Mixed, who: str, grade: str, number: int) -> None:
    if number % 4:
        office.act("object", who, who, text="有异议")
    else:
        office.act("object_other", "qian", who=who, text="不实")
    if number % 3:
        office.act("receive_objection", "wu", who)


def _answer(office: Mixed, who: str, grade: str, number: int) -> None:
    """Somebody's objection, or else any, is answered; with a higher grade as a rule."""
    outcome = ("changed", "changed", "changed", "maintained", "reappraise")[number % 5]
    better = {"grade": "好" if number % 2 else grade} if outcome == "changed" else {}
    given: dict[str, Any] = {"outcome": outcome, "present": PRESENT, **WHY, **better}
    any(office.act("decide_objection", "zhou", each, **given) for each in _objectors(office, who))


def _objectors(office: Mixed, who: str) -> Sequence[str]:
    cohort = office.cohort()
    handles = {i: handle for handle, i in office.rehearsal.played.ids.items()}
    found = [handles[c.person] for c in cohort.cases if cohort.held(c.id)]
    return sorted(found, key=lambda each: each != who)


def _wait(office: Mixed, who: str, grade: str, number: int) -> None:
    office.wait(1 + number % 5)


DEEDS = {
    "status": _status, "lift": _lift, "apart": _apart, "decide": _decide, "review": _review,
    "publish": _publish, "object": _object, "answer": _answer, "wait": _wait,
}  # fmt: skip
