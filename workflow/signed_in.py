"""Who signed in, when, from where, and what was refused: read from the chain of the system."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import audit
from storage.audit import Search
from storage.journal import SYSTEM
from storage.lookup import Line
from workflow.account_lines import SIGNED_IN, line_document
from workflow.lines import who_is_who
from workflow.office import Office


@dataclass(frozen=True, slots=True)
class Entered:
    """A sign-in: when, who (empty for a login name nobody has), from where, why it was refused."""

    at: datetime
    name: str
    handle: str
    address: str
    through: str
    refused: str


def sign_ins(
    office: Office, connection: Any, *, person: str = "", refused: bool = False, start: int,
    length: int,
) -> tuple[int, list[Entered]]:  # fmt: skip
    """How many there were, of everybody or of one person, and a part of them, newest first."""
    search = Search(SYSTEM, person, move=SIGNED_IN, outcome="refused" if refused else "")
    found = audit.part(connection, search, start=start, length=length)
    known = who_is_who(connection, office.id, [Line(k.seq, k.at, k.body, ()) for k in found])
    handles = {name: handle for handle, name in known.people.values()}
    listed = []
    for kept in found:
        told = line_document(kept.seq, kept.at, kept.body, kept.told, known.names)
        name = known.names.get(str(kept.body.get("actor", "")), "")
        listed.append(
            Entered(
                kept.at,
                name,
                told["handle"] or handles.get(name, ""),
                told["address"] or "",
                told["about"] or "",
                "；".join(told["reasons"]),
            )
        )
    return audit.count(connection, search), listed
