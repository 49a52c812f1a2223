"""What lines of the journal gave a person: marks and grades, and what stood there before (R28)."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rules.score import HUNDREDTHS, exact_text
from storage import audit
from storage.audit import Kept, Search

GRADES: Mapping[str, str] = {"proposal": "建议等次", "decision": "研究确定"}
MOST = 500
"""Lines of a file among which an earlier mark is looked for."""


class Marked:
    """What lines gave, read of the lines before them; the lines of a file are read once."""

    def __init__(self, connection: Any, chain: str) -> None:
        """Of the lines of a chain."""
        self._connection, self._chain = connection, chain
        self._lines: dict[int, list[Kept]] = {}

    def of(self, kept: Kept) -> tuple[str, ...]:
        """What a line gave, in words; nothing if it gave neither marks nor grades."""
        case = kept.body.get("case")
        if not isinstance(case, int):
            return ()
        return tuple(self._words(kept, case))

    def _words(self, kept: Kept, case: int) -> Iterator[str]:
        for table, values in kept.wrote:
            if table in GRADES and values.get("grade"):
                yield f"{GRADES[table]}：{values['grade']}"
            elif table == "mark" and isinstance(values.get("value"), int):
                before = self._before(kept, case, values)
                told = f"{values.get('name')}：{_score(values['value'])}分"
                changed = before is not None and before != values["value"]
                yield told + (f"，原为{_score(before)}分" if changed and before is not None else "")

    def _before(self, kept: Kept, case: int, values: Mapping[str, Any]) -> int | None:
        """The mark on the same thing that an earlier line gave; None if there is none."""
        if case not in self._lines:
            search = Search(self._chain, case=case)
            self._lines[case] = audit.part(self._connection, search, length=MOST)
        for earlier in self._lines[case]:
            if earlier.seq >= kept.seq:
                continue
            for table, told in earlier.wrote:
                if table == "mark" and _place(told) == _place(values):
                    value = told.get("value")
                    return value if isinstance(value, int) else None
        return None


def _place(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return values.get("part"), values.get("plan"), values.get("name")


def _score(value: int) -> str:
    return exact_text(Fraction(value, HUNDREDTHS))
