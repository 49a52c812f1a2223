"""perform(): load, judge every guard, compare-and-set, journal line, outbox, in one transaction.

Every command of a person comes through here, from the shell, a scenario or the web. Nothing is
half-done: a refusal leaves one line of its own, with all obstacles, and changes nothing else.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from rules.calendar import CalendarMissing, beijing_day, period_title, quarter_of
from rules.inputs.given import BadInput, Given, Nothing, read_input, rest_of
from rules.nouns import Actor, Case, Role
from rules.policy import Basis, Policy
from rules.rule import Ask, Obstacle, judge
from storage.chain import canonical, digest
from storage.database import DatabaseBusy
from storage.journal import Entry
from storage.load import Loader
from storage.persons import stir
from storage.sealing import sealed
from storage.work import Conflict, Work, unit_of_work
from workflow.beginning import begin
from workflow.beside import ACTS, perform_beside
from workflow.beside import PAGE as BESIDE
from workflow.command import Answer, Command, told
from workflow.concealed import person_kept, revealed
from workflow.flags import with_flags
from workflow.office import Office
from workflow.opening import join
from workflow.pages import PAGES
from workflow.people import cohort_of, people_for, ties_of, who_moved
from workflow.procedure import Effect, Move, Procedure
from workflow.standing import Capacity, acting_role, moved_on, serving, way
from workflow.writing import Doing, Hand, hint_of, way_of, write

ATTEMPTS = 3
NOTHING, NO_EFFECT = Nothing(), Effect()


class UnknownMove(LookupError):
    """No page knows this move, or no person makes it."""


class _Desk(NamedTuple):
    """What one command is worked on with: office, transaction, page and move."""

    office: Office
    work: Work
    loader: Loader
    page: Procedure
    move: Move
    command: Command
    asked: str
    at: datetime


@cache
def page_of(move: str) -> tuple[Procedure, Move]:
    """The page and move of a name that people may use; UnknownMove otherwise."""
    for page in PAGES.values():
        found = page.by_id.get(move)
        if found is not None and found.by:
            return page, found
    movable = [m.id for p in PAGES.values() for m in p.moves if m.by]
    known = "、".join(sorted([*movable, *ACTS]))
    raise UnknownMove(f"没有“{move}”这种办理，可以办理的有：{known}")


def title_of_move(move: str) -> str:
    """What people call something they may do; UnknownMove for anything else."""
    return BESIDE.by_id[move].title if move in ACTS else page_of(move)[1].title


def perform(office: Office, command: Command, at: datetime) -> Answer:
    """Make a move for a person, or refuse it with all obstacles at once.

    The same request key gets the same answer, whatever happened since. Raises UnknownMove for a
    move no page has; DatabaseBusy if others kept the database for too long.
    """
    if command.move in ACTS:
        return perform_beside(office, command, at)
    page, move = page_of(command.move)
    asked = _digest_of(command) if command.request else ""
    for attempt in range(ATTEMPTS):
        try:
            with unit_of_work(office.store, office.id) as work:
                loader = Loader(work.connection, office.id, lock=True)
                return _perform(_Desk(office, work, loader, page, move, command, asked, at))
        except (Conflict, DatabaseBusy):
            # Others wrote between our reading and our writing: judge again on what is there now.
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _digest_of(command: Command) -> str:
    body = [command.move, command.actor, command.period, command.subject]
    return digest("sha256", canonical([*body, told(command.data)]))


def _perform(desk: _Desk) -> Answer:
    command = desk.command
    if command.request and (known := desk.work.answered(command.request)):
        return _again(desk, known)
    asked = _ask(desk)
    if isinstance(asked, Answer):
        return asked
    ask, troubles = asked
    capacity, obstacles = acting_role(ask, desk.move)
    target, barred = _way(desk, ask)
    obstacles += barred + troubles
    effect = NO_EFFECT
    try:
        if ask.given is not None and capacity is not None:
            obstacles += judge(desk.move.guards, ask)
        if not obstacles and desk.move.does:
            effect = desk.move.does(ask)
    except CalendarMissing as gap:
        obstacles += (Obstacle.of("calendar", serving(ask.policy.moves[ask.move]), str(gap)),)
    if obstacles or capacity is None or target is None:
        return _refuse(desk, ask.policy, ask.case, capacity, obstacles)
    return _apply(desk, ask, capacity, target, effect)


def _again(desk: _Desk, known: Any) -> Answer:
    if known.digest != desk.asked:
        text = "这个请求编号已用于另一项办理，请换一个编号重新提交"
        policy = desk.office.policy_for(quarter_of(desk.command.period))
        return Answer(
            False, obstacles=(Obstacle.of("request", serving(policy.moves[desk.move.id]), text),)
        )
    seq, case, stage, version, reasons = known.answer
    obstacles = tuple(Obstacle(r[0], r[1], Basis(r[2]), r[3]) for r in reasons)
    return Answer(known.outcome == "done", seq, case, stage, version, obstacles, repeated=True)


def _ask(desk: _Desk) -> tuple[Ask, tuple[Obstacle, ...]] | Answer:
    """What is asked, and what is wrong with its input; an answer if there is no such case."""
    command, move, loader = desk.command, desk.move, desk.loader
    try:
        quarter = quarter_of(command.period)
    except ValueError as error:
        return _nowhere(desk, desk.office.policy_now(desk.at), str(error))
    if desk.page.sealed and not _holds(desk):
        text = f"“{move.title}”不由您办理，有没有这样的事项也不能告知"
        return _nowhere(desk, desk.office.policy_now(desk.at), text)
    subject = "" if desk.page.collective else command.subject
    kept = person_kept(desk.office, desk.page, subject)
    place = (desk.page.id, command.period, kept)
    ordinal = _ordinal(desk, place) if desk.page.repeats else None
    found = loader.matter(place, command.actor, beijing_day(desk.at), move.all_reads, ordinal)
    if found is None:
        return _unknown(desk)
    desk.work.journal.stands_at(*found.head)
    policy = desk.office.pinned(loader.connection, found.policy)
    cohort = cohort_of(loader, desk.page, command.period, found.n, move, desk.at)
    cohort = with_flags(desk.office, loader, move, cohort)
    case = revealed(desk.office, loader, found.case)
    ties = ties_of(loader, case, cohort, desk.at, found.away if kept == subject else None)
    people = people_for(loader, command, case, cohort, ties)
    actor = Actor(command.actor, found.name or command.actor, found.roles)
    given, troubles = _read(move, command.data, policy)
    ask = Ask(
        move.id, desk.at, actor, policy, desk.office.calendar, quarter, case, cohort, given,
        people, command.subject, ties,
    )  # fmt: skip
    return ask, troubles


def _holds(desk: _Desk) -> bool:
    """Whether the actor holds a role in which the move is made, and it is not about themselves."""
    command = desk.command
    held = desk.loader.roles(command.actor, beijing_day(desk.at))
    return bool(held & set(desk.move.by)) and command.subject != command.actor


def _ordinal(desk: _Desk, place: tuple[str, str, str]) -> int | None:
    """Which of a person's cases is meant: the one named by number, or the newest not ended."""
    number = desk.command.data.get("number")
    if type(number) is int and 0 < number < 2**31:
        return number
    going = [o for o, stage in desk.loader.ordinals(*place) if stage not in desk.page.finals]
    return going[-1] if going else None


def _unknown(desk: _Desk) -> Answer:
    title = period_title(desk.command.period)
    row = desk.loader.quarter(desk.command.period)
    if row is None:
        text = f"{title}考核尚未启动，请等待系统按期启动或由考核办启动"
        return _nowhere(desk, desk.office.policy_now(desk.at), text)
    policy = desk.office.pinned(desk.loader.connection, row.policy)
    if desk.page.repeats:
        text = f"该同志{title}没有这一“{desk.page.title}”事项，请核对是谁的(--case)、第几号(number)"
        return _nowhere(desk, policy, text)
    text = f"该同志不在{title}参加考核人员名册中，请核对"
    if desk.command.subject == desk.command.actor:
        mine = Role.OFFICER in desk.move.by
        text = f"您不在{title}参加考核人员名册中，请核对"
        text += "" if mine else "；办理他人事项的，请写明是谁的(--case)"
    return _nowhere(desk, policy, text)


def _nowhere(desk: _Desk, policy: Policy, text: str) -> Answer:
    obstacle = Obstacle.of("subject", serving(policy.moves[desk.move.id]), text)
    return _refuse(desk, policy, None, None, (obstacle,))


def _way(desk: _Desk, ask: Ask) -> tuple[str | None, tuple[Obstacle, ...]]:
    """Where the move leads, or why not: a wrong stage, or a state seen that is no more."""
    when = str(getattr(ask.given, "stage", "") or "") if _names_stage(desk.move.given) else ""
    target, barred = way(ask, desk.page, desk.move, when, None)
    seen = desk.command.seen
    if not barred and (seen is None or seen == ask.case.version):
        return target, ()
    last = who_moved(desk.loader, ask.case)
    _, barred = way(ask, desk.page, desk.move, when, last)
    return None, barred or (moved_on(ask, desk.page, desk.move, last),)


@cache
def _names_stage(given: type[Given]) -> bool:
    """Whether an input of this kind names the stage it is about."""
    return "stage" in given.model_fields


def _read(
    move: Move, data: Mapping[str, Any], policy: Policy
) -> tuple[Given | None, tuple[Obstacle, ...]]:
    """The input, or what of it can be judged all the same; and what is wrong with it."""
    if move.given is Nothing and not data:
        return NOTHING, ()
    try:
        return read_input(move.given, dict(data), policy.values), ()
    except BadInput as bad:
        cite = serving(policy.moves[move.id])
        found = [
            Obstacle.of(t.rule or "input", policy.rules.get(t.rule, cite), t.text)
            for t in bad.troubles
        ]
        if all(o.clause != cite.clause for o in found):
            text = f"所填内容有{len(found)}处需要改正，尚未办理"
            found.append(Obstacle.of("input", cite, text))
        return rest_of(move.given, data, bad.troubles, policy.values), tuple(found)


def _refuse(
    desk: _Desk,
    policy: Policy,
    case: Case | None,
    capacity: Capacity | None,
    obstacles: tuple[Obstacle, ...],
) -> Answer:
    """Write the refusal's line; what was handed in is kept with it as a draft."""
    cite, command = policy.moves[desk.move.id], desk.command
    hand, stage = _hand(desk, capacity), case.stage if case else ""
    seq = desk.work.append(
        Entry(
            at=desk.at,
            actor=hand.actor,
            role=hand.role,
            behalf=hand.behalf,
            move=desk.move.id,
            outcome="refused",
            period=command.period if case else "",
            case_id=case.id if case else None,
            source=stage,
            target=stage,
            clause=cite.clause,
            basis=cite.basis.value,
            policy=policy.digest,
            request=command.request,
            reasons=tuple((o.rule, o.clause, o.basis.value) for o in obstacles),
            told={
                "given": told(command.data) if desk.move.given.kept else {},
                "reasons": [o.text for o in obstacles],
            },
        )
    )
    answer = Answer(
        False, seq, case.id if case else None, stage, case.version if case else 0, obstacles
    )
    _keep(desk, answer)
    return answer


def _keep(desk: _Desk, answer: Answer) -> None:
    if not desk.command.request:
        return
    reasons = [[o.rule, o.clause, o.basis.value, o.text] for o in answer.obstacles]
    body = [answer.seq, answer.case_id, answer.stage, answer.version, reasons]
    outcome = "done" if answer.done else "refused"
    desk.work.answer(desk.command.request, desk.asked, outcome, body)


def _hand(desk: _Desk, capacity: Capacity | None) -> Hand:
    """By whose hand the lines are written; of what is unsigned the auditor's alone."""
    request = desk.command.request
    role = capacity.role.value if capacity else ""
    if desk.move.unsigned and role != Role.AUDITOR.value:
        return Hand("", "", request)
    return Hand(desk.command.actor, role, request, capacity.behalf if capacity else "")


def _apply(desk: _Desk, ask: Ask, capacity: Capacity, target: str, effect: Effect) -> Answer:
    made = effect.changes
    if desk.page.sealed:
        made = tuple(sealed(change, desk.office.store, desk.office.id) for change in made)
    doings = [Doing(ask.case, desk.move.id, target, made, effect.notes)]
    for step in effect.steps:
        to = way_of(step.case, step.move, step.when)
        doings.append(Doing(step.case, step.move, to, step.changes, step.notes))
    hand = _hand(desk, capacity)
    if effect.stirs:
        stir(desk.work.connection, desk.office.id, effect.stirs, ask.at)
    seq = write(desk.office, desk.work, ask.policy, doings, ask.at, hand)
    for joiner in effect.joiners:
        join(desk.office, desk.work, ask.policy, joiner, ask.quarter, hand, ask.at)
    for beginning in effect.begins:
        begin(desk.office, desk.work, ask, beginning, hand)
    hour = ask.policy.values.remind_at
    desk.work.wake({case.id: hint_of(case, ask.at, hour) for case in effect.wakes})
    answer = Answer(True, seq, ask.case.id, target, ask.case.version + 1)
    _keep(desk, answer)
    return answer
