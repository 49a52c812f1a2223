"""What the clock will do until the end of a day: a dry run that leaves nothing behind (R30)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from notifications.notice import KINDS, RESERVED
from rules.calendar import beijing_day, end_of, parse_day, parse_instant
from rules.strokes import by_strokes
from storage.lookup import Line
from storage.types import parse_instant_text
from web.pages import shown
from web.restricted import on_record
from web.visit import Here, Visit
from workflow.foresee import Foreseen, foresee
from workflow.lines import Known, line_document, who_is_who
from workflow.quarterly import QUARTERLY
from workflow.sight import ENTITLED, OF_ROLE
from workflow.veil import AUDITED, line_seen

router = APIRouter()
FARTHEST = timedelta(days=92)
"""How far ahead may be looked: a quarter."""
MANY = 400
"""People up to whom every instant is gone through on its own."""
TELLING = frozenset({"remind", "escalate"})
NAMED = frozenset(
    {
        "quarter_opened", "plan_due", "plan_overdue", "plan_to_approve", "month_due",
        "month_overdue", "appraisal_due", "appraisal_overdue", "decision_due", "feedback_due",
        "publicity_due", "publicity_posted", "year_opened", "year_summary_due",
        "year_summary_overdue", "annual_due", "escalation",
    }
)  # fmt: skip
"""Kinds of mail of which it is said who gets them: who does tells nothing of anybody's result."""


@dataclass(frozen=True)
class Coming:
    """What will be done at an instant: the act, and on whose files, each with its number or 0."""

    at: Any
    title: str
    who: tuple[tuple[str, int], ...]
    clause: str


@router.get("/clock")
def clock(visit: Here, until: str = "", only: bool = False) -> Response:
    """What falls due until a day, or on that day alone, if one is asked for."""
    today = beijing_day(visit.at)
    values: dict[str, Any] = {
        "today": today.isoformat(),
        "last": (today + FARTHEST).isoformat(),
        "until": until[:10],
        "only": only,
        "trouble": "",
        "found": None,
    }
    if not until:
        return shown(visit, "clock.html", **values)
    try:
        day = parse_day(until)
        if not today <= day <= today + FARTHEST:
            raise ValueError("请选今天起一个季度以内的一天")
    except ValueError as why:
        return shown(visit, "clock.html", 422, **values | {"trouble": str(why)})
    return shown(
        visit, "clock.html", **values | {"found": _found(visit, day, only=only), "until": str(day)}
    )


def _found(visit: Visit, day: date, *, only: bool) -> dict[str, Any]:
    """What a tick at the end of a day would do, as far as its reader may know.

    With `only` what it would do on the days before is left out.
    """
    office = visit.site.office
    with office.store.database.read() as connection:
        known = who_is_who(connection, office.id)
    # Others wait to write meanwhile: of a large office the reminders are merged into the newest.
    since = visit.at if len(known.people) <= MANY else None
    dreamt = foresee(office, end_of(day), since)
    if only:
        lines = [x for x in dreamt.lines if beijing_day(_instant(x)) == day]
        dreamt = replace(dreamt, lines=lines, mails=[m for m in dreamt.mails if m.day == day])
    seen = {OF_ROLE[role] for role in visit.who.roles if role in OF_ROLE}
    plain = _told(visit, dreamt, known, entitled=False)
    return on_record(
        visit,
        lambda entitled: _told(visit, dreamt, known, entitled=True) if entitled else plain,
        lambda told: told != plain,
        entitled=bool(seen & ENTITLED),
    )


def _instant(line: Line) -> datetime:
    """When what a line tells falls due."""
    due = line.body.get("due")
    return parse_instant_text(due) if isinstance(due, str) and due else line.at


def _told(visit: Visit, dreamt: Foreseen, known: Known, *, entitled: bool) -> dict[str, Any]:
    mails: dict[tuple[date, str], list[str]] = {}
    for mail in dreamt.mails:
        if mail.kind not in RESERVED:
            name = known.names.get(mail.person, "") if mail.kind in NAMED else ""
            mails.setdefault((mail.day, KINDS[mail.kind].title), []).append(name)
    return {
        "lines": list(_lines(visit, dreamt.lines, known, entitled=entitled)),
        "mails": [
            (day, title, len(names), sorted({n for n in names if n}, key=by_strokes))
            for (day, title), names in sorted(mails.items())
        ],
        "opened": dreamt.swept.opened,
    }


def _lines(visit: Visit, lines: list[Line], known: Known, *, entitled: bool) -> Iterator[Coming]:
    """The acts of the clock in the order they fall due, like ones together."""
    policy = visit.site.office.policy_now(visit.at)
    told = [
        (line_seen(line_document(line, known), policy, entitled=entitled), _number(line, known))
        for line in lines
        if line.body.get("move") not in TELLING | AUDITED
    ]
    groups: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for line, number in sorted(told, key=lambda t: (t[0]["due"] or t[0]["at"], t[0]["seq"])):
        place = (line["due"] or line["at"], line["title"], line["clause"] or "")
        groups.setdefault(place, []).append((line["subject"] or "全机关", number))
    for (at, title, clause), names in groups.items():
        who = sorted(names, key=lambda each: (by_strokes(each[0]), each[1]))
        yield Coming(parse_instant(at), title, tuple(who), clause)


def _number(line: Line, known: Known) -> int:
    """The file of somebody's quarter that a line is about, if it is there already; else 0."""
    number = line.body.get("case")
    quarterly = line.body.get("move") in QUARTERLY.by_id
    return number if quarterly and isinstance(number, int) and number in known.cases else 0
