"""The accounts of the office, for the three offices of security: each keeps its own part."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from rules.nouns import ROLE_TITLES, Person, Role
from storage.accounts import Sought, account_of
from web.pages import go, shown
from web.visit import Here, Visit
from workflow.accounts import NotTaken
from workflow.keeping import GRANTABLE, STATES, Holder, Keeper, holders, without_account

router = APIRouter(prefix="/accounts")
ROWS = 50
MOST_PARTS = 10_000
LONGEST_SEARCH = 64


class Question(NamedTuple):
    """What is asked before an act that cannot be taken back: the act, and what follows from it."""

    act: str
    follows: str


LEAVING = "本人的登录状态随即结束，正在填写、还没有提交的内容要重新填写。"
SURE = {
    "password": Question(
        "重发初始密码", f"现在的密码立即作废。{LEAVING}新的初始密码只显示一次，14日内有效。"
    ),
    "disable": Question(
        "停用账号", f"{LEAVING}停用以后不能登录；已经办理的事项不受影响，随时可以恢复。"
    ),
    "code/drop": Question(
        "停用动态验证码", "下次登录只要密码，恢复码一并作废。请先核实是本人丢失了手机。"
    ),
    "roles/end": Question(
        "终止职责",
        "今天仍可办理，从明天起不能再以这一职责办理；没有其他职责的，从明天起不能登录。"
        "已经办成的事项不变；还没有办完的不会自动转给别人，请告诉考核办安排。",
    ),
}
"""The acts that are asked about once more, by the place that does them."""


@router.get("")
def show(visit: Here, state: str = "", part: int = 1) -> Response:
    """Everyone of the office with roles and the state of the account."""
    said = visit.site.said.take(visit.who.session.digest)
    return _page(visit, state=state, part=part, said=said.text, text=said.handle)


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
        own=visit.who.person,
    )


def _keeper(visit: Visit) -> Keeper:
    return Keeper(visit.site.door, visit.who)


def _asked(visit: Visit, place: str, question: Question, **more: Any) -> Response:
    """Ask once more; what was asked for is done when this page is sent."""
    return shown(visit, "accounts_sure.html", place=place, question=question, **more)


def _sure(visit: Visit, place: str) -> Response | None:
    """The page that asks once more, unless it was answered; NotTaken if there is no such person."""
    if "sure" in visit.form:
        return None
    form = visit.form
    who = _keeper(visit).someone(form.get("handle", ""))
    role = form.get("role", "")
    title = ROLE_TITLES[Role(role)] if role in {r.value for r in GRANTABLE} else ""
    return _asked(visit, place, SURE[place], who=who, role=role if title else "", title=title)


@router.post("/password")
def give(visit: Here) -> Response:
    """Give a one-time password; it is shown on this page and nowhere again."""
    handle = visit.form.get("handle", "")
    try:
        if _has_account(visit, handle) and (asked := _sure(visit, "password")):
            return asked
        given = _keeper(visit).give_password(handle, visit.site.present())
    except NotTaken as why:
        return _page(visit, trouble=str(why))
    return _page(visit, text=given[0].handle, given=given)


def _has_account(visit: Visit, handle: str) -> bool:
    with visit.site.office.store.database.read() as connection:
        return account_of(connection, visit.site.office.id, handle.strip()) is not None


@router.post("/password/all")
def give_all(visit: Here) -> Response:
    """Give one-time passwords to those who have no account, as a list to print; shown once."""
    wanted = without_account(visit.site.office, visit.site.present(), visit.at)
    piece = wanted[:ROWS]
    listed: list[tuple[Holder, str]] = []
    if "sure" in visit.form:
        keeper = _keeper(visit)
        for each in piece:
            _, fresh = keeper.give_password(each.handle, visit.site.present())
            listed.append((each, fresh))
    return shown(
        visit, "accounts_all.html", listed=listed, wanted=len(wanted), piece=len(piece),
        rest=len(wanted) - len(piece),
    )  # fmt: skip


def _act(
    visit: Visit, act: Callable[[str, datetime], Person], done: str, at: datetime | None = None,
    *, ask: str = "",
) -> Response:  # fmt: skip
    try:
        if ask and (asked := _sure(visit, ask)):
            return asked
        who = act(visit.form.get("handle", ""), at or visit.site.present())
    except NotTaken as why:
        return _page(visit, trouble=str(why))
    visit.site.said.keep(
        visit.who.session.digest, f"{who.name}(登录名 {who.handle})：{done}", who.handle
    )
    return go("/accounts")


@router.post("/disable")
def disable(visit: Here) -> Response:
    """Let somebody sign in no more."""
    return _act(visit, _keeper(visit).disable, "账号已停用，登录状态已结束", ask="disable")


@router.post("/enable")
def enable(visit: Here) -> Response:
    """Let somebody sign in again."""
    return _act(visit, _keeper(visit).enable, "账号已恢复，锁定已解除")


@router.post("/sessions/end")
def end(visit: Here) -> Response:
    """End the sessions of somebody."""
    return _act(visit, _keeper(visit).end_sessions, "登录状态已全部结束")


@router.post("/code/drop")
def drop(visit: Here) -> Response:
    """Let somebody who lost their phone sign in without its codes."""
    done = "动态验证码已停用，下次登录只用密码"
    return _act(visit, _keeper(visit).drop_code, done, ask="code/drop")


@router.post("/roles/grant")
def grant(visit: Here) -> Response:
    """Let somebody hold a role from today on; which, is asked once it is known whom."""
    form, keeper = visit.form, _keeper(visit)
    role = form.get("role")
    if role is None:
        try:
            who = keeper.someone(form.get("handle", ""))
        except NotTaken as why:
            return _page(visit, trouble=str(why))
        return _asked(
            visit, "roles/grant", Question("授予职责", "从今天起担任，随时可以终止。"), who=who,
            choices=[(r.value, ROLE_TITLES[r]) for r in GRANTABLE], role="", title="",
        )  # fmt: skip
    title = ROLE_TITLES[Role(role)] if role in {r.value for r in GRANTABLE} else role
    done = f"已授予{title}职责，从今天起"
    return _act(visit, lambda handle, at: keeper.grant(handle, role, at), done, visit.at)


@router.post("/roles/end")
def end_role(visit: Here) -> Response:
    """Let somebody hold a role until today."""
    role, keeper = visit.form.get("role", ""), _keeper(visit)
    title = ROLE_TITLES[Role(role)] if role in {r.value for r in GRANTABLE} else role
    return _act(
        visit, lambda handle, at: keeper.end_role(handle, role, at),
        f"{title}职责已终止，到今天为止", visit.at, ask="roles/end",
    )  # fmt: skip
