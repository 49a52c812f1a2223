"""perform(): load, judge every guard, compare-and-set, journal line, outbox, in one transaction.

All ways into the system come through here: a person's command through `perform`, what the clock
does to many cases through `perform_many`. Nothing is half-done: a refusal writes one line of its
own and changes nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rules.calendar import Quarter, beijing_day
from rules.inputs import BadInput, Given, read_input
from rules.nouns import Actor, Case, Role
from rules.policy import Policy
from rules.rule import Ask, Obstacle, judge
from storage.chain import canonical, digest
from storage.change import Change
from storage.journal import Entry
from storage.load import Loader
from storage.work import CaseMove, Conflict, Work, unit_of_work
from workflow.command import Answer, Command
from workflow.cycle import CYCLE
from workflow.machine import target_of
from workflow.mail import event_rows
from workflow.office import Office
from workflow.people import cohort_of, people_for, who_moved
from workflow.procedure import Effect, Move, Note, Procedure
from workflow.quarterly import QUARTERLY
from workflow.standing import acting_role, moved_on, way
from workflow.wake import next_wake

PAGES: Mapping[str, Procedure] = {p.id: p for p in (QUARTERLY, CYCLE)}


class UnknownMove(LookupError):
    """No page knows this move, or no person makes it."""


class UnknownCase(LookupError):
    """There is no such person on the roster, or no such quarter."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One case being moved in a transaction: from the case as loaded to its next state."""

    case: Case
    move: str
    target: str
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    due: datetime | None = None


def page_of(move: str) -> tuple[Procedure, Move]:
    """The page and move of a name that people may use; UnknownMove otherwise."""
    for page in PAGES.values():
        found = page.by_id.get(move)
        if found is not None and found.by:
            return page, found
    known = "、".join(sorted(m.id for p in PAGES.values() for m in p.moves if m.by))
    raise UnknownMove(f"没有“{move}”这种办理，可以办理的有：{known}")


def perform(office: Office, command: Command, at: datetime) -> Answer:
    """Make a move for a person, or refuse it with all obstacles at once.

    Raises UnknownMove and UnknownCase for what does not exist; everything else is answered. The
    same request key gets the same answer, whatever happened since.
    """
    page, move = page_of(command.move)
    asked = _digest_of(command)
    try:
        with unit_of_work(office.store, office.id) as work:
            return _perform(office, work, page, move, command, asked, at)
    except Conflict:
        # Another transaction moved the case between our reading and our writing (PostgreSQL
        # re-reads locked rows, so this is rare): judge again on what is there now.
        with unit_of_work(office.store, office.id) as work:
            return _perform(office, work, page, move, command, asked, at)


def _digest_of(command: Command) -> str:
    body = [command.move, command.actor, command.period, command.subject]
    return digest("sha256", canonical([*body, told(command.data)]))


def told(data: Any) -> Any:
    """Input as the journal can keep it, whatever a person sent."""
    if isinstance(data, Mapping):
        return {str(k): told(v) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return [told(v) for v in data]
    if data is None or isinstance(data, bool | int):
        return data if not isinstance(data, int) or abs(data) < 2**63 else str(data)
    text = data if isinstance(data, str) else str(data)
    return text.encode("utf-8", "replace").decode()


def _perform(
    office: Office,
    work: Work,
    page: Procedure,
    move: Move,
    command: Command,
    asked: str,
    at: datetime,
) -> Answer:
    if command.request and (known := work.answered(command.request)):
        return _again(known, asked)
    loader = Loader(work.connection, office.id, lock=True)
    ask = _ask(office, loader, page, move, command, at)
    role, obstacles = acting_role(ask, move)
    given, troubles = _read(move, command.data, ask.policy)
    ask = replace(ask, given=given)
    when = str(getattr(given, "stage", "") or "")
    target, stage_trouble = way(ask, page, move, when, None)
    stale = command.seen is not None and command.seen != ask.case.version
    if stage_trouble or stale:
        last = who_moved(loader, ask.case)
        _, stage_trouble = way(ask, page, move, when, last)
        stage_trouble = stage_trouble or (moved_on(ask, page, move, last),)
    obstacles += stage_trouble + troubles
    if given is not None and role is not None:
        obstacles += judge(move.guards, ask)
    if obstacles or role is None or target is None:
        return _refuse(work, ask, role, command, asked, obstacles)
    effect = move.does(ask) if move.does else Effect()
    return _apply(office, work, page, move, ask, role, target, effect, command, asked)


def _again(known: Any, asked: str) -> Answer:
    if known.digest != asked:
        raise UnknownMove("这个请求编号已用于另一项办理，请换一个编号重新提交")
    seq, case, stage, version, reasons = known.answer
    obstacles = tuple(Obstacle(r[0], r[1], r[2], r[3]) for r in reasons)
    return Answer(known.outcome == "done", seq, case, stage, version, obstacles, repeated=True)


def _ask(
    office: Office,
    loader: Loader,
    page: Procedure,
    move: Move,
    command: Command,
    at: datetime,
) -> Ask:
    quarter = loader.quarter(command.period)
    if quarter is None:
        raise UnknownCase(f"{command.period} 尚未启动考核，请先由考核办启动或等待系统按期启动")
    subject = "" if page is CYCLE else command.subject
    case = loader.case_of(page.id, command.period, subject, move.all_reads)
    if case is None:
        raise UnknownCase(f"“{command.subject}”不在{command.period}参加考核人员名册中，请核对")
    policy = office.pinned(loader.connection, quarter.policy)
    cohort = cohort_of(loader, command.period, quarter.n, move, at)
    people = people_for(loader, command, case, cohort)
    name = people[command.actor].name if command.actor in people else command.actor
    actor = Actor(command.actor, name, loader.roles(command.actor, beijing_day(at)))
    return Ask(
        move.id,
        at,
        actor,
        policy,
        office.calendar,
        Quarter.parse(command.period),
        case,
        cohort,
        None,
        people,
    )


def _read(
    move: Move, data: Mapping[str, Any], policy: Policy
) -> tuple[Given | None, tuple[Obstacle, ...]]:
    try:
        return read_input(move.given, dict(data), policy.values), ()
    except BadInput as bad:
        cite = policy.moves[move.id]
        return None, tuple(
            Obstacle.of(t.rule or "input", policy.rules.get(t.rule, cite), t.text)
            for t in bad.troubles
        )


def _refuse(
    work: Work,
    ask: Ask,
    role: Role | None,
    command: Command,
    asked: str,
    obstacles: tuple[Obstacle, ...],
) -> Answer:
    """Write the refusal's line; what was handed in is kept with it as a draft."""
    cite = ask.policy.moves[ask.move]
    case = ask.case
    seq = work.append(
        Entry(
            at=ask.at,
            actor=ask.actor.person,
            role=role.value if role else "",
            move=ask.move,
            outcome="refused",
            period=case.period,
            case_id=case.id,
            source=case.stage,
            target=case.stage,
            clause=cite.clause,
            basis=cite.basis.value,
            policy=ask.policy.digest,
            request=command.request,
            reasons=tuple((o.rule, o.clause, o.basis.value) for o in obstacles),
            told={"given": told(command.data), "reasons": [o.text for o in obstacles]},
        )
    )
    answer = Answer(False, seq, case.id, case.stage, case.version, obstacles)
    _keep(work, command, asked, answer)
    return answer


def _keep(work: Work, command: Command, asked: str, answer: Answer) -> None:
    if not command.request:
        return
    reasons = [[o.rule, o.clause, o.basis.value, o.text] for o in answer.obstacles]
    body = [answer.seq, answer.case_id, answer.stage, answer.version, reasons]
    work.answer(command.request, asked, "done" if answer.done else "refused", body)


def _apply(
    office: Office,
    work: Work,
    page: Procedure,
    move: Move,
    ask: Ask,
    role: Role,
    target: str,
    effect: Effect,
    command: Command,
    asked: str,
) -> Answer:
    first = Doing(ask.case, move.id, target, effect.changes, effect.notes)
    doings = [first]
    for step in effect.steps:
        to = way_of(step.case, step.move)
        doings.append(Doing(step.case, step.move, to, step.changes, step.notes))
    seq = write(
        office,
        work,
        ask.policy,
        doings,
        ask.at,
        actor=ask.actor.person,
        role=role.value,
        request=command.request,
    )
    answer = Answer(True, seq, ask.case.id, target, ask.case.version + 1)
    _keep(work, command, asked, answer)
    return answer


def way_of(case: Case, move: str) -> str:
    """Where a step leads; a step from a stage the page does not allow is a programming error."""
    target = target_of(PAGES[case.procedure], move, case.stage)
    if target is None:
        raise Conflict(f"case {case.id} in {case.stage} cannot make {move}")
    return target


def write(
    office: Office,
    work: Work,
    policy: Policy,
    doings: Sequence[Doing],
    at: datetime,
    *,
    actor: str = "",
    role: str = Role.CLOCK.value,
    request: str = "",
) -> int:
    """Write moves of cases with their changes, lines and mails; the number of the first line."""
    wake = next_wake(at)
    moves: list[CaseMove] = []
    changes: list[Change] = []
    for doing in doings:
        case, entered = doing.case, doing.case.entered_at
        final = doing.target in PAGES[case.procedure].finals
        if doing.target != case.stage:
            entered = doing.due or at
        hint = None if final else min(case.next_due or wake, wake)
        moves.append(CaseMove(case.id, case.stage, case.version, doing.target, entered, hint))
        changes.extend(doing.changes)
    work.move(moves)
    work.change(changes)
    first = 0
    mails: list[dict[str, Any]] = []
    for doing in doings:
        seq = work.append(_entry(office, policy, doing, at, actor, role, request))
        first = first or seq
        mails += event_rows(office.id, doing.case.period, doing.notes, seq, doing.due or at)
    work.post(mails)
    return first


def _entry(
    office: Office,
    policy: Policy,
    doing: Doing,
    at: datetime,
    actor: str,
    role: str,
    request: str,
) -> Entry:
    cite = policy.moves[doing.move]
    case = doing.case
    return Entry(
        at=at,
        actor=actor,
        role=role,
        move=doing.move,
        period=case.period,
        case_id=case.id,
        source=case.stage,
        target=doing.target,
        version=case.version + 1,
        clause=cite.clause,
        basis=cite.basis.value,
        policy=policy.digest,
        request=request,
        due=doing.due,
        calendar=office.calendar.digest if doing.due else "",
        changes=doing.changes,
    )


def perform_many(
    office: Office, work: Work, policy: Policy, doings: Iterable[Doing], at: datetime
) -> int:
    """What the clock does to many cases at once, written set by set; how many were moved."""
    listed = list(doings)
    if listed:
        write(office, work, policy, listed, at)
    return len(listed)
