"""A long list a page at a time: which piece is shown, and the way to the others.

What is looked for by name goes in a form, never in an address; section and stage may.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

SIZE = 50
STROKES = "strokes"
ORDERS = (("", "内设机构"), (STROKES, "姓氏笔画"))
"""By what a list of people may be sorted, and in words."""
LAST = 10_000


def page_number(text: str) -> int:
    """The number of a page as a form carries it; the first if it is none."""
    return int(text[:5]) if text.isascii() and text.isdigit() else 1


def order_of(text: str) -> str:
    """By what a list is asked to be sorted; empty for what it is sorted by else."""
    return STROKES if text == STROKES else ""


@dataclass(frozen=True)
class Paging:
    """A page of a list: its number from 1, what is filtered by, how many there are in all.

    With a `name` that is looked for the other pages are asked for by a form.
    """

    page: int
    query: tuple[tuple[str, str], ...]
    name: str = ""
    total: int = 0
    size: int = SIZE

    @classmethod
    def of(cls, page: int, query: Mapping[str, str], name: str = "") -> Self:
        """The page that is asked for."""
        known = tuple((key, value[:64]) for key, value in query.items() if value)
        return cls(min(max(page, 1), LAST), known, name[:64])

    @property
    def offset(self) -> int:
        """How many stand before the page."""
        return (self.page - 1) * self.size

    def over(self, total: int) -> Self:
        """The same page of a list of so many."""
        return replace(self, total=total)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(-(-self.total // self.size), 1)

    @property
    def before(self) -> int:
        """The number of the page before; 0 on the first."""
        return min(self.page - 1, self.pages)

    @property
    def after(self) -> int:
        """The number of the next page; 0 on the last."""
        return self.page + 1 if self.page < self.pages else 0

    def to(self, page: int) -> str:
        """The address of another page of the same list."""
        return f"?{urlencode([*self.query, ('page', page)])}"
