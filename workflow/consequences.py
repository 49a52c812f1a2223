"""What follows a result, put to people and programs: kind, owner, due day, state (R18, R19)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.calendar import beijing_text
from rules.conduct import DECISION, FACTS, last_of
from rules.following import Following, following
from rules.nouns import ROLE_TITLES, Case, Person, Role
from storage.load import Loader
from workflow.fraud import FRAUD
from workflow.owing.owed import Bench
from workflow.procedure import Procedure
from workflow.refusal import REFUSAL

STATES = {
    "waiting": "待期限届满",
    "open": "待办",
    "offered": "可以办理",
    "done": "已办结",
    "lapsed": "不再适用",
}
RESOLUTIONS = {"outstanding": "一贯表现优秀", "unfit": "不能胜任本职工作", "hand_over": "移送"}


def follow_ups_of(
    case: Case, bench: Bench, people: Mapping[str, Person], at: datetime
) -> list[dict[str, Any]]:
    """What follows the result of a case: who owes it, until when, where it stands."""
    return [_told(each, case, people, at) for each in following(bench.due(case))]


def _told(
    each: Following, case: Case, people: Mapping[str, Person], at: datetime
) -> dict[str, Any]:
    made, terms = each.follow_up, each.terms
    state = each.state(at)
    leader = people.get(case.supervisor) if terms.owner == Role.SUPERVISOR.value else None
    return {
        "kind": made.kind,
        "title": terms.title,
        "owner": terms.owner,
        "owner_title": leader.name if leader else ROLE_TITLES[Role(terms.owner)],
        "opens": beijing_text(each.since) if each.since else None,
        "due": each.day.isoformat() if each.day else None,
        "state": state,
        "state_title": STATES[state],
        "document": made.document or None,
        "reason": made.reason,
    }


def checks_of(loader: Loader, period: str, handles: Mapping[str, str]) -> list[dict[str, Any]]:
    """The checks of conduct of a quarter: where each stands and what it came to."""
    return [
        _check(case, page, handles)
        for page in (REFUSAL, FRAUD)
        for case in loader.of_period(page.id, period, {"conduct"})
    ]


def _check(case: Case, page: Procedure, handles: Mapping[str, str]) -> dict[str, Any]:
    made = last_of(case.conduct, DECISION)
    opened = last_of(case.conduct, FACTS)
    return {
        "who": handles.get(case.person, case.person),
        "procedure": page.id,
        "title": page.title,
        "ordinal": case.ordinal,
        "stage": case.stage,
        "stage_title": page.stage_titles[case.stage],
        "outcome": made.outcome if made else None,
        "measures": list(made.measures) if made else [],
        "opened": beijing_text(opened.at) if opened else None,
    }


def resolutions_of(case: Case) -> list[dict[str, Any]]:
    """What the group put on record of the person in this quarter."""
    return [
        {
            "kind": r.kind,
            "title": RESOLUTIONS[r.kind],
            "reason": r.reason,
            "document": r.document or None,
            "to": r.receiver or None,
            "at": beijing_text(r.at),
        }
        for r in case.resolutions
    ]
