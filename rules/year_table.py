"""A year's table as offices write it, read strictly: all that is wrong at once, line by line (R15).

The text is TOML with four entries; people are told of them in Chinese, and where they stand.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from rules.days import FIRST_YEAR, LAST_YEAR
from rules.toml import TomlError, read_toml
from rules.workdays import SATURDAY, Year

TITLES: Mapping[str, str] = {
    "year": "年份", "source": "依据的通知", "holidays": "放假的日子", "workdays": "调休上班的日子",
}  # fmt: skip
_EXAMPLES = {
    "year": "year = 2027", "source": 'source = "国办发明电〔2026〕×号"',
    "holidays": "holidays = [2027-01-01, 2027-01-02]", "workdays": "workdays = [2027-01-10]",
}  # fmt: skip
_WEEKDAYS = "一二三四五六日"
_MOST_TOLD = 30


class NotAYear(ValueError):
    """A text that is no year's table; `faults` are all that is wrong with it, in Chinese."""

    def __init__(self, faults: Sequence[str]) -> None:
        more = len(faults) - _MOST_TOLD
        self.faults = (*faults[:_MOST_TOLD], *([f"另有{more}处需要改正"] if more > 0 else ()))
        super().__init__("；".join(self.faults))


def parse_year(text: str) -> Year:
    """Return the year's table written in TOML; keys: year, source, holidays, workdays.

    Strict: anything unknown, missing, doubled, contradictory or outside the year raises NotAYear.
    """
    text = text.removeprefix("\ufeff")
    try:
        table = read_toml(text)
    except TomlError as error:
        raise NotAYear([f"工作日历的写法不对：{error.plain}"]) from None
    reading = _Reading(text, table)
    faults = list(reading.faults())
    if faults:
        raise NotAYear(faults)
    return Year(
        table["year"], table["source"].strip(), frozenset(table["holidays"]),
        frozenset(table["workdays"]),
    )  # fmt: skip


class _Reading:
    """What is wrong with a table, each fault with the line of the text on which it stands."""

    def __init__(self, text: str, table: Mapping[str, object]) -> None:
        self.lines, self.table = text.split("\n"), table

    def faults(self) -> Iterator[str]:
        """All that is wrong, in the order of the entries."""
        for key in self.table:
            if key not in TITLES:
                entries = "、".join(f"{name}({title})" for name, title in TITLES.items())
                yield self._at(key, f"没有“{key[:20]}”这一项；工作日历只有 {entries}")
        for key, title in TITLES.items():
            if key not in self.table:
                yield f"工作日历缺少{title}，请补写一行，如 {_EXAMPLES[key]}"
        year = self.table.get("year")
        known = type(year) is int and FIRST_YEAR <= year <= LAST_YEAR
        if "year" in self.table and not known:
            yield self._at("year", "应为四位数的年份，如 2026")
        if "source" in self.table:
            yield from self._source(self.table["source"])
        within = year if type(year) is int and known else 0
        for key in ("holidays", "workdays"):
            if key in self.table:
                yield from self._days(key, self.table[key], within)
        yield from self._together()

    def _source(self, value: object) -> Iterator[str]:
        if not isinstance(value, str) or not value.strip():
            yield self._at("source", "应写明通知的名称和文号")
        elif re.search(r"[\x00-\x1f\x7f]", value):
            yield self._at("source", "含有换行或控制字符")

    def _days(self, key: str, value: object, year: int) -> Iterator[str]:
        if not isinstance(value, list):
            yield self._at(key, "应为日期列表，如 [2026-10-01, 2026-10-02]")
            return
        if key == "holidays" and not value:
            yield self._at(key, "为空；一年不可能没有放假的日子")
        seen: set[object] = set()
        for day in value:
            if not isinstance(day, date) or isinstance(day, datetime):
                said = f"中的“{str(day)[:20]}”不是日期；日期应写成 2026-10-01，不加引号"
                yield self._at(key, said, str(day))
                continue
            if day in seen:
                yield self._at(key, f"中的{day}重复", str(day), last=True)
            elif year and day.year != year:
                said = f"中的{day}不在{year}年之内；跨年的日子应列入其所在年份的日历"
                yield self._at(key, said, str(day))
            seen.add(day)

    def _together(self) -> Iterator[str]:
        """What cannot be of both lists taken together."""
        off, working = (_dates(self.table.get(key)) for key in ("holidays", "workdays"))
        for day in sorted(off & working):
            said = f"中的{day}同时列在放假的日子中，一天不能既放假又上班"
            yield self._at("workdays", said, str(day))
        for day in sorted(working - off):
            if day.weekday() < SATURDAY:
                weekday = _WEEKDAYS[day.weekday()]
                said = f"中的{day}是星期{weekday}，只应列调休上班的星期六、星期日"
                yield self._at("workdays", said, str(day))

    def _at(self, key: str, said: str, value: str = "", *, last: bool = False) -> str:
        """A fault with the line on which it stands."""
        title = TITLES.get(key, "")
        return f"工作日历第{self._line(key, value, last=last)}行：{title}{said}"

    def _line(self, key: str, value: str, *, last: bool) -> int:
        """The line of an entry, or of a value within it; the last of them if it is doubled."""
        starts = [n for n, line in enumerate(self.lines) if _begins(line) == key]
        first = starts[0] if starts else 0
        after = (n for n, line in enumerate(self.lines) if n > first and _begins(line) in TITLES)
        held = range(first, next(after, len(self.lines)))
        found = [n for n in held if value and value in self.lines[n].partition("#")[0]]
        return (found[-1 if last else 0] if found else first) + 1


def _begins(line: str) -> str:
    """The name a line gives a value to; empty if it gives none."""
    found = re.match(r"\s*[\"']?([^\s\"'=#\[\]]+)[\"']?\s*=", line)
    return found[1] if found else ""


def _dates(value: object) -> set[date]:
    listed = value if isinstance(value, list) else []
    return {d for d in listed if isinstance(d, date) and not isinstance(d, datetime)}


def spans(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days in order as they hang together: the first and the last of each row of days."""
    start = 0
    for place, day in enumerate(days):
        if place + 1 < len(days) and days[place + 1] - day == timedelta(days=1):
            continue
        yield days[start], day
        start = place + 1


def model_text(year: Year) -> str:
    """A year's table as a model to write another by: each entry explained, a row for each span."""
    source = year.source.replace("\\", "\\\\").replace('"', '\\"')
    off, working = sorted(year.holidays), sorted(year.workdays)
    rows = [_row([d for d in off if first <= d <= last]) for first, last in spans(off)]
    extra = [_row([day]) for day in working]
    return "\n".join(
        (
            f"# 这是{year.year}年的工作日历，可以照着改成另一年的再导入。",
            "# 井号后面是说明，不影响导入；标点和数字都用英文的。",
            f"# {TITLES['year']}", f"year = {year.year}",
            f"# {TITLES['source']}：名称和文号，写在引号里", f'source = "{source}"',
            f"# {TITLES['holidays']}：每一天写一个日期，用逗号隔开，一段假期一行",
            "holidays = [", *rows, "]",
            f"# {TITLES['workdays']}：只写因放假调到星期六、星期日上班的日子",
            "workdays = [", *extra, "]", "",
        )
    )  # fmt: skip


def _row(days: Sequence[date]) -> str:
    return f"  {', '.join(day.isoformat() for day in days)},"
