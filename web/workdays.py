"""The office's calendar: the years it has, and a year brought in after a look (R15, R30)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import FormData, UploadFile

from rules.calendar import Calendar, Quarter, Year, parse_year, year_text
from rules.nouns import Role
from rules.words import day_words
from rules.year_table import NotAYear, model_text, spans
from web.exporting import SANDBOX, attachment
from web.pages import go, shown
from web.visit import Here, Visit, posted
from workflow.calendars import import_by_hand

router = APIRouter()
LARGEST = 60_000


@router.get("/calendar")
def years(visit: Here, done: int = 0) -> Response:
    """The years the office has, and a place to bring one in."""
    said = f"已导入{done}年工作日历，有关期限已重新推算" if done in _years(visit) else ""
    return _page(visit, said=said)


def _years(visit: Visit) -> Sequence[int]:
    return tuple(visit.site.office.calendar.years)


@router.get("/calendar/model")
def model(visit: Here) -> Response:
    """The newest year the office has, as a text to write the next one by."""
    known = visit.site.office.calendar.years
    if not known:
        raise visit.deny("还没有工作日历，没有样子可以下载")
    newest = known[max(known)]
    headers = {"Content-Disposition": attachment(f"工作日历{newest.year}年.txt"), **SANDBOX}
    body = "\ufeff" + model_text(newest).replace("\n", "\r\n")
    return PlainTextResponse(body, headers=headers)


@router.post("/calendar")
def bring(visit: Here, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Look at a year first, then bring it in; nothing is written before it was looked at."""
    try:
        text = _text(visit, form)
    except ValueError as why:
        return _page(visit, obstacles=[str(why)])
    if len(text) > LARGEST:
        return _page(visit, text=text[:LARGEST], obstacles=["文件过长，一年的工作日历不会这么长"])
    if visit.form.get("step") != "import":
        return _preview(visit, text)
    answer, year = import_by_hand(visit.site.office, text, visit.who.person, visit.at)
    if year is None:
        return _page(visit, text=text, obstacles=[o.text for o in answer.obstacles])
    return go(f"/calendar?done={year.year}")


def _text(visit: Visit, form: FormData) -> str:
    """What stands in the file that was chosen, else what was pasted in; ValueError says why not."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return visit.form.get("text", "").replace("\r\n", "\n")
    held = file.file.read(LARGEST + 1)
    try:
        return held.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ValueError("选的文件不是 UTF-8 文本文件，请选按样式写好的工作日历文件") from None


def _preview(visit: Visit, text: str) -> Response:
    """What a year would be, or all that is wrong with its table."""
    if not text.strip():
        return _page(visit, obstacles=["请选择工作日历文件，或者粘贴内容；可以先下载样子照着改"])
    try:
        year = parse_year(text)
    except NotAYear as why:
        return _page(visit, text=text, obstacles=why.faults)
    return _page(visit, text=text, preview=_described(visit, year))


def _described(visit: Visit, year: Year) -> dict[str, Any]:
    """A year in words: its days off, its working Saturdays, the working days of its quarters."""
    known = visit.site.office.calendar
    old = known.years.get(year.year)
    alone = Calendar({year.year: year})
    return {
        "year": year,
        "text": year_text(year),
        "replaces": old is not None,
        "changed": sorted((year.holidays ^ old.holidays) | (year.workdays ^ old.workdays))
        if old
        else [],
        "spans": [_span(*ends) for ends in spans(sorted(year.holidays))],
        "doubts": list(_doubts(year, [y for n, y in known.years.items() if n != year.year])),
        "workdays": sorted(year.workdays),
        "quarters": list(_counted(alone, year.year)),
    }


def _span(first: date, last: date) -> str:
    """Days off in a row, in words: 10月1日至10月7日."""
    return day_words(first) if first == last else f"{day_words(first)}至{day_words(last)}"


def _doubts(year: Year, others: Sequence[Year]) -> Iterator[str]:
    """What sets a year apart from all the others that are known: a day may have been left out."""
    if not others:
        return
    always = set.intersection(*({(d.month, d.day) for d in other.holidays} for other in others))
    missing = sorted(always - {(d.month, d.day) for d in year.holidays})
    if missing:
        told = "、".join(f"{month}月{day}日" for month, day in missing)
        yield f"以往各年都放假的{told}没有列入"
    counts = sorted(_working(other) for other in others)
    count = _working(year)
    if not counts[0] <= count <= counts[-1]:
        yield f"全年工作日{count}天，以往各年为{counts[0]}至{counts[-1]}天"


def _working(year: Year) -> int:
    return sum(count for _, count in _counted(Calendar({year.year: year}), year.year))


def _counted(calendar: Calendar, year: int) -> Iterator[tuple[str, int]]:
    for number in range(1, 5):
        quarter = Quarter(year, number)
        yield quarter.title, calendar.count(quarter.first, quarter.last)


def _page(
    visit: Visit, *, said: str = "", text: str = "", obstacles: Sequence[str] = (),
    preview: dict[str, Any] | None = None,
) -> Response:  # fmt: skip
    calendar = visit.site.office.calendar
    known = [
        (year, calendar.years[year].source, list(_counted(calendar, year)))
        for year in calendar.years
    ]
    return shown(
        visit, "calendar.html", 422 if obstacles else 200, known=known, said=said, text=text,
        obstacles=obstacles, preview=preview, clerk=Role.OFFICE in visit.who.roles,
    )  # fmt: skip
