"""What the clock will do until the end of a day: a dry run that leaves nothing behind (R30)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from notifications.notice import KINDS, RESERVED
from rules.calendar import beijing_day, end_of, parse_day, parse_instant
from storage.lookup import Line
from web.pages import shown
from web.restricted import on_record
from web.visit import Here, Visit
from workflow.foresee import Foreseen, foresee
from workflow.lines import Known, line_document, who_is_who
from workflow.sight import ENTITLED, OF_ROLE
from workflow.veil import AUDITED, line_seen

router = APIRouter()
FARTHEST = timedelta(days=92)
"""How far ahead may be looked: a quarter."""
MANY = 400
"""People up to whom every instant is gone through on its own."""
TELLING = frozenset({"remind", "escalate"})


@dataclass(frozen=True)
class Coming:
    """What will be done at an instant: the act, and on whose files."""

    at: Any
    title: str
    who: tuple[str, ...]
    clause: str


@router.get("/clock")
def clock(visit: Here, until: str = "") -> Response:
    """What falls due until a day, if one is asked for."""
    today = beijing_day(visit.at)
    values: dict[str, Any] = {
        "today": today.isoformat(),
        "last": (today + FARTHEST).isoformat(),
        "until": until[:10],
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
    return shown(visit, "clock.html", **values | {"found": _found(visit, day), "until": str(day)})


def _found(visit: Visit, day: date) -> dict[str, Any]:
    """What a tick at the end of a day would do, as far as its reader may know."""
    office = visit.site.office
    with office.store.database.read() as connection:
        known = who_is_who(connection, office.id)
    # Others wait to write meanwhile: of a large office the reminders are merged into the newest.
    since = visit.at if len(known.people) <= MANY else None
    dreamt = foresee(office, end_of(day), since)
    seen = {OF_ROLE[role] for role in visit.who.roles if role in OF_ROLE}
    plain = _told(visit, dreamt, known, entitled=False)
    return on_record(
        visit,
        lambda entitled: _told(visit, dreamt, known, entitled=True) if entitled else plain,
        lambda told: told != plain,
        entitled=bool(seen & ENTITLED),
    )


def _told(visit: Visit, dreamt: Foreseen, known: Known, *, entitled: bool) -> dict[str, Any]:
    mails = Counter((beijing_day(m.at), KINDS[m.kind].title) for m in dreamt.mails
                    if m.kind not in RESERVED)  # fmt: skip
    return {
        "lines": list(_lines(visit, dreamt.lines, known, entitled=entitled)),
        "mails": [(day, title, count) for (day, title), count in sorted(mails.items())],
        "opened": dreamt.swept.opened,
    }


def _lines(visit: Visit, lines: list[Line], known: Known, *, entitled: bool) -> Iterator[Coming]:
    """The acts of the clock in the order they fall due, like ones together."""
    policy = visit.site.office.policy_now(visit.at)
    told = [
        line_seen(line_document(line, known), policy, entitled=entitled)
        for line in lines
        if line.body.get("move") not in TELLING | AUDITED
    ]
    groups: dict[tuple[str, str, str], list[str]] = {}
    for line in sorted(told, key=lambda t: (t["due"] or t["at"], t["seq"])):
        place = (line["due"] or line["at"], line["title"], line["clause"] or "")
        groups.setdefault(place, []).append(line["subject"] or "全机关")
    for (at, title, clause), names in groups.items():
        yield Coming(parse_instant(at), title, tuple(sorted(names)), clause)
