"""Bringing in a list of people from a file: looked at first, then entered as a whole (R02)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import FormData, UploadFile

from rules.calendar import beijing_day, is_quarter, quarter_of
from rules.nouns import ROLE_TITLES, Role
from storage import passwords
from storage.load import Loader
from storage.lookup import running
from storage.roll import Member, Wanted, people
from storage.ties import roles_of
from web.exporting import SANDBOX, attachment, table
from web.pages import go, shown
from web.visit import Here, Visit, posted
from workflow.beside import perform_beside
from workflow.command import Command
from workflow.enrol import ENROL, MOST_TOLD
from workflow.enrolling import GIVEN, Enrolling, previewed
from workflow.roster_file import COLUMNS, LARGEST, NotAList, decoded

router = APIRouter()
IMPORT = "/people-of-office/import"
MOST_SHOWN = 200
EXAMPLE = """登录名,姓名,内设机构,职务,分管领导,电子邮箱,职责
liming,李明,党建办,副主任,,liming@example.cn,分管领导
zhanghua,张华,党建办,四级主任科员,李明,zhanghua@example.cn,被考核公务员
"""


@router.get(IMPORT)
def ask(visit: Here) -> Response:
    """What a list has to look like, and a place to bring one in."""
    return _page(visit)


@router.get("/people-of-office/model")
def model(_visit: Here) -> Response:
    """A list with its heading and nobody on it, to be filled in."""
    return _file("人员名单样子.csv", [])


@router.get("/people-of-office/export")
def export(visit: Here) -> Response:
    """Everybody on record as a list: as it is taken away, it can be brought in again."""
    office, day = visit.site.office, beijing_day(visit.at)
    with office.store.database.read() as connection:
        found = people(connection, office.id, day, Wanted(limit=10**6)).rows
        roles = roles_of(connection, office.id, [m.id for m in found], day)
    return _file("人员名单.csv", [_cells(m, roles.get(m.id, ())) for m in found])


def _cells(member: Member, roles: Collection[Role]) -> dict[str, str]:
    """A person by the columns of a list; of the roles those that a list may give."""
    duties = "、".join(ROLE_TITLES[role] for role in GIVEN if role in roles)
    return {
        "handle": member.handle, "name": member.name, "section": member.section or "",
        "post": member.post or "", "leader": member.leader or "", "email": member.email,
        "duties": duties,
    }  # fmt: skip


def _file(name: str, rows: Iterable[Mapping[str, str]]) -> Response:
    text = table([list(COLUMNS.values()), *([row[c] for c in COLUMNS] for row in rows)])
    headers = {"Content-Disposition": attachment(name), **SANDBOX}
    return PlainTextResponse(text, headers=headers, media_type="text/csv")


@router.post(IMPORT)
def bring(visit: Here, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Look at a list first, then enter it; nothing is written before it was looked at."""
    try:
        text = _text(visit, form)
    except NotAList as why:
        return _page(visit, obstacles=[str(why)])
    if visit.form.get("step") != "import":
        return _preview(visit, text)
    data = {"text": text, "document": visit.form.get("document", "")[:1000],
            "quarter": visit.form.get("quarter", "")[:16]}  # fmt: skip
    request = visit.form.get("request", "")[:64]
    command = Command(ENROL, visit.who.person, "", data=data, request=request)
    answer = perform_beside(visit.site.office, command, visit.at)
    if answer.done:
        return go(f"/people-of-office?entered={answer.seq}")
    return _preview(visit, text, [o.text for o in answer.obstacles])


def _text(visit: Visit, form: FormData) -> str:
    """What stands in the file that was chosen, else what was pasted in."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return decoded(file.file.read(LARGEST + 1))
    text = visit.form.get("text", "")
    if len(text.encode("utf-8", "replace")) > 2 * LARGEST:
        raise NotAList("名单过长，请核对是不是选错了文件")
    return text.replace("\r\n", "\n")


def _preview(visit: Visit, text: str, obstacles: Sequence[str] = ()) -> Response:
    """What a list would come to, or what is wrong with it."""
    if not text.strip():
        return _page(visit, obstacles=["请选择人员名单文件，或者粘贴名单内容"])
    made = previewed(visit.site.office, text, visit.at)
    if made.troubles:
        more = len(made.troubles) - MOST_TOLD
        told = made.troubles[:MOST_TOLD] + ([f"另有{more}处需要改正"] if more > 0 else [])
        return _page(visit, text=text, obstacles=told, unlike=made.unlike)
    return _page(visit, text=text, preview=made, obstacles=obstacles)


def _joinable(visit: Visit) -> list[tuple[str, str]]:
    """The running quarters into which people can still be taken."""
    office = visit.site.office
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        rows = [(p, loader.quarter(p)) for p in running(connection, office.id) if is_quarter(p)]
    today = beijing_day(visit.at)
    return [
        (period, quarter_of(period).title)
        for period, row in rows
        if row.n is None and today <= quarter_of(period).last
    ]


def _page(
    visit: Visit,
    *,
    text: str = "",
    obstacles: Sequence[str] = (),
    preview: Enrolling | None = None,
    unlike: Sequence[str] = (),
) -> Response:
    return shown(
        visit, "roster.html", 422 if obstacles else 200, text=text, obstacles=obstacles,
        preview=preview, unlike=preview.unlike if preview else unlike,
        columns=list(COLUMNS.values()), example=EXAMPLE, most=MOST_SHOWN,
        quarters=_joinable(visit) if preview else [], filled=visit.form,
        request_key=passwords.token(),
        excluded=visit.site.office.policy_now(visit.at).values.excluded_posts,
    )  # fmt: skip
