"""The forms of the record: a log entry in a few seconds, a summary from the month's log (R10)."""

from collections.abc import Mapping
from typing import Any

from rules.calendar import Quarter, beijing_day, quarter_of
from rules.nouns import Case, Item, LogEntry
from rules.words import day_words, instant_words
from web.opened import Opened
from web.visit import Visit
from workflow.duties import bench_of
from workflow.quarterly import FILLING

RECENT = 20
NARRATIVE, ITEM = "narrative", "item"
OTHER = "其他工作"


def log_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """The items an entry may be of, the entries of its day, and those before."""
    case, quarter = file.case, quarter_of(file.case.period)
    plan = case.approved_plan or (case.plans[-1] if case.plans else None)
    items = [i.title for i in case.items_of(plan.number) if not i.voided] if plan else []
    day = str(filled.get("date", ""))
    same = [e for e in case.logs if e.day.isoformat() == day]
    others = [e for e in case.logs if e.day.isoformat() != day]
    return {
        "items": items,
        "day": day,
        "same": newest(same),
        "others": newest(others)[:RECENT],
        "bounds": (quarter.first, min(quarter.last, beijing_day(visit.at))),
        "elsewhere": _of_today(visit, file),
        "earlier": _of_before(file),
    }


def _of_today(visit: Visit, file: Opened) -> dict[str, Any] | None:
    """Where today's work is written down, if not in this file: its quarter, and the file there."""
    today = beijing_day(visit.at)
    quarter = Quarter.of(today)
    if quarter == quarter_of(file.case.period):
        return None
    there = file.loader.case_of("quarterly", str(quarter), file.case.person)
    open_ = there is not None and there.stage in FILLING
    return {"today": today, "quarter": quarter.title, "case": there.id if there and open_ else None}


def _of_before(file: Opened) -> dict[str, Any] | None:
    """The file of the quarter before, while days of it can still be written down there."""
    before = quarter_of(file.case.period).previous
    there = file.loader.case_of("quarterly", str(before), file.case.person)
    if there is None or there.stage not in FILLING:
        return None
    return {"case": there.id, "last": before.last}


def log_read(data: dict[str, Any]) -> dict[str, Any]:
    """An entry as it is handed in: of an item of the plan, or told by itself."""
    if not data.get("kind"):
        data["kind"] = ITEM if data.get("item") else NARRATIVE
    return data


def newest(entries: list[LogEntry]) -> list[LogEntry]:
    """Entries of the log, the newest day first."""
    return sorted(entries, key=lambda e: (e.day, e.number), reverse=True)


def log_begun(visit: Visit, file: Opened, _: int) -> Mapping[str, Any]:
    """Today; nothing where today is of another quarter, so that no day is taken by mistake."""
    today = beijing_day(visit.at)
    return {"date": today.isoformat()} if Quarter.of(today) == quarter_of(file.case.period) else {}


def month_wanted(visit: Visit, file: Opened, month: int) -> int:
    """The month asked for, else the first one owed that has begun, else the last that has."""
    case, quarter, today = file.case, quarter_of(file.case.period), beijing_day(visit.at)
    if month in quarter.months:
        return month
    begun = [m for m in quarter.months if quarter.month_first(m) <= today] or [quarter.months[0]]
    return next((m for m in begun if m not in case.handed_in), begun[-1])


def summary_begun(visit: Visit, file: Opened, month: int) -> Mapping[str, Any]:
    """The month that is owed, with what was handed in for it before, else with its log."""
    wanted = month_wanted(visit, file, month)
    newest_of = [s.text for s in file.case.summaries if s.month == wanted]
    text = newest_of[-1] if newest_of else from_log(file.case, wanted)
    return {"month": str(wanted), "text": text}


def from_log(case: Case, month: int) -> str:
    """The entries of a month, one to a line, by the item they are of."""
    entries = sorted((e for e in case.logs if e.day.month == month), key=lambda e: e.day)
    titles = sorted(dict.fromkeys(e.item for e in entries), key=lambda title: not title)
    lines = []
    for title in titles:
        lines += [f"{title or OTHER}："] if len(titles) > 1 else []
        lines += [f"{e.day.day}日 {e.text}" for e in entries if e.item == title]
    return "\n".join(lines)


def summary_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """The months with what stands of each, and the log of the one that is summarised."""
    case, quarter, today = file.case, quarter_of(file.case.period), beijing_day(visit.at)
    text = str(filled.get("month", ""))
    month = month_wanted(visit, file, int(text) if text in {*map(str, quarter.months)} else 0)
    due = bench_of(visit.site.office, file.loader, case.period).due(case)
    closes = due.closes(Item.MONTH, month)
    months = [
        (
            m,
            "已报送"
            if m in case.handed_in
            else ("待报送" if quarter.month_first(m) <= today else ""),
        )
        for m in quarter.months
    ]
    return {
        "month": month,
        "months": months,
        "entries": [e for e in newest(list(case.logs)) if e.day.month == month],
        "closes": instant_words(closes),
        "closed": visit.at >= closes,
        "ends": day_words(quarter.month_last(month)),
    }
