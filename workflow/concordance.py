"""The policy laid beside the pages: what lacks its clause, and what each clause came to (R01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.policy import Cite, Policy, PolicyError
from rules.provisional import cited
from rules.rule import check_rules
from workflow.collective import TITLES
from workflow.pages import PAGES

CLOCK_MOVES = frozenset({*TITLES, "remind", "escalate"})
"""Moves that stand on no page: they open one, concern the office beyond it, or only tell."""


@dataclass(frozen=True, slots=True)
class Row:
    """One clause: our gist, what the software does about it, and everything that cites it."""

    clause: str
    gist: str
    status: str
    why: str
    cited: tuple[str, ...]
    serves: tuple[str, ...]


def check_policy(policy: Policy) -> None:
    """Refuse a policy that lacks a clause for a guard, move or deadline; PolicyError names all."""
    troubles: list[str] = []
    try:
        check_rules(policy)
    except PolicyError as error:
        troubles.append(str(error))
    moves = {m.id for page in PAGES.values() for m in page.moves} | CLOCK_MOVES
    deadlines = {d.id for page in PAGES.values() for d in page.deadlines}
    for table, wanted, given in (
        ("moves", moves, set(policy.moves)),
        ("deadlines", deadlines, set(policy.deadlines)),
    ):
        if lacking := sorted(wanted - given):
            troubles.append(f"{table} 缺少 {'、'.join(lacking)}，请为它们写明条款")
        if strange := sorted(given - wanted):
            troubles.append(f"{table} 中有不认识的 {'、'.join(strange)}，请删去或改正名称")
    if troubles:
        raise PolicyError("；".join(troubles))


def clauses(policy: Policy) -> list[Row]:
    """Every clause of the regulation with what cites it, in the order of the policy file."""
    by_clause: dict[str, list[tuple[str, Cite]]] = {name: [] for name in policy.clauses}
    for key, cite in cited(policy).items():
        by_clause[cite.clause].append((key, cite))
    return [
        Row(
            name,
            clause.gist,
            clause.status,
            clause.why,
            tuple(key for key, _ in by_clause[name]),
            tuple(sorted({cite.serves for _, cite in by_clause[name]})),
        )
        for name, clause in policy.clauses.items()
    ]


def tests_of(row: Row, marked: Mapping[str, Sequence[str]]) -> list[str]:
    """The tests that stand for a clause: those marked with one of the rules it serves."""
    return sorted({test for key in row.serves for test in marked.get(key, ())})
