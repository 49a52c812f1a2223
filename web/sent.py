"""The mails that were sent, wait or failed: to whom and why not, never what they say (R30)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from operator import itemgetter

from fastapi import APIRouter
from fastapi.responses import Response

from notifications.notice import KINDS, RESERVED
from rules.calendar import at_clock, parse_day
from rules.nouns import Role
from storage import outbox
from storage.roll import Wanted, mails
from web.pages import shown
from web.paging import Paging, page_number
from web.visit import Here, Visit

router = APIRouter()
STATES: Mapping[str, str] = {
    "queued": "待发送", "claimed": "正在发送", "accepted": "已送达邮件服务器", "refused": "被拒收",
    "unknown": "不知是否送达", "parked": "停发，须人工处理",
}  # fmt: skip
FAILED = ("refused", "unknown", "parked")


@router.get("/mails")
def sent(visit: Here, state: str = "", kind: str = "", day: str = "", page: int = 1) -> Response:
    """The mails by state, newest first; without one named those that failed, if any did."""
    return _listed(visit, state, kind, day, page)


@router.post("/mails")
def find(visit: Here) -> Response:
    """Those to somebody, of a kind, of a day; asked by a form, so that no address has a name."""
    form = visit.form
    return _listed(
        visit, form.get("state", "") or "all", form.get("kind", ""), form.get("day", ""),
        page_number(form.get("page", "")), form.get("name", "").strip()[:64],
    )  # fmt: skip


def _spell(day: str) -> tuple[datetime, datetime] | None:
    """The day in Beijing, from its beginning until before its end; None if it is no day."""
    try:
        begin = at_clock(parse_day(day), "00:00")
        return begin, begin + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _listed(visit: Visit, state: str, kind: str, day: str, page: int, name: str = "") -> Response:
    office = visit.site.office
    # That something waits for the auditor is for the auditor to know.
    hidden = () if Role.AUDITOR in visit.who.roles else RESERVED
    counts = outbox.counts(office.store.database, office.id, hidden)
    failed = sum(counts[name] for name in FAILED)
    chosen = state if state in STATES or state == "all" else ("failed" if failed else "all")
    wanted = {"all": tuple(STATES), "failed": FAILED}.get(chosen, (chosen,))
    kinds = sorted(
        ((k, words.title) for k, words in KINDS.items() if k not in hidden), key=itemgetter(1)
    )
    kind, spell = kind if kind in dict(kinds) else "", _spell(day)
    day = day if spell else ""
    paging = Paging.of(page, {"state": chosen, "kind": kind, "day": day}, name)
    with office.store.database.read() as connection:
        cut = Wanted(name=name, offset=paging.offset, limit=paging.size)
        found = mails(connection, office.id, cut, wanted, hidden, kind, spell)
    rows = [(mail, KINDS[mail.kind].title, STATES[mail.state]) for mail in found.rows]
    return shown(visit, "mails.html", rows=rows, paging=paging.over(found.total), counts=counts,
                 states=STATES, chosen=chosen, failed=failed, kinds=kinds, kind=kind, day=day,
                 whose=name)  # fmt: skip
