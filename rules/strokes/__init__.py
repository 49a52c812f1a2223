"""The order of names by strokes (姓氏笔画排序): fewer first, then by the kinds of the strokes.

The characters stand in `table.txt` in their order, a line for each number of strokes; where the
table comes from is told in README.md beside it. Any other sign comes after all of them, by its
number in Unicode.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("table.txt")
_BEYOND = 1_000_000
"""Higher than any place in the table."""


@cache
def places() -> Mapping[str, int]:
    """The place of each character in the order, from 0."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    signs = (sign for line in lines for sign in line.partition(" ")[2])
    return {sign: place for place, sign in enumerate(signs)}


@lru_cache(maxsize=65_536)
def by_strokes(name: str) -> tuple[int, ...]:
    """What names are sorted by: character by character, so that one surname stays together."""
    known = places()
    return tuple(known.get(sign, _BEYOND + ord(sign)) for sign in name)
