"""The accounts of the office, for the three offices of security: each keeps its own part."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response

from rules.nouns import ROLE_TITLES, Person, Role
from storage.accounts import Sought
from web.pages import go, shown
from web.visit import Here, Visit
from workflow.accounts import NotTaken
from workflow.keeping import GRANTABLE, STATES, Keeper, holders

router = APIRouter(prefix="/accounts")
ROWS = 50
MOST_PARTS = 10_000
LONGEST_SEARCH = 64
DONE = {
    "disabled": "账号已停用，登录状态已结束",
    "enabled": "账号已恢复，锁定已解除",
    "ended": "登录状态已全部结束",
    "code": "动态验证码已停用，下次登录只用密码",
    "granted": "职责已授予，从今天起",
    "withdrawn": "职责已终止，到今天为止",
}
"""What was done, by the word that the address of the page carries."""


@router.get("")
def show(visit: Here, state: str = "", part: int = 1, done: str = "") -> Response:
    """Everyone of the office with roles and the state of the account."""
    return _page(visit, state=state, part=part, said=DONE.get(done, ""))


@router.post("/find")
def find(visit: Here) -> Response:
    """Those whose name or login name has a text in it; searched by a form, so no address has it."""
    return _page(visit, text=visit.form.get("text", "").strip()[:LONGEST_SEARCH])


def _page(
    visit: Visit, *, state: str = "", part: int = 1, text: str = "", said: str = "",
    trouble: str = "", given: tuple[Person, str] | None = None,
) -> Response:  # fmt: skip
    office, state = visit.site.office, state if state in STATES else ""
    part = min(max(part, 1), MOST_PARTS)
    with office.store.database.read() as connection:
        wanted = Sought(text, state, (part - 1) * ROWS, ROWS)
        listed, total = holders(office, connection, visit.site.present(), visit.at, wanted)
        parts = max(1, -(-total // ROWS))
        if part > parts:
            part, wanted = parts, wanted._replace(offset=(parts - 1) * ROWS)
            listed, total = holders(office, connection, visit.site.present(), visit.at, wanted)
    return shown(
        visit,
        "accounts.html",
        422 if trouble else 200,
        holders=listed,
        total=total,
        part=part,
        parts=parts,
        states=STATES,
        state=state,
        text=text,
        said=said,
        trouble=trouble,
        given=given,
        keeps=Role.ADMINISTRATOR in visit.who.roles,
        grants=Role.SECURITY_ADMINISTRATOR in visit.who.roles,
        grantable=[(r.value, ROLE_TITLES[r]) for r in GRANTABLE],
        own=visit.who.person,
    )


def _keeper(visit: Visit) -> Keeper:
    return Keeper(visit.site.door, visit.who)


@router.post("/password")
def give(visit: Here) -> Response:
    """Give a one-time password; it is shown on this page and nowhere again."""
    try:
        given = _keeper(visit).give_password(visit.form.get("handle", ""), visit.site.present())
    except NotTaken as why:
        return _page(visit, trouble=str(why))
    return _page(visit, text=given[0].handle, given=given)


def _act(
    visit: Visit, act: Callable[[str, datetime], Person], done: str, at: datetime | None = None
) -> Response:
    try:
        act(visit.form.get("handle", ""), at or visit.site.present())
    except NotTaken as why:
        return _page(visit, trouble=str(why))
    return go(f"/accounts?done={done}")


@router.post("/disable")
def disable(visit: Here) -> Response:
    """Let somebody sign in no more."""
    return _act(visit, _keeper(visit).disable, "disabled")


@router.post("/enable")
def enable(visit: Here) -> Response:
    """Let somebody sign in again."""
    return _act(visit, _keeper(visit).enable, "enabled")


@router.post("/sessions/end")
def end(visit: Here) -> Response:
    """End the sessions of somebody."""
    return _act(visit, _keeper(visit).end_sessions, "ended")


@router.post("/code/drop")
def drop(visit: Here) -> Response:
    """Let somebody who lost their phone sign in without its codes."""
    return _act(visit, _keeper(visit).drop_code, "code")


@router.post("/roles/grant")
def grant(visit: Here) -> Response:
    """Let somebody hold a role from today on."""
    role, keeper = visit.form.get("role", ""), _keeper(visit)
    return _act(visit, lambda handle, at: keeper.grant(handle, role, at), "granted", visit.at)


@router.post("/roles/end")
def end_role(visit: Here) -> Response:
    """Let somebody hold a role until today."""
    role, keeper = visit.form.get("role", ""), _keeper(visit)
    return _act(visit, lambda handle, at: keeper.end_role(handle, role, at), "withdrawn", visit.at)
