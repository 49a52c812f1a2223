"""What lines of the journal gave a person: marks and grades, and what stood there before (R28)."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from rules.score import HUNDREDTHS, exact_text
from storage import audit
from storage.audit import Kept, Search
from storage.load import Loader

GRADES: Mapping[str, str] = {"proposal": "建议等次", "decision": "研究确定"}
RULED: Mapping[str, str] = {"pending": "被申请回避", "granted": "回避", "refused": "不回避"}
MOST = 500
"""Lines of a file among which an earlier mark is looked for."""


class Given(NamedTuple):
    """What a line gave, in words; and `brief` for a list, empty of what is nothing to look at."""

    words: str
    brief: str


class Marked:
    """What lines gave, read of the lines before them; the lines of a file are read once."""

    def __init__(self, connection: Any, chain: str) -> None:
        """Of the lines of a chain."""
        self._connection, self._chain = connection, chain
        self._people = Loader(connection, chain, lock=False)
        self._lines: dict[int, list[Kept]] = {}

    def of(self, kept: Kept) -> tuple[Given, ...]:
        """What a line gave; nothing if it gave neither marks nor grades, nor let anybody leave."""
        case = kept.body.get("case")
        if not isinstance(case, int):
            return ()
        return tuple(self._words(kept, case))

    def _words(self, kept: Kept, case: int) -> Iterator[Given]:
        for table, values in kept.wrote:
            if table in GRADES and values.get("grade"):
                told = f"{GRADES[table]}：{values['grade']}"
                if table == "decision":
                    proposed = self._earlier(kept, case, "proposal", bool)
                    other = proposed.get("grade", values["grade"])
                    told += f"，建议为{other}" if other != values["grade"] else ""
                yield Given(told, told)
            elif table == "mark" and isinstance(values.get("value"), int):
                before = self._before(kept, case, values)
                now, name = f"{_score(values['value'])}分", values.get("name")
                if before is None or before == values["value"]:
                    yield Given(f"{name}：{now}", "")
                else:
                    old = f"{_score(before)}分"
                    yield Given(f"{name}：{now}，原为{old}", f"{name}由{old}改为{now}")
            elif table == "recusal" and values.get("status") in RULED:
                told = f"{self._leaving(kept, case, values)}{RULED[values['status']]}"
                yield Given(told, told)

    def _leaving(self, kept: Kept, case: int, values: Mapping[str, Any]) -> str:
        """The name of whom a recusal is about; a later ruling names its number alone."""
        number = values.get("number")
        row = values if "person" in values else self._earlier(
            kept, case, "recusal", lambda row: row.get("number") == number and "person" in row
        )  # fmt: skip
        found = self._people.people([str(row.get("person", ""))])
        return found[0].name if found else "(已无此人)"

    def _before(self, kept: Kept, case: int, values: Mapping[str, Any]) -> int | None:
        """The mark on the same thing that an earlier line gave; None if there is none."""
        told = self._earlier(kept, case, "mark", lambda row: _place(row) == _place(values))
        value = told.get("value")
        return value if isinstance(value, int) else None

    def _earlier(
        self, kept: Kept, case: int, table: str, fits: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[str, Any]:
        """The newest fitting row of a table that an earlier line of a file wrote; empty if none."""
        if case not in self._lines:
            search = Search(self._chain, case=case)
            self._lines[case] = audit.part(self._connection, search, length=MOST)
        for earlier in self._lines[case]:
            if earlier.seq >= kept.seq:
                continue
            for name, row in earlier.wrote:
                if name == table and fits(row):
                    return row
        return {}


def _place(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return values.get("part"), values.get("plan"), values.get("name")


def _score(value: int) -> str:
    return exact_text(Fraction(value, HUNDREDTHS))
