"""Tables that fit: columns as wide as the terminal lets them be, and no word ever broken.

Where a terminal is too narrow for the columns side by side, each row becomes a few lines of its
own. Where there is no terminal a row is one line, so that it can be searched and cut.
"""

from collections.abc import Iterable, Iterator, Sequence

from cli.usage import folded, pieces, width

GAP = 2
BEARABLE = 12
"""A column of text narrower than this (six Chinese signs) is harder to read than lines."""
INDENT = "    "
Row = Sequence[str]


def laid_out(columns: Row, rows: Sequence[Row], room: int | None) -> list[str]:
    """The lines of a table in so many columns of a terminal; None: as wide as it takes."""
    natural = [_widest(cells) for cells in zip(columns, *rows, strict=True)]
    widths = natural if room is None else _fitted(natural, columns, rows, room)
    if widths is None:
        return list(_listed(columns, rows, room or 0))
    numbers = [all(_is_number(row[place]) for row in rows) for place in range(len(columns))]
    head = list(_line(columns, widths, numbers))
    rule = "─" * (sum(widths) + GAP * (len(widths) - 1))
    return [*head, rule, *(line for row in rows for line in _line(row, widths, numbers))]


def _fitted(
    natural: Sequence[int], columns: Row, rows: Sequence[Row], room: int
) -> list[int] | None:
    """How wide each column may be; None if they do not fit beside each other."""
    room -= GAP * (len(columns) - 1)
    if sum(natural) <= room:
        return list(natural)
    least = [
        min(wide, max(BEARABLE, *(width(p.rstrip()) for cell in cells for p in pieces(cell))))
        for wide, cells in zip(natural, zip(columns, *rows, strict=True), strict=True)
    ]
    spare = room - sum(least)
    if spare < 0:
        return None
    # The narrow columns get what they want first; the widest share what is left.
    widths = list(least)
    wanting = sorted(range(len(natural)), key=lambda place: natural[place] - least[place])
    for done, place in enumerate(wanting):
        more = min(natural[place] - least[place], spare // (len(wanting) - done))
        widths[place] += more
        spare -= more
    return widths


def _line(cells: Row, widths: Sequence[int], numbers: Sequence[bool]) -> Iterator[str]:
    """A row as the lines it takes; numbers stand on the right."""
    texts = [folded(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
    for place in range(max(map(len, texts))):
        line = ""
        for lines, wide, number in zip(texts, widths, numbers, strict=True):
            text = lines[place] if place < len(lines) else ""
            blank = " " * (wide - width(text))
            line += (blank + text if number else text + blank) + " " * GAP
        yield line.rstrip()


def _listed(columns: Row, rows: Iterable[Row], room: int) -> Iterator[str]:
    """Each row on lines of its own: its first cell, then the others by their names."""
    for row in rows:
        yield from folded(row[0], room)
        for name, cell in zip(columns[1:], row[1:], strict=True):
            if cell:
                for line in folded(f"{name}：{cell}" if name else cell, room - len(INDENT)):
                    yield INDENT + line


def _widest(cells: Iterable[str]) -> int:
    return max(width(line) for cell in cells for line in cell.split("\n"))


def _is_number(text: str) -> bool:
    return not text or text.replace(".", "", 1).replace("-", "", 1).isdecimal()
