"""Where a case stands within the quota: its rank, ties, and whether it is on the line (R13)."""

from collections.abc import Iterable
from typing import Any

from rules.calendar import beijing_text
from rules.cohort import Standing, on_the_line, quota_limit, ranking
from rules.grade import Grade
from rules.guards.group import OUT, n_of
from rules.nouns import Case, Cohort
from rules.policy import Values
from rules.score import exact_text
from workflow.derived import result_now
from workflow.explain.sources import Sources


def place_of(case: Case, cohort: Cohort, frozen: Any, sources: Sources) -> dict[str, Any]:
    """The quota and the case's place in it; of others only how many, never who.

    `rank` counts from 1 among all whose score is ready, equal scores sharing it. `on_the_line`
    tells whether the cut goes past this case among those proposed for the highest grade, after
    the places that direct grades take.
    """
    values = sources.policy.values
    n = n_of(cohort)
    limit = quota_limit(n, values.quota_share)
    used = sum(1 for c in cohort.cases if c.decision and c.decision.grade is Grade.GOOD)
    ready = {c.person: s for c in cohort.cases if (s := standing_of(c, values))}
    direct = [c for c in cohort.cases if _is_direct(c)]
    rivals = [ready[c.person] for c in cohort.cases if contends(c) and c.person in ready]
    line = on_the_line(rivals, max(limit - len(direct), 0), values.tie_order)
    return {
        "n": n,
        "frozen": beijing_text(frozen) if frozen else None,
        "share": exact_text(values.quota_share),
        "limit": limit,
        "used": used,
        "takes_place": bool(case.decision and case.decision.grade is Grade.GOOD),
        "direct": _is_direct(case),
        "contends": contends(case),
        "rivals": len(rivals),
        "on_the_line": any(s.who == case.person for s in line.people),
        **_rank(case.person, ready.values(), values.tie_order),
        "order": {"value": list(values.tie_order), **sources.value("tie_order")},
        **sources.rule("quota"),
        "share_cite": sources.value("quota_share"),
    }


def standing_of(case: Case, values: Values) -> Standing | None:
    """What ranks a case; None while its score is not ready or it takes no part."""
    result = result_now(case, values)
    if case.stage in OUT or result.total is None:
        return None
    return Standing(case.person, result.total.value, result.total.kpi, result.total.bpi)


def _is_direct(case: Case) -> bool:
    made = case.confirmed_direct
    return made is not None and made.grade is Grade.GOOD


def contends(case: Case) -> bool:
    """Whether the highest grade was proposed or decided, other than directly."""
    if _is_direct(case):
        return False
    asked = [g.grade for g in (case.proposal, case.decision) if g]
    return Grade.GOOD in asked


def _rank(
    person: str, standings: Iterable[Standing], order: Iterable[str]
) -> dict[str, int | None]:
    listed = list(standings)
    rank = 1
    for group in ranking(listed, order):
        if any(s.who == person for s in group):
            return {"rank": rank, "tied": len(group) - 1, "ranked": len(listed)}
        rank += len(group)
    return {"rank": None, "tied": 0, "ranked": len(listed)}
