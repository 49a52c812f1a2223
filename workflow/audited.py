"""The auditor at the journal: what is looked for, what is shown, and the line of the looking (R28).

Whoever audits is audited: each search, export, check and seal leaves a line in the chain of the
system before anything is shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rules.nouns import Role
from storage import audit
from storage.audit import Kept, Moves, Search
from storage.journal import SYSTEM
from storage.load import Loader
from storage.lookup import Line, line_count
from storage.work import unit_of_work
from workflow import account_lines
from workflow.account_lines import tell
from workflow.lines import Known, line_document, sentence, titles, who_is_who
from workflow.marked import Given, Marked
from workflow.office import Office
from workflow.people import short_texts

PIECE = 500
"""Lines of the journal that are read at once where all of them are asked for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the auditor has it before them: the sentence, and what is kept."""

    seq: int
    at: datetime
    sentence: str
    outcome: str
    case: int
    line: str
    digest: str
    given: tuple[str, ...] = ()
    brief: str = ""
    who: str = ""
    whom: str = ""
    title: str = ""


def look(
    office: Office, connection: Any, search: Search, *, start: int, length: int, reader: str = ""
) -> tuple[int, list[Shown]]:
    """How many lines a search finds, and a part of them, newest first.

    With a reader also which marks and grades lines gave, but for those about the reader.
    """
    found = audit.part(connection, search, start=start, length=length)
    told = [Line(kept.seq, kept.at, kept.body, ()) for kept in found]
    beside = (text for kept in found for text in short_texts([kept.told, kept.wrote]))
    known = who_is_who(connection, office.id, told, beside)
    listed = [*_shown(found, search, known)]
    if reader and search.chain != SYSTEM:
        marked = Marked(connection, search.chain)
        own = [p.handle for p in Loader(connection, office.id, lock=False).people([reader])]
        listed = [
            line if known.cases.get(line.case, ("",))[0] in own else _with(line, marked.of(kept))
            for line, kept in zip(listed, found, strict=True)
        ]
    return audit.count(connection, search), listed


def whole(office: Office, search: Search) -> Iterator[list[Shown]]:
    """All that a search finds now, oldest first, in pieces.

    Each piece is read by itself: a journal is only added to, and whoever carries it away slowly
    keeps no picture of the database open. What is written meanwhile is not of it.
    """
    with office.store.database.read() as connection:
        known, upto = who_is_who(connection, office.id), line_count(connection, search.chain)
    last = 0
    while True:
        with office.store.database.read() as connection:
            found = audit.after(connection, search, last, upto, PIECE)
        if not found:
            return
        last = found[-1].seq
        yield [*_shown(found, search, known)]


def _shown(found: Iterable[Kept], search: Search, known: Known) -> Iterator[Shown]:
    for kept in found:
        body = kept.body
        case = body.get("case")
        words, told = _words(kept, search.chain, known)
        yield Shown(
            kept.seq, kept.at, words, str(body.get("outcome", "")),
            case if isinstance(case, int) else 0, kept.line, kept.digest,
            who=told.get("name") or "", whom=told.get("whom") or told.get("subject") or "",
            title=told.get("title") or "",
        )  # fmt: skip


def _with(line: Shown, given: Iterable[Given]) -> Shown:
    """A line with what it gave."""
    told = tuple(given)
    brief = "；".join(each.brief for each in told if each.brief)
    return replace(line, given=tuple(each.words for each in told), brief=brief)


def _words(kept: Kept, chain: str, known: Known) -> tuple[str, Mapping[str, Any]]:
    """A line in words, and as a document; what somebody spoiled is told as spoilt."""
    body = kept.body
    if not body:
        return "(这一行不是规定格式的留痕，请运行留痕校验)", {}
    if chain == SYSTEM:
        told = account_lines.line_document(kept.seq, kept.at, body, kept.told, known.names)
        return account_lines.sentence(told), told
    reasons = kept.told.get("reasons")
    sentences = tuple(str(r) for r in reasons) if isinstance(reasons, list) else ()
    line = Line(kept.seq, kept.at, body, sentences, kept.wrote)
    told = line_document(line, known)
    return sentence(told).strip().partition(" ")[2], told


def kinds(connection: Any, chain: str, known: Moves) -> list[tuple[str, str]]:
    """The kinds of lines a chain has, with their titles, by title."""
    words: Mapping[str, str] = account_lines.TITLES if chain == SYSTEM else titles()
    return sorted(
        ((move, words.get(move, move)) for move in known.of(connection, chain)),
        key=lambda kind: kind[1],
    )


def put_on_record(
    office: Office, reader: str, act: str, at: datetime, about: str, person: str = "",
    *, role: Role = Role.AUDITOR,
) -> int:  # fmt: skip
    """Leave the line of what the auditor, or who else may, did with the journal; its number."""
    with unit_of_work(office.store, SYSTEM) as work:
        told = {"about": about, "person": person}
        return tell(work, act, at, reader, role=role.value, told=told)
