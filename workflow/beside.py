"""Acts that stand beside the pages: interpretations, the policy itself, the list of goals (R35).

They belong to no case. Like any move they are refused with all reasons and their clauses, leave
one journal line, and the same request key gets the same answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.beside import Adopt, EndGoal, ImportPolicy, ImportRoster, RegisterGoal, Urge
from rules.inputs.given import BadInput, Given, read_input
from rules.nouns import Role
from rules.policy import Basis, Policy
from rules.rule import Obstacle
from storage.chain import canonical, digest
from storage.change import Change
from storage.journal import Entry
from storage.load import Loader
from storage.work import Work, unit_of_work
from workflow import adopt as interpretations
from workflow import enrol, goals, ruleset, urging
from workflow.adopt import ADOPT, key_of
from workflow.collective import BY, TITLES, Asked, barred, refuse
from workflow.command import Answer, Command, told
from workflow.office import Office
from workflow.procedure import Move, Procedure, Stage, stay
from workflow.standing import serving
from workflow.writing import Hand

Also = Callable[[Asked], Callable[[Work, Hand], None]]


@dataclass(frozen=True, slots=True)
class Beside:
    """One act: its input, why not, what it changes, and what follows once it is written.

    `also` writes the lines of others that come with it, in the same transaction.
    """

    given: type[Given]
    judge: Callable[[Asked], tuple[Obstacle, ...]]
    does: Callable[[Asked], tuple[Change, ...]]
    then: Callable[[Office], None] | None = None
    also: Also | None = None


ACTS: Mapping[str, Beside] = {
    ADOPT: Beside(Adopt, interpretations.judge, interpretations.does),
    "import_policy": Beside(ImportPolicy, ruleset.judge, ruleset.does, ruleset.resume),
    enrol.ENROL: Beside(ImportRoster, enrol.judge, enrol.does, also=enrol.join_all),
    urging.URGE: Beside(Urge, urging.judge, urging.does, also=urging.send_all),
    "register_goal": Beside(RegisterGoal, goals.judge, goals.register),
    "end_goal": Beside(EndGoal, goals.judge_end, goals.end),
}


PAGE = Procedure(
    "beside",
    "单位事项",
    "standing",
    (Stage("standing", "随时可办", final=True),),
    tuple(Move(m, TITLES[m], BY[m], stay("standing"), act.given) for m, act in ACTS.items()),
    begun_by=(),
    collective=True,
)
"""These acts as a page that is no case's, so that they can be listed with the others."""


def perform_beside(office: Office, command: Command, at: datetime) -> Answer:
    """Make one of these acts for a person, or refuse it with all reasons at once."""
    act = ACTS[command.move]
    with unit_of_work(office.store, office.id) as work:
        work.journal.lock()
        answer = _perform(office, work, act, command, at)
    if answer.done and not answer.repeated and act.then:
        act.then(office)
    return answer


def adopt(office: Office, key: str, number: int, actor: str, at: datetime) -> Answer:
    """Adopt a provisional entry as 《方案》解释口径第n号, or refuse with all reasons.

    CannotAdopt, with nothing written, if the key names nothing.
    """
    full = key_of(office.policy_now(at), key)
    command = Command(ADOPT, actor, "", data={"key": full, "number": number})
    return perform_beside(office, command, at)


def _perform(office: Office, work: Work, act: Beside, command: Command, at: datetime) -> Answer:
    policy = office.policy_now(at)
    asked = _digest(command)
    if command.request and (known := work.answered(command.request)):
        return _again(known, asked, policy, command.move)
    loader = Loader(work.connection, office.id, lock=True)
    move, actor = command.move, command.actor
    role, obstacles = barred(loader, policy, move, actor, BY[move], at)
    given, troubles = _read(act.given, command, policy)
    obstacles += troubles
    changes: tuple[Change, ...] = ()
    also: Callable[[Work, Hand], None] | None = None
    if given is not None:
        ask = Asked(office, loader, policy, at, actor, given)
        obstacles += act.judge(ask)
        if role is not None and not obstacles:
            changes = act.does(ask)
            also = act.also(ask) if act.also else None
    if obstacles or role is None:
        said = told(command.data) if act.given.kept else {}
        answer = refuse(work, policy, move, actor, at, obstacles, said)
    else:
        answer = Answer(True, _write(work, policy, command, role, changes, at))
        if also:
            also(work, Hand(actor, role.value, command.request))
    if command.request:
        reasons = [[o.rule, o.clause, o.basis.value, o.text] for o in answer.obstacles]
        outcome = "done" if answer.done else "refused"
        work.answer(command.request, asked, outcome, [answer.seq, None, "", 0, reasons])
    return answer


def _write(
    work: Work,
    policy: Policy,
    command: Command,
    role: Role,
    changes: tuple[Change, ...],
    at: datetime,
) -> int:
    cite = policy.moves[command.move]
    work.change(list(changes))
    return work.append(
        Entry(
            at=at,
            actor=command.actor,
            role=role.value,
            move=command.move,
            clause=cite.clause,
            basis=cite.basis.value,
            policy=policy.digest,
            request=command.request,
            changes=changes,
        )
    )


def _read(
    model: type[Given], command: Command, policy: Policy
) -> tuple[Given | None, tuple[Obstacle, ...]]:
    cite = serving(policy.moves[command.move])
    try:
        return read_input(model, dict(command.data), policy.values), ()
    except BadInput as bad:
        return None, tuple(Obstacle.of("input", cite, t.text) for t in bad.troubles)


def _digest(command: Command) -> str:
    body = [command.move, command.actor, told(command.data)]
    return digest("sha256", canonical(body))


def _again(known: Any, asked: str, policy: Policy, move: str) -> Answer:
    if known.digest != asked:
        text = "这个请求编号已用于另一项办理，请换一个编号重新提交"
        return Answer(False, obstacles=(Obstacle.of("request", policy.moves[move], text),))
    seq, _, _, _, reasons = known.answer
    obstacles = tuple(Obstacle(r[0], r[1], Basis(r[2]), r[3]) for r in reasons)
    return Answer(known.outcome == "done", seq, obstacles=obstacles, repeated=True)
