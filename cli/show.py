"""What people and programs read: sentences and tables, or one JSON document; never markup.

Text of people is shown as it is: nothing in it is taken for a colour, a link or a control code.
"""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from cli.layout import laid_out
from cli.usage import NARROWEST

if TYPE_CHECKING:
    from rules.rule import Obstacle

_SHOWN = {"\n", "\t"}
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class Refused(Exception):
    """Something was refused or failed its check: reasons with their clauses, and the document."""

    def __init__(
        self,
        reasons: Iterable[Mapping[str, Any]],
        document: Mapping[str, Any] | None = None,
        *,
        printed: bool = False,
    ) -> None:
        """Keep the reasons (clause, basis, text) and what is printed beside them as JSON.

        `printed` says that the document is out already, so that there is only one.
        """
        self.reasons = [dict(reason) for reason in reasons]
        self.document = dict(document or {})
        self.printed = printed
        super().__init__("；".join(str(reason["text"]) for reason in self.reasons))


def reason(text: str, clause: str | None = None, basis: str | None = None) -> dict[str, Any]:
    """A reason of a refusal; without clause where no rule but a plain fact stands in the way."""
    return {"clause": clause, "basis": basis, "text": text}


def reasons_of(obstacles: Iterable["Obstacle"]) -> list[dict[str, Any]]:
    """The obstacles of a refusal as reasons."""
    return [reason(o.text, o.clause, str(o.basis)) for o in obstacles]


def plain(text: object) -> str:
    """A text without control and invisible characters, each shown as a replacement sign."""
    return "".join(
        sign if sign in _SHOWN or unicodedata.category(sign) not in _UNSEEN else "�"
        for sign in str(text)
    )


def say(*lines: object) -> None:
    """Print lines for people on standard output."""
    for line in lines:
        print(_printable(plain(line), sys.stdout))


def complain(lines: Iterable[str]) -> None:
    """Print lines for people on standard error."""
    sys.stdout.flush()
    for line in lines:
        print(_printable(plain(line), sys.stderr), file=sys.stderr)


def document(content: Any) -> None:
    """Print the one JSON document on standard output, in UTF-8 whatever the terminal speaks."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def room() -> int | None:
    """How many columns there are to print in; None where nobody looks at a terminal.

    COLUMNS says so even then, for whoever pipes into a pager.
    """
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal():
        return max(get_terminal_size().columns, NARROWEST)
    return None


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as wide as there is room; an empty one is one line that says so."""
    listed = [[plain("" if cell is None else cell) for cell in row] for row in rows]
    if not listed:
        say(f"{title}：无")
        return
    say(title, *laid_out(columns, listed, room()), "")


def bar(label: str, used: int, limit: int, length: int = 30) -> str:
    """A bar of places used within a limit, as text."""
    filled = min(used * length // limit, length) if limit else 0
    return f"{label} {'█' * filled}{'░' * (length - filled)} {used}/{limit}"


@contextmanager
def progress(title: str, total: int, *, shown: bool) -> Iterator[Any]:
    """A progress bar on a terminal; yields a function that takes how far we are."""
    if not shown or not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns,
        console=Console(file=sys.stderr, markup=False, emoji=False, highlight=False),
        transient=True,
    ) as bars:
        task = bars.add_task(plain(title), total=max(total, 1))
        yield lambda done: bars.update(task, completed=done)


def _printable(text: str, stream: Any) -> str:
    """The text as the stream can write it; what it cannot becomes a question mark."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding, "replace")
