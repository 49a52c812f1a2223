"""How a page lays out what its reader may do: the next step first, what is rare folded away.

Only the order is made here; what may be done the engine says.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from workflow.possible import Possible
from workflow.procedure import Procedure, Stage

MAIN = (
    "submit_plan", "approve_plan", "propose", "mark", "verify_opi", "give_feedback", "acknowledge",
    "state", "log", "summarise", "decide", "publish", "receive_objection", "decide_objection",
    "reviewer_statement", "investigate_objection", "explain_refusal", "answer_fraud",
    "summarise_year", "acknowledge_year", "confirm",
)  # fmt: skip
"""The steps an appraisal goes by, nearest to its end first where one stage has several."""
RARE = frozenset(
    {
        "void_item", "void_opi", "exempt", "set_aside", "recommend_measure",
        "record_unfitness", "hand_over",
        "confirm_outstanding", "open_refusal", "open_fraud", "declare_relation", "apply_recusal",
        "recuse", "object_other", "register_lead", "report_irregularity", "recall_decision",
        "annul_publicity", "override_status", "settle_suspension", "end_delegation",
        "annul_year_publicity", "correct_annual",
    }
)  # fmt: skip
"""What most quarters do without."""
FINDINGS = frozenset({"prove_fraud", "decide_refusal"})
"""What a check was begun for: while it is barred one reads why, and it is not put forward."""
CALLED = frozenset({"state", "approve_plan", "answer_fraud"})
"""What answers something others did first: while it is barred nobody waits for it."""
SIDE = frozenset({"undetermined", "exempt", "suspended"})
"""Where a case may end up beside its way; nobody is shown them who is not there."""


@dataclass(frozen=True)
class Arranged:
    """What a reader may do: the next step, the others, main steps still barred, and the rest."""

    first: Possible | None
    further: tuple[Possible, ...]
    waiting: tuple[Possible, ...]
    folded: tuple[Possible, ...]
    wanted: bool = True


def arranged(
    moves: Iterable[Possible], *, before: Iterable[str] = (), settled: Collection[str] = ()
) -> Arranged:
    """Lay out moves; those named in `before` come before all others if they can be made.

    Those in `settled` are made already and folded away. `wanted` says of the first whether it is
    a step of the way; what merely can be done is not put forward.
    """
    listed = list(moves)
    doable = {p.move.id: p for p in listed if p.open and p.move.id not in settled}
    wanted = next((doable[name] for name in (*before, *MAIN) if name in doable), None)
    apart = RARE | frozenset(settled)
    plain = [p for p in listed if p.open and p.move.id not in apart]
    first = wanted or (plain[0] if plain else None)
    further = tuple(p for p in plain if p is not first)
    awaited = FINDINGS.union(MAIN) - CALLED
    waiting = _of(listed, lambda p: not p.open and p.move.id in awaited)
    known = {id(p) for p in (first, *further, *waiting)}
    rest = _of(listed, lambda p: id(p) not in known)
    return Arranged(first, further, waiting, rest, wanted is not None)


def _of(moves: Iterable[Possible], fit: Callable[[Possible], bool]) -> tuple[Possible, ...]:
    return tuple(p for p in moves if fit(p))


def way_of(page: Procedure, stage: str, *, beside: Collection[str] = SIDE) -> list[Stage]:
    """The stages a case goes through; those beside the way only for a case that is there."""
    ends = [s.id for s in page.stages if s.final and s.id not in beside]
    return [
        s
        for s in page.stages
        if s.id == stage or (s.id not in beside and (not s.final or ends == [s.id]))
    ]


def heading(page: Procedure, title: str) -> str:
    """A page's title after its period's, saying 季度 or 年度 once."""
    for word in ("季度", "年度"):
        if title.endswith(word):
            return title + page.title.removeprefix(word)
    return title + page.title
