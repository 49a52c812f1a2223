"""What another policy would have made of a quarter: scores, places, due days, refusals (R01).

The record stands as it is; only what follows from it is derived anew. What people would have done
otherwise under that policy nobody knows, and nothing is said of it.
"""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from rules.calendar import beijing_text, quarter_of
from rules.cohort import on_the_line, quota_limit
from rules.grade import Grade
from rules.guards.group import n_of
from rules.nouns import Case, Cohort
from rules.policy import Policy
from rules.result import result_of, thresholds
from rules.score import exact_text, shown
from storage.load import Loader
from storage.parts import ALL_PARTS
from workflow.difference import difference
from workflow.duties import bench_of
from workflow.explain.place import contends, standing_of
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.people import whole_cohort
from workflow.veil import CHECKING, ENTERING, HIDDEN, STATUS_MOVES, move_seen
from workflow.whatif.due import differing, lateness, owing
from workflow.whatif.part import listed, taking_part, treatment_of
from workflow.whatif.rejudge import Judged, Rejudged, rejudge
from workflow.whatif.returned import under

RESTRICTED = STATUS_MOVES | CHECKING | {ENTERING}
NOT_SIMULATED = (
    "阶段不重演：各事项仍按当时的时点转入下一阶段，时点会不同的只在期限中列出",
    "被拒绝、会办成以后的事不重演：本人会怎样补办、领导小组会怎样改定，无从推算",
    "退回修改的期限重算；退回人另给的更晚日期、准予补报和延期写明的日期照旧",
    "确认直接确定等次时的到会人员没有逐项留存，到会人数不重判",
    "提醒、提请协调和邮件不重演；各人的职责不重判",
)
"""What a replay leaves as it was, said with every result."""


class UnknownQuarter(LookupError):
    """A quarter that was never opened; the sentence says so."""


def what_if(office: Office, period: str, other: Policy, at: datetime) -> dict[str, Any]:
    """Compare a quarter as it was decided with what another policy would have made of it.

    Raises UnknownQuarter, in Chinese. The database is only read.
    """
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        row = loader.quarter(period)
        if row is None:
            raise UnknownQuarter(f"{quarter_of(period).title}考核尚未启动，没有可以重判的记录")
        then = bench_of(office, loader, period)
        bench = Bench(then.quarter, other, then.calendar)
        cohort = whole_cohort(loader, period, row.n, ALL_PARTS)
        people = {p.id: p for p in loader.everyone()}
        again = rejudge(office, loader, period, other)
        roster = listed(loader, row, cohort, (then, bench))
    n = (n_of(cohort), taking_part(cohort, roster))
    lines = [_line_of(cohort, *both) for both in zip((then, bench), n, strict=True)]
    cases = []
    for case in sorted(cohort.cases, key=lambda c: c.id):
        found = _case(case, cohort, again, (then, bench), at)
        found["on_the_line"] = {"then": case.person in lines[0], "other": case.person in lines[1]}
        found["roster"] = next((r.sides() for r in roster if r.person == case.person), None)
        mine = [j for j in again.found if _concerns(j, case)]
        found |= {"refused": _judged(mine, done=True), "allowed": _judged(mine, done=False)}
        person = people[case.person]
        cases.append({"who": person.handle, "name": person.name} | found)
        cases[-1]["changed"] = _is_changed(cases[-1])
    officers = {c.id for c in cohort.cases}
    persons = {c.person for c in cohort.cases}
    collective = [
        j for j in again.found if j.line.body["case"] not in officers and not j.about & persons
    ]
    return {
        "quarter": period,
        "policy": difference(then.policy, other),
        "roster": [r.document(people) for r in roster],
        "quota": _quota(cohort, n, then, bench),
        "refused": _judged(collective, done=True),
        "allowed": _judged(collective, done=False),
        "judged": again.judged,
        "not_judged": again.skipped.total(),
        "not_judged_moves": [
            {"title": title, "count": count} for title, count in sorted(again.skipped.items())
        ],
        "not_simulated": list(NOT_SIMULATED),
        "changed": sum(1 for c in cases if c["changed"]),
        "cases": cases,
    }


def _concerns(judged: Judged, case: Case) -> bool:
    """Whether an act was on a person's own case, or on the whole office but about them."""
    return judged.line.body["case"] == case.id or case.person in judged.about


def _quota(cohort: Cohort, n: tuple[int, int], *benches: Bench) -> dict[str, Any]:
    shares = [b.policy.values.quota_share for b in benches]
    limits = [quota_limit(*both) for both in zip(n, shares, strict=True)]
    used = sum(1 for c in cohort.cases if c.decision and c.decision.grade is Grade.GOOD)
    return {
        "n": n[0],
        "n_other": n[1],
        "limit": {"then": limits[0], "other": limits[1]},
        "used": used,
        "over": max(used - limits[1], 0),
    }


def _line_of(cohort: Cohort, bench: Bench, n: int) -> set[str]:
    """Who stands at the cut among those the highest grade was proposed for."""
    values = bench.policy.values
    direct = sum(
        1 for c in cohort.cases if (d := c.confirmed_direct) is not None and d.grade is Grade.GOOD
    )
    rivals = [s for c in cohort.cases if contends(c) and (s := standing_of(c, values))]
    places = max(quota_limit(n, values.quota_share) - direct, 0)
    return {s.who for s in on_the_line(rivals, places, values.tie_order).people}


def _case(
    case: Case, cohort: Cohort, again: Rejudged, benches: tuple[Bench, Bench], at: datetime
) -> dict[str, Any]:
    scores = [_score(case, bench.policy) for bench in benches]
    entered, stood = again.entered.get(case.id), (case, under(case, *benches))
    owed = [owing(c, cohort, entered, b) for c, b in zip(stood, benches, strict=True)]
    treated = [treatment_of(case, bench, at) for bench in benches]
    late = [lateness(each, at) for each in owed]
    return {
        "grade": case.decision.grade.value if case.decision else None,
        **{
            name: {"then": scores[0][name], "other": scores[1][name]}
            for name in ("total", "shown", "band")
        },
        "treatment": {"then": treated[0], "other": treated[1]},
        "due": differing(owed[0], owed[1], case),
        "late": {"then": late[0], "other": late[1]},
    }


def _score(case: Case, policy: Policy) -> dict[str, str | None]:
    values = policy.values
    result = result_of(case, values)
    if result.total is None or result.band is None or not case.marks:
        return {"total": None, "shown": None, "band": None}
    total = result.total.value
    full = Fraction(values.full_mark)
    return {
        "total": exact_text(total),
        "shown": shown(total, thresholds(values), full, values.printed_places),
        "band": result.band.value,
    }


def _judged(found: Iterable[Judged], *, done: bool) -> list[dict[str, Any]]:
    return [
        {
            "seq": j.line.seq,
            "at": beijing_text(j.line.at),
            "move": move_seen(j.move.id)[0],
            "title": move_seen(j.move.id)[1],
            "reasons": [
                {
                    "rule": o.rule,
                    "clause": o.clause,
                    "basis": o.basis.value,
                    "text": HIDDEN if j.move.id in RESTRICTED else o.text,
                }
                for o in j.obstacles
            ],
        }
        for j in found
        if j.done is done
    ]


def _is_changed(case: dict[str, Any]) -> bool:
    pairs = ("total", "shown", "band", "late", "on_the_line", "treatment")
    moved = any(case[name]["then"] != case[name]["other"] for name in pairs)
    return moved or any(case[name] for name in ("roster", "due", "refused", "allowed"))
