"""The reader's own account: where they are signed in, and the codes of a second factor."""

from fastapi import APIRouter
from fastapi.responses import Response

from web.pages import go, shown
from web.visit import Here, Visit
from workflow.accounts import NotTaken
from workflow.own_account import Offered, Own, mark

router = APIRouter(prefix="/me")
DONE = {"ended": "已结束所选的登录状态", "dropped": "动态验证码已停用"}


@router.get("")
def show(visit: Here, done: str = "") -> Response:
    """Where the reader is signed in, their password, their second factor."""
    return _page(visit, said=DONE.get(done, ""))


def _own(visit: Visit) -> Own:
    return Own(visit.site.door, visit.who)


def _page(
    visit: Visit, *, said: str = "", trouble: str = "", offered: Offered | None = None,
    codes: tuple[str, ...] = (),
) -> Response:  # fmt: skip
    own = _own(visit)
    coded, left = own.code_state()
    sessions = [
        {"mark": mark(s), "made": s.made_at, "seen": s.seen_at,
         "here": s.digest == visit.who.session.digest}
        for s in own.sessions(visit.site.present())
    ]  # fmt: skip
    return shown(
        visit, "me.html", 422 if trouble else 200, said=said, trouble=trouble, offered=offered,
        codes=codes, coded=coded, left=left, sessions=sessions,
    )  # fmt: skip


@router.post("/sessions/end")
def end(visit: Here) -> Response:
    """End one session of the reader's, or all but this one."""
    _own(visit).end(visit.form.get("which", ""), visit.site.present())
    return go("/me?done=ended")


@router.post("/code/offer")
def offer(visit: Here) -> Response:
    """A new secret to set an app up with."""
    return _page(visit, offered=_own(visit).offer())


@router.post("/code/enrol")
def enrol(visit: Here) -> Response:
    """Sign in with codes from now on; the recovery codes are shown once."""
    form, own = visit.form, _own(visit)
    try:
        codes = own.enrol(
            form.get("kept", ""), form.get("code", ""), form.get("current", ""),
            visit.site.present(),
        )  # fmt: skip
    except NotTaken as why:
        return _page(visit, trouble=str(why), offered=own.offered(form.get("kept", "")))
    return _page(visit, codes=tuple(codes))


@router.post("/code/drop")
def drop(visit: Here) -> Response:
    """Sign in without codes again."""
    try:
        _own(visit).drop(visit.form.get("current", ""), visit.site.present())
    except NotTaken as why:
        return _page(visit, trouble=str(why))
    return go("/me?done=dropped")
