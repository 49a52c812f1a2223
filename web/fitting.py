"""Who fits into a field: those of the group who hold a session, those who lead, those appraised.

Whether somebody may stand there is for the engine to say; a form offers nobody who never could.
"""

from collections.abc import Iterable, Iterator, Mapping

from rules.calendar import beijing_day
from rules.nouns import Person, Role
from rules.strokes import by_strokes
from storage.registry import headcount
from web import whom
from web.objected import sitting_of
from web.offered import Choices
from web.opened import Opened
from web.visit import Visit
from workflow.procedure import Move
from workflow.quarterly import QUARTERLY

GROUP = (Role.CHAIR, Role.DEPUTY, Role.MEMBER)
LEADING = (*GROUP, Role.SUPERVISOR)
FIT: Mapping[str, tuple[Role, ...]] = {
    "present": GROUP,
    "recused": GROUP,
    "chair": GROUP,
    "principal": LEADING,
    "delegate": LEADING,
    "supervisor": (Role.SUPERVISOR,),
}
"""By field, which roles those hold who can stand in it."""
TELLING = frozenset({"give_feedback"})
"""Moves in which somebody is named who told a result."""
APART = (Role.AUDITOR, Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
"""Who oversees or keeps the machine, and tells nobody a result."""
LOOKING_INTO = frozenset({"investigate_objection"})
"""Moves that are made by some of those who may make them, and by nobody who is concerned."""
OF_THE_ROSTER = frozenset(
    {
        "set_status", "end_status", "override_status", "settle_suspension", "reassign",
        "recall_decision", "send_back", "extend", "confirm", "appoint_delegate", "register_lead",
        "note_flag",
    }
)  # fmt: skip
"""Moves for the whole office whose `who` is one of those appraised."""
SUBJECTS = frozenset(
    {"set_status", "end_status", "override_status", "settle_suspension", "reassign"}
)
"""Moves that are about one person, whom a form for the whole office has to name."""


def fitting(visit: Visit, file: Opened, move: Move) -> Choices:
    """Whom a move's fields offer, (handle, words) by field; what is not here offers everybody."""
    names, found = move.given.model_fields, {}
    for name in FIT.keys() & names:
        found[name] = _said(_holders(visit, file, FIT[name]))
    if sitting := sitting_of(visit, file, move.id):
        found |= dict.fromkeys(FIT.keys() & names, _said(sitting.members))
    if move.id in TELLING:
        found["by"] = list(_tellers(visit, file, move))
    if move.id in LOOKING_INTO:
        concerned = {file.case.person, file.case.supervisor}
        people = _holders(visit, file, move.by)
        found["by"] = _said(p for p in people if p.id not in concerned)
    if (
        move.id in OF_THE_ROSTER
        and "who" in names
        and (roster := _roster(file, led=move.id == "reassign"))
    ):
        found["who"] = roster
    return {name: listed for name, listed in found.items() if len(listed) <= whom.MOST_CHOICES}


def _tellers(visit: Visit, file: Opened, move: Move) -> Iterator[tuple[str, str]]:
    """Who tells a result: leaders, group and clerks, then whom these may entrust with it.

    Neither the officer it is about, nor who has nothing to do with results.
    """
    loader, day = file.loader, beijing_day(visit.at)
    if headcount(loader.connection, loader.office) > whom.MOST_CHOICES:
        return
    apart = set(loader.holders(APART, day)) | {file.case.person}
    usual = [p for p in _holders(visit, file, move.by) if p.id not in apart]
    yield from ((p.handle, p.name) for p in usual)
    held = {p.id for p in usual} | apart
    others = sorted(loader.everyone(), key=lambda p: (by_strokes(p.name), p.id))
    yield from ((p.handle, f"{p.name}（受委托）") for p in others if p.id not in held)


def needed(file: Opened, move: Move) -> frozenset[str]:
    """Which fields a form asks for though the input leaves them free."""
    return frozenset({"who"}) if move.id in SUBJECTS and not file.case.person else frozenset()


def _holders(visit: Visit, file: Opened, roles: Iterable[Role]) -> list[Person]:
    ids = file.loader.holders(roles, beijing_day(visit.at))
    return sorted(file.loader.people(ids), key=lambda p: (by_strokes(p.name), p.id))


def _said(people: Iterable[Person]) -> list[tuple[str, str]]:
    return [(p.handle, p.name) for p in people]


def _roster(file: Opened, *, led: bool) -> list[tuple[str, str]]:
    """Those appraised in the quarter of a file, with who leads them; nobody where all are many."""
    loader, case = file.loader, file.case
    if headcount(loader.connection, loader.office) > whom.MOST_CHOICES:
        return []
    cases = {c.person: c for c in loader.of_period(QUARTERLY.id, case.period, ())}
    people = sorted(loader.people(cases), key=lambda p: (by_strokes(p.name), p.id))
    leaders = {p.id: p.name for p in loader.people({c.supervisor for c in cases.values()} - {""})}

    def words(person: Person) -> str:
        held = cases[person.id]
        leader = leaders.get(held.supervisor, "") if led else ""
        return f"{person.name}（{held.section or '—'}{f'，现由{leader}分管' if leader else ''}）"

    return [(p.handle, words(p)) for p in people]
