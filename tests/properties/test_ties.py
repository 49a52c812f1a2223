"""Whatever people are to one another and to a file, nobody acts where they may not (R32)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.nouns import Role
from rules.ties import APART, ENTRUSTED, Delegation, KnownTies, barred, conflict, entrusted
from tests.rules.asking import NOON, case
from tests.workflow.test_standing import MOVES, OF_A_PERSON, ask
from workflow.procedure import Move
from workflow.standing import acting_role

pytestmark = pytest.mark.rule("R32")

PEOPLE = ("p1", "p2", "p3", "p4", "p5")
ROLES = [r for r in Role if r is not Role.CLOCK]
person = st.sampled_from(PEOPLE)
others = st.frozensets(person, max_size=2)
held = st.frozensets(st.sampled_from(ROLES), max_size=3)
days = st.integers(-3, 3).map(lambda n: date(2026, 10, 15) + timedelta(days=n))


@st.composite
def delegation(draw: st.DrawFn) -> Delegation:
    """Somebody stands in for somebody, around today."""
    until = draw(st.none() | days)
    ended = draw(st.sampled_from([None, None, NOON]))
    return Delegation(
        draw(st.integers(1, 9)), draw(person), draw(person), draw(st.sampled_from(["", *PEOPLE])),
        draw(days), until, draw(st.booleans()), "1号", "p4", NOON, ended_at=ended,
    )  # fmt: skip


@st.composite
def ties(draw: st.DrawFn) -> KnownTies:
    """Any delegations, kin, recusals and roles; kinship goes both ways."""
    pairs = draw(st.frozensets(st.tuples(person, person), max_size=3))
    both = {(a, b) for a, b in pairs if a != b} | {(b, a) for a, b in pairs if a != b}
    kin = {p: frozenset(b for a, b in both if a == p) for p in PEOPLE}
    return KnownTies(
        tuple(draw(st.lists(delegation(), max_size=4))), kin,
        draw(st.dictionaries(person, others, max_size=2)),
        draw(st.dictionaries(person, held)),
    )  # fmt: skip


@given(st.sampled_from(OF_A_PERSON), person, person, ties())
def test_no_tie_lets_anybody_act_where_they_keep_away(
    move: Move, actor: str, subject: str, known: KnownTies
) -> None:
    """Not for themselves, not for another, not in the chair's place."""
    question = ask(move, actor, known.roles(actor), known, case=case(person=subject))
    capacity, obstacles = acting_role(question, move)
    assert (capacity is None) is bool(obstacles)
    if capacity is None or move.declares:
        return
    if actor == subject:
        assert (capacity.role, capacity.behalf) == (Role.OFFICER, "")
    else:
        assert actor not in barred(known, subject)


@given(st.sampled_from([m for _, m in MOVES]), person, person, ties())
def test_whoever_acts_for_another_was_entrusted_with_it_and_is_on_time(
    move: Move, actor: str, subject: str, known: KnownTies
) -> None:
    """One's own role comes first; a role is never made up; the order of the list is nothing."""
    question = ask(move, actor, known.roles(actor), known, case=case(person=subject))
    capacity, _ = acting_role(question, move)
    turned = KnownTies(known.delegations[::-1], known.relatives, known.recusals, known.holding)
    if len({d.number for d in known.delegations}) == len(known.delegations):
        again = ask(move, actor, known.roles(actor), turned, case=case(person=subject))
        assert acting_role(again, move)[0] == capacity
    if capacity is None:
        return
    assert capacity.role not in APART
    if not capacity.behalf:
        assert capacity.role in known.roles(actor)
        return
    fitting = [
        d
        for d in known.delegations
        if (d.principal, d.delegate) == (capacity.behalf, actor)
        and d.holds(NOON)
        and d.who in {"", subject}
    ]
    assert capacity.role in ENTRUSTED
    assert any(entrusted(known, d, capacity.role, [subject]) for d in fitting)
    if all(not d.who for d in fitting):
        assert not conflict(known, capacity.behalf, subject)
