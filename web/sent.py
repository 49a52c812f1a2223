"""The mails that were sent, wait or failed: to whom and why not, never what they say (R30)."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response

from notifications.notice import KINDS, RESERVED
from rules.nouns import Role
from storage import outbox
from storage.roll import Wanted, mails
from web.pages import shown
from web.paging import Paging
from web.visit import Here

router = APIRouter()
STATES: Mapping[str, str] = {
    "queued": "待发送", "claimed": "正在发送", "accepted": "已送达邮件服务器", "refused": "被拒收",
    "unknown": "不知是否送达", "parked": "停发，须人工处理",
}  # fmt: skip
FAILED = ("refused", "unknown", "parked")


@router.get("/mails")
def sent(visit: Here, state: str = "", page: int = 1) -> Response:
    """The mails by state, newest first; without one named those that failed, if any did."""
    office = visit.site.office
    # That something waits for the auditor is for the auditor to know.
    hidden = () if Role.AUDITOR in visit.who.roles else RESERVED
    counts = outbox.counts(office.store.database, office.id, hidden)
    failed = sum(counts[name] for name in FAILED)
    chosen = state if state in STATES or state == "all" else ("failed" if failed else "all")
    wanted = {"all": tuple(STATES), "failed": FAILED}.get(chosen, (chosen,))
    paging = Paging.of(page, {"state": chosen})
    with office.store.database.read() as connection:
        cut = Wanted(offset=paging.offset, limit=paging.size)
        found = mails(connection, office.id, cut, wanted, hidden)
    rows = [(mail, KINDS[mail.kind].title, STATES[mail.state]) for mail in found.rows]
    return shown(visit, "mails.html", rows=rows, paging=paging.over(found.total), counts=counts,
                 states=STATES, chosen=chosen, failed=failed)  # fmt: skip
