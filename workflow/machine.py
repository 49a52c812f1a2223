"""The only file that speaks transitions: where does a move lead from here?

One shared Machine per procedure, used as a pure evaluator on a throwaway subject; no row is ever
registered as its model, and it decides nothing but the target stage.
"""

from functools import cache

from transitions import Machine, MachineError

from workflow.procedure import Procedure


class _Subject:
    """A throwaway model that carries only a state."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def _trigger(move: str, when: str) -> str:
    return f"{move}/{when}"


@cache
def _machine(page: Procedure) -> Machine:
    transitions = [
        {"trigger": _trigger(m.id, r.when), "source": r.source, "dest": r.target}
        for m in page.moves
        for r in m.routes
    ]
    return Machine(
        model=None,
        states=[s.id for s in page.stages],
        transitions=transitions,
        initial=page.initial,
        auto_transitions=False,
        send_event=False,
    )


@cache  # an answer that never changes: the page is fixed and the machine only reads it
def target_of(page: Procedure, move: str, stage: str, when: str = "") -> str | None:
    """The stage a move leads to from `stage`; None if it may not be made from there."""
    machine = _machine(page)
    subject = _Subject(stage)
    for name in (_trigger(move, when), _trigger(move, "")) if when else (_trigger(move, ""),):
        event = machine.events.get(name)
        if event is None:
            continue
        try:
            if event.trigger(subject):
                return subject.state
        except MachineError:
            continue
    return None
