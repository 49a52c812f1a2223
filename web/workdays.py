"""The office's calendar: the years it has, and a year brought in after a look (R15, R30)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from rules.calendar import Calendar, Quarter, Year, parse_year, year_text
from rules.nouns import Role
from rules.words import day_words
from web.pages import go, shown
from web.visit import Here, Visit, posted
from workflow.calendars import import_by_hand

router = APIRouter()
LARGEST = 60_000
EXAMPLE = """year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知(国办发明电〔2026〕×号)"
holidays = [2027-01-01, 2027-01-02, 2027-01-03]
workdays = [2027-01-10]
"""


@router.get("/calendar")
def years(visit: Here, done: int = 0) -> Response:
    """The years the office has, and a place to bring one in."""
    said = f"已导入{done}年工作日历，有关期限已重新推算" if done in _years(visit) else ""
    return _page(visit, said=said)


def _years(visit: Visit) -> Sequence[int]:
    return tuple(visit.site.office.calendar.years)


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
    """What a year would be, or what is wrong with its table."""
    try:
        year = parse_year(text)
    except ValueError as why:
        return _page(visit, text=text, obstacles=[str(why)])
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
        "spans": list(_spans(sorted(year.holidays))),
        "workdays": sorted(year.workdays),
        "quarters": list(_counted(alone, year.year)),
    }


def _spans(days: Sequence[date]) -> Iterator[str]:
    """Days off as they hang together: 10月1日至10月7日."""
    start = 0
    for place, day in enumerate(days):
        if place + 1 < len(days) and (days[place + 1] - day).days == 1:
            continue
        first = days[start]
        yield day_words(first) if first == day else f"{day_words(first)}至{day_words(day)}"
        start = place + 1


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
        example=EXAMPLE,
    )  # fmt: skip
