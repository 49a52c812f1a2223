"""The auditor's pages: the journal looked through, checked, sealed and taken away (R28)."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import at_clock, beijing_day, parse_day
from storage.audit import Search
from storage.checkpoint import CheckpointError, parse
from storage.journal import SYSTEM
from storage.keys import KeyFault
from storage.load import Loader
from storage.lookup import heads
from web.exporting import SANDBOX, attachment, document, taken_away
from web.pages import go, shown
from web.paging import Paging, page_number
from web.verifying import Checks
from web.visit import Here, Visit
from workflow.account_lines import EXPORTED, SEALED, SEARCHED, VERIFIED
from workflow.audited import Shown, kinds, look, put_on_record, whole
from workflow.lines import OUTCOMES, titles

router = APIRouter()
DIGITS = 9
FIELDS = ("chain", "seq", "who", "case", "move", "outcome", "since", "until")
LABELS = {
    "seq": "行号",
    "who": "人员",
    "case": "事项",
    "move": "种类",
    "outcome": "结果",
    "since": "自",
    "until": "至",
}


class NoSuch(ValueError):
    """A search that cannot be made; its text says what to write."""


@router.get("/journal")
def journal(visit: Here) -> Response:
    """The newest lines of the office."""
    return _listed(visit)


@router.post("/journal")
def search(visit: Here) -> Response:
    """What a search finds; asked for by a form, so that no name stands in an address."""
    return _listed(visit)


def _listed(visit: Visit) -> Response:
    office, asked = visit.site.office, _asked(visit)
    paging, trouble, total = Paging.of(page_number(visit.form.get("page", "")), {}), "", 0
    listed: list[Shown] = []
    try:
        wanted, words = _search(visit, asked)
        put_on_record(
            office, visit.who.person, SEARCHED, visit.site.present(), words, wanted.person
        )
        with office.store.database.read() as connection:
            total, listed = look(
                office, connection, wanted, start=paging.offset, length=paging.size,
                reader=visit.who.person,
            )  # fmt: skip
    except NoSuch as why:
        trouble = str(why)
    with office.store.database.read() as connection:
        known = kinds(connection, asked["chain"], visit.site.moves)
    return shown(
        visit, "journal.html", 422 if trouble else 200, asked=asked, trouble=trouble, lines=listed,
        kinds=known, outcomes=OUTCOMES, paging=paging.over(total), system=SYSTEM,
    )  # fmt: skip


def journal_page(visit: Visit, page: int, *, system: bool) -> dict[str, Any]:
    """A page of a chain as a document; put on record first."""
    office, paging = visit.site.office, Paging.of(page, {})
    chain = SYSTEM if system else office.id
    put_on_record(office, visit.who.person, SEARCHED, visit.site.present(), f"接口，{chain}")
    with office.store.database.read() as connection:
        total, lines = look(
            office, connection, Search(chain), start=paging.offset, length=paging.size
        )
    told = [document(line) for line in lines]
    pages = paging.over(total).pages
    return {"chain": chain, "page": paging.page, "pages": pages, "total": total, "lines": told}


def _asked(visit: Visit) -> dict[str, str]:
    """What the form asks for, by field."""
    asked = {name: visit.form.get(name, "").strip()[:64] for name in FIELDS}
    asked["chain"] = SYSTEM if asked["chain"] == SYSTEM else visit.site.office.id
    return asked


def _search(visit: Visit, asked: dict[str, str]) -> tuple[Search, str]:
    """The search that is asked for, and in words for the record; NoSuch if it cannot be made."""
    case, line = asked["case"], asked["seq"]
    if not _is_number(case):
        raise NoSuch("事项编号须是数字；编号见各行展开处，也可以打开该事项点“这一事项的留痕”")
    if not _is_number(line):
        raise NoSuch("行号须是数字，如158")
    found = Search(
        asked["chain"], person_of(visit, asked["who"]), int(case or 0), asked["move"],
        asked["outcome"] if asked["outcome"] in OUTCOMES else "", _day(asked["since"]),
        _day(asked["until"], after=timedelta(days=1)), int(line or 0),
    )  # fmt: skip
    names = {"move": titles(), "outcome": OUTCOMES}
    told = {n: names.get(n, {}).get(asked[n], asked[n]) for n in LABELS if asked[n] and n != "who"}
    words = "，".join(f"{LABELS[n]}{text}" for n, text in told.items())
    chain = "系统留痕" if asked["chain"] == SYSTEM else "工作留痕"
    return found, f"{chain}{'：' if words else ''}{words}"


def _is_number(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and len(text) <= DIGITS)


def person_of(visit: Visit, who: str) -> str:
    """The person of a login name or of a name only they bear; empty for nobody in particular."""
    if not who:
        return ""
    with visit.site.office.store.database.read() as connection:
        everyone = Loader(connection, visit.site.office.id, lock=False).everyone()
    found = [p.id for p in everyone if p.handle == who] or [p.id for p in everyone if p.name == who]
    if len(found) != 1:
        raise NoSuch(f"{'没有' if not found else '不止一位'}“{who}”，请写登录名或全名")
    return found[0]


def _day(text: str, after: timedelta = timedelta()) -> datetime | None:
    if not text:
        return None
    try:
        return at_clock(parse_day(text), "00:00") + after
    except (ValueError, OverflowError):
        raise NoSuch("日期须写成 2026-07-01 的样子") from None


@router.post("/journal/export")
def export(visit: Here) -> Response:
    """All that a search finds as a file, CSV or JSON, written out while it is read."""
    office, asked = visit.site.office, _asked(visit)
    try:
        wanted, words = _search(visit, asked)
    except NoSuch:
        return _listed(visit)
    put_on_record(office, visit.who.person, EXPORTED, visit.site.present(), words, wanted.person)
    return taken_away(whole(office, wanted), visit.form.get("form", ""))


def _file(body: str, name: str, kind: str) -> Response:
    """A file to take away, which no browser shows."""
    headers = {"Content-Disposition": attachment(name), **SANDBOX}
    return Response(body.encode("utf-8", "replace"), media_type=kind, headers=headers)


def _checks(visit: Visit) -> Checks:
    found: Checks = visit.request.app.state.checks
    return found


@router.get("/verify")
def verification(visit: Here) -> Response:
    """The last check of the journal, or the one that is running."""
    return shown(visit, "verify.html", check=_checks(visit).last, trouble="", text="")


@router.get("/verify/progress")
def progress(visit: Here) -> Response:
    """The part of the page that tells how far a check is."""
    return shown(visit, "verify_progress.html", check=_checks(visit).last)


@router.post("/verify")
def verify(visit: Here) -> Response:
    """Begin a check of the whole journal, against checkpoints if some were handed in."""
    text, site = visit.form.get("checkpoints", "").replace("\r\n", "\n"), visit.site
    try:
        notes = parse(text) if text.strip() else []
        key = site.public_key() if notes and site.public_key else None
    except (CheckpointError, KeyFault) as why:
        return _unchecked(visit, str(why), text)
    if not _checks(visit).begin(visit.who.person, notes, key):
        busy = "上一次校验还没有结束，没有另外开始；请等它结束再点“开始校验”"
        return _unchecked(visit, busy, text)
    return go("/verify")


def _unchecked(visit: Visit, why: str, text: str) -> Response:
    last = _checks(visit).last
    return shown(visit, "verify.html", 422, check=last, trouble=why, text=text)


@router.get("/checkpoints")
def checkpoints(visit: Here) -> Response:
    """The seals that were made here: when, by whom, of how many lines."""
    return _sealed(visit)


def _sealed(visit: Visit, trouble: str = "") -> Response:
    office = visit.site.office
    with office.store.database.read() as connection:
        made = look(office, connection, Search(SYSTEM, move=SEALED), start=0, length=50)[1]
        checked = look(office, connection, Search(SYSTEM, move=VERIFIED), start=0, length=20)[1]
        ends = heads(connection)
    return shown(
        visit, "checkpoints.html", 422 if trouble else 200, made=made, checked=checked, heads=ends,
        can=visit.site.seal is not None, trouble=trouble,
    )  # fmt: skip


@router.post("/checkpoints")
def seal(visit: Here) -> Response:
    """Sign the ends of the chains as they are; the file is the auditor's to keep elsewhere."""
    site, office = visit.site, visit.site.office
    try:
        if site.seal is None:
            raise KeyFault("这台机器上没有封存密钥")
        with office.store.database.read() as connection:
            ends = heads(connection)
        note = site.seal(ends, site.present())
    except KeyFault as why:
        return _sealed(visit, f"{why}；请在保管密钥的机器上封存")
    words = "、".join(f"{h.office} {h.seq}行 {h.digest[:16]}" for h in ends)
    put_on_record(office, visit.who.person, SEALED, site.present(), words)
    day = beijing_day(site.present())
    return _file(note, f"留痕封存{day}.txt", "text/plain; charset=utf-8")
