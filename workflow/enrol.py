"""Entering people from a list, and taking them into the running quarter with it (R02, R25).

Nothing is entered unless every row fits: all or nothing, in one transaction.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from rules.beside import ImportRoster
from rules.calendar import CalendarMissing, Quarter, beijing_day, is_quarter, quarter_of
from rules.due import plan_due_day
from rules.rule import Obstacle
from storage.chain import mac
from storage.change import Change, Put
from storage.work import Work
from workflow.collective import Asked
from workflow.enrolling import Enrolled, Enrolling, looked_at
from workflow.opening import join
from workflow.procedure import Joiner
from workflow.writing import Hand

ENROL = "import_roster"
GROUND = "按名单登记"
MOST_TOLD = 60


def judge(ask: Asked) -> tuple[Obstacle, ...]:
    """Why a list may not be entered, all reasons at once."""
    given: ImportRoster = ask.given
    texts = [*looked_at(ask, given.text).troubles, *_not_joining(ask)]
    if len(texts) > MOST_TOLD:
        texts[MOST_TOLD:] = [f"另有{len(texts) - MOST_TOLD}处需要改正"]
    cite = ask.policy.moves[ENROL]
    return tuple(Obstacle.of(ENROL, cite, text) for text in texts)


def _not_joining(ask: Asked) -> Iterator[str]:
    """Why nobody can be taken into the quarter that was named."""
    period = ask.given.quarter
    if not period:
        return
    row = ask.loader.quarter(period) if is_quarter(period) else None
    if row is None:
        yield f"没有启动过“{period}”这一季度的考核，请核对；还没有启动的季度启动时会自动列入"
    elif row.n is not None:
        yield f"参加考核人数已按{row.n}人确定，{quarter_of(period).title}名册不能再调整"
    elif quarter_of(period).last < beijing_day(ask.at):
        yield f"{quarter_of(period).title}已经结束，新登记的人员从以后的季度参加考核"
    else:
        policy = ask.office.pinned(ask.loader.connection, row.policy)
        try:
            plan_due_day(beijing_day(ask.at), quarter_of(period), policy.values,
                         ask.office.calendar)  # fmt: skip
        except CalendarMissing as gap:
            yield str(gap)


def does(ask: Asked) -> tuple[Change, ...]:
    """The rows of everybody who is new, in the order in which they can be written."""
    made = looked_at(ask, ask.given.text)
    ids, day = _ids(ask, made.new), beijing_day(ask.at)
    changes = [change for one in made.new for change in _rows(one, ids, day)]
    order = {"person": 0, "section": 1, "role": 2, "supervision": 3}
    return tuple(sorted(changes, key=lambda c: order[c.table]))


def _ids(ask: Asked, new: Sequence[Enrolled]) -> dict[str, str]:
    """Surrogate ids by handle: of the new, and of those on record who lead them."""
    fresh = {e.row.handle: _surrogate(ask, e.row.handle) for e in new}
    old = {e.leader for e in new if e.leader and e.leader not in fresh}
    return fresh | {p.handle: p.id for p in ask.loader.people(handles=old)}


def _surrogate(ask: Asked, handle: str) -> str:
    """The id of a person: who lacks the key of the journal cannot tell whose it is."""
    return "p" + mac(ask.office.store.journal_key, f"person {ask.office.id} {handle}")[:16]


def _rows(one: Enrolled, ids: Mapping[str, str], day: date) -> Iterator[Put]:
    row, person = one.row, ids[one.row.handle]
    span = {"person": person, "since": day, "until": None}
    yield Put("person", {"id": person, "handle": row.handle, "name": row.name, "email": row.email})
    yield Put("section", span | {"section": row.section, "post": row.post})
    for role in one.roles:
        yield Put("role", span | {"role": role})
    if one.leader:
        yield Put("supervision", span | {"supervisor": ids[one.leader]})


def join_all(ask: Asked) -> Callable[[Work, Hand], None]:
    """What takes the new officers into the quarter that was named, from today on."""
    given: ImportRoster = ask.given
    made = looked_at(ask, given.text) if given.quarter else Enrolling()
    ids = _ids(ask, made.new)
    joiners = [_joiner(ask, one, ids) for one in made.officers]

    def write(work: Work, hand: Hand) -> None:
        if not joiners:
            return
        quarter = Quarter.parse(given.quarter)
        policy = ask.office.pinned(work.connection, ask.loader.quarter(given.quarter).policy)
        for joiner in joiners:
            join(ask.office, work, policy, joiner, quarter, hand, ask.at)

    return write


def _joiner(ask: Asked, one: Enrolled, ids: Mapping[str, str]) -> Joiner:
    given: ImportRoster = ask.given
    person, leader, day = ids[one.row.handle], ids[one.leader], beijing_day(ask.at)
    line = {
        "period": given.quarter, "person": person, "section": one.row.section,
        "supervisor": leader, "included": True, "ground": GROUND, "document": given.document,
        "joined": day,
    }  # fmt: skip
    return Joiner(person, one.row.section, leader, day, Put("roster", line))
