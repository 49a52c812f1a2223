"""Who may act in which role and for whom: every move, every role, every tie to the file (R32)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from rules.beside import AdoptMeasure, MeasureDone
from rules.inputs.absence import AppointDelegate, DecideRecusal
from rules.inputs.given import read_input
from rules.inputs.office import AmendRoster, Confirm, Extend, SendBack
from rules.inputs.supervision import NoteFlag
from rules.inputs.year import RecordAnnual
from rules.nouns import Actor, Case, Cohort, Exemption, Measure, Role
from rules.rule import Ask
from rules.supervision import Lowered
from rules.ties import APART, Delegation, KnownTies
from tests.rules.asking import CALENDAR, NOON, PEOPLE, POLICY, QUARTER, case
from workflow.pages import PAGES
from workflow.procedure import Move
from workflow.standing import Capacity, acting_role
from workflow.supervision import SUPERVISION

pytestmark = pytest.mark.rule("R32")

ROLES = [r for r in Role if r is not Role.CLOCK]
MOVES = [(page.id, m) for page in PAGES.values() for m in page.moves if m.by]
OF_A_PERSON = [m for page, m in MOVES if not PAGES[page].collective]
GROUP = frozenset({"p2", "p4", "p5"})
CHAIR, DEPUTY = frozenset({Role.CHAIR}), frozenset({Role.DEPUTY})
HOLDING = {"p4": frozenset({Role.CHAIR}), "p5": DEPUTY, "p2": frozenset({Role.SUPERVISOR})}
TIES = {
    "nothing": KnownTies(holding=HOLDING),
    "kin": KnownTies(holding=HOLDING, relatives={"p1": frozenset({"p3"})}),
    "recused": KnownTies(holding=HOLDING, recusals={"p1": frozenset({"p3"})}),
}
CYCLE = Case(1, "cycle", "2026Q3", "", 1, "running", 1)


def ask(move: Move, actor: str, roles: frozenset[Role], ties: KnownTies, **other: Any) -> Ask:
    """Somebody asks to make a move on the file of 张三, whom 李四 leads."""
    subject = other.pop("case", None) or case()
    whole = Cohort("2026Q3", None, other.pop("cases", (case(),)), entitled=GROUP)
    return Ask(
        move.id, NOON, Actor(actor, "某人", roles), POLICY, CALENDAR, QUARTER, subject, whole,
        other.pop("given", None), PEOPLE, ties=ties,
    )  # fmt: skip


def standing(move: Move, actor: str, roles: frozenset[Role], ties: KnownTies, **other: Any) -> Any:
    """The capacity in which the move is made, or the name of the check that refuses."""
    capacity, obstacles = acting_role(ask(move, actor, roles, ties, **other), move)
    assert (capacity is None) is bool(obstacles)
    assert {o.clause for o in obstacles} <= {POLICY.moves[move.id].clause}
    return capacity or obstacles[0].rule


def named(name: str) -> Move:
    """A move of any page by its name."""
    return next(m for _, m in MOVES if m.id == name)


@pytest.mark.parametrize("move", OF_A_PERSON, ids=lambda m: m.id)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_acts_on_their_own_file_but_as_its_officer(move: Move, role: Role) -> None:
    """Whatever else they are; nothing else of theirs helps them."""
    found = standing(move, "p1", frozenset({role}), TIES["nothing"])
    own = role is Role.OFFICER and Role.OFFICER in move.by
    assert (found == Capacity(Role.OFFICER)) is own
    both = standing(move, "p1", frozenset({role, Role.OFFICER}), TIES["nothing"])
    assert (both == Capacity(Role.OFFICER)) is (Role.OFFICER in move.by)


@pytest.mark.parametrize("tie", ["kin", "recused"])
@pytest.mark.parametrize("move", OF_A_PERSON, ids=lambda m: m.id)
def test_who_keeps_away_makes_no_move_on_the_file_in_any_role(move: Move, tie: str) -> None:
    """They may only say how they stand to it."""
    for role in ROLES:
        found = standing(move, "p3", frozenset({role}), TIES[tie], case=case())
        if move.declares:
            assert isinstance(found, Capacity) is (role in move.by)
        else:
            assert found == {"kin": "relative_file", "recused": "recused_file"}[tie]


@pytest.mark.parametrize("move", OF_A_PERSON, ids=lambda m: m.id)
def test_a_role_of_the_move_is_enough_where_it_reaches_the_file(move: Move) -> None:
    """A leader reaches the files of their people, an officer their own, the rest all files."""
    for role in ROLES:
        near = standing(move, "p2", frozenset({role}), TIES["nothing"])
        far = standing(move, "p3", frozenset({role}), TIES["nothing"])
        if role not in move.by:
            assert near == far == "role"
        elif move.declares or role not in {Role.OFFICER, Role.SUPERVISOR}:
            assert near == far == Capacity(role)
        else:
            assert near == (Capacity(role) if role is Role.SUPERVISOR else "relation")
            assert far == "relation"


MAY_REPORT = "report_irregularity"


@pytest.mark.parametrize(("page", "move"), MOVES, ids=lambda x: getattr(x, "id", ""))
def test_the_three_offices_of_security_make_no_move_of_an_appraisal(page: str, move: Move) -> None:
    """They see to accounts, rights and the journal; what is reported is for the auditor alone."""
    if move.id != MAY_REPORT:
        mine = {Role.AUDITOR} if page == SUPERVISION.id else set()
        assert not APART & set(move.by) - mine


@pytest.mark.parametrize("move", OF_A_PERSON, ids=lambda m: m.id)
def test_a_delegate_acts_for_the_leader_where_the_leader_may(move: Move) -> None:
    """On the leader's files, within the interval, in the leader's role, and named as such."""
    given = Delegation(
        1, "p2", "p3", "", date(2026, 10, 15), date(2026, 10, 15), False, "1号", "p4", NOON
    )
    ties = KnownTies((given,), holding=HOLDING)
    member = frozenset({Role.MEMBER})
    found = standing(move, "p3", member, ties)
    if Role.MEMBER in move.by:
        assert found == Capacity(Role.MEMBER)
    elif Role.SUPERVISOR in move.by:
        assert found == Capacity(Role.SUPERVISOR, "p2")
    else:
        assert found == "role"
    assert standing(move, "p3", member, ties, case=case(person="p5")) == found
    kin = KnownTies((given,), {"p1": frozenset({"p3"})}, holding=HOLDING)
    assert move.declares or standing(move, "p3", member, kin) == "relative_file"


@pytest.mark.parametrize("move", OF_A_PERSON, ids=lambda m: m.id)
def test_a_deputy_acts_where_the_chair_keeps_away_and_only_there(move: Move) -> None:
    """In the deputy's own role, for that file alone."""
    away = KnownTies(holding=HOLDING, relatives={"p1": frozenset({"p4"})})
    chairs = Role.CHAIR in move.by and Role.DEPUTY not in move.by
    here = standing(move, "p5", DEPUTY, away)
    assert (here == Capacity(Role.DEPUTY)) is (chairs or Role.DEPUTY in move.by)
    if chairs:
        assert standing(move, "p5", DEPUTY, TIES["nothing"]) == "role"
        assert standing(move, "p5", DEPUTY, away, case=case(person="p3")) == "role"


ASKED = (Exemption(1, "away", "挂职", "1号", "pending", "p3", NOON),)
NAMING: list[tuple[str, Any, dict[str, Any]]] = [
    ("send_back", SendBack, {"who": "zhang", "reason": "补充"}),
    ("confirm", Confirm, {"of": "exempt", "who": "zhang"}),
    ("amend_roster", AmendRoster,
     {"who": "zhang", "included": False, "reason": "调出", "document": "1号"}),
    ("extend", Extend,
     {"stage": "planning", "until": "2026-11-01", "scope": "zhang", "reason": "停电"}),
    ("appoint_delegate", AppointDelegate,
     {"for": "li", "delegate": "zhao", "from": "2026-10-15", "to": "2026-10-16",
      "who": "zhang", "document": "1号"}),
    ("adopt_measure", AdoptMeasure, {"text": "培训", "owner": "zhang", "due": "2026-11-01"}),
    ("measure_done", MeasureDone, {"number": 1, "document": "1号"}),
    ("note_flag", NoteFlag, {"text": "已查看", "who": "zhang"}),
    ("record_annual", RecordAnnual,
     {"grades": {"wang": "称职", "zhang": "称职"}, "document": "1号"}),
]  # fmt: skip
MEASURED = replace(CYCLE, parts={
    "measures": (Measure(1, "培训", "p1", date(2026, 11, 1), "p4", NOON),
                 Measure(2, "调整分工", "p4", date(2026, 11, 1), "p4", NOON)),
})  # fmt: skip


@pytest.mark.parametrize(("name", "model", "data"), NAMING)
def test_an_act_of_the_whole_office_that_names_a_person_is_an_act_on_their_file(
    name: str, model: Any, data: dict[str, Any]
) -> None:
    """Own, a relative's or left: refused; anybody else's: not."""
    move, cases = named(name), (case(exemptions=ASKED),)
    roles = frozenset(move.by)
    more = {"case": MEASURED, "cases": cases, "given": read_input(model, data, POLICY.values)}
    assert standing(move, "p1", roles, TIES["nothing"], **more) == "own_file"
    assert standing(move, "p3", roles, TIES["kin"], **more) == "relative_file"
    assert standing(move, "p3", roles, TIES["recused"], **more) == "recused_file"
    assert standing(move, "p3", roles, TIES["nothing"], **more) == Capacity(move.by[0])


@pytest.mark.rule("R34")
def test_a_deputy_looks_at_a_flag_about_the_chair_and_at_no_other() -> None:
    """Where the chair is the leader whose marks went down, the chair keeps apart."""
    move = named("note_flag")
    given = read_input(NoteFlag, {"text": "已查看", "who": "zhang"}, POLICY.values)
    for leader, found in (("p4", Capacity(Role.DEPUTY)), ("p2", "role")):
        flag = Lowered("p1", leader, "2026Q1", Fraction(85), "2026Q3", Fraction(80))
        question = ask(move, "p5", DEPUTY, TIES["nothing"], case=CYCLE, given=given)
        question = replace(question, cohort=replace(question.cohort, flags=(flag,)))
        capacity, obstacles = acting_role(question, move)
        assert (capacity or obstacles[0].rule) == found


def test_who_stands_in_the_way_of_an_act_on_many_is_named() -> None:
    """The chair learns whose grade of the year is to be recorded by somebody else."""
    move = named("record_annual")
    given = read_input(RecordAnnual, NAMING[-1][2], POLICY.values)
    question = ask(move, "p3", CHAIR, TIES["kin"], case=CYCLE, given=given)
    _, (obstacle,) = acting_role(question, move)
    assert "须由其他有权人员办理(涉及张三)" in obstacle.text


@pytest.mark.parametrize(
    ("kin", "whose"),
    [({"p4"}, "副组长钱七"), ({"p4", "p5"}, "其他有权人员"), (set(), "其他有权人员")],
)
def test_the_chair_who_keeps_away_learns_which_deputy_may_act(kin: set[str], whose: str) -> None:
    """A deputy who keeps away too is not named; nor is one while another chair may act."""
    ties = KnownTies(holding=HOLDING, relatives={"p1": frozenset(kin | {"p3"})})
    given = read_input(RecordAnnual, NAMING[-1][2], POLICY.values)
    question = ask(named("record_annual"), "p3", CHAIR, ties, case=CYCLE, given=given)
    _, (obstacle,) = acting_role(question, named("record_annual"))
    assert f"须由{whose}办理(涉及张三)" in obstacle.text


@pytest.mark.parametrize(("kin", "found"), [({"p4"}, Capacity(Role.DEPUTY)), (set(), "role")])
def test_before_anybody_is_named_a_deputy_may_look_whom_they_could_name(
    kin: set[str], found: object
) -> None:
    """The form of an act on many is open to a deputy if the chair keeps away from somebody."""
    ties = KnownTies(holding=HOLDING, relatives={"p1": frozenset(kin)})
    assert standing(named("record_annual"), "p5", DEPUTY, ties, case=CYCLE) == found


def test_a_deputy_decides_whether_the_chair_leaves_a_file() -> None:
    """Nobody decides on themselves; on anybody else the chair does."""
    move, roles = named("decide_recusal"), frozenset({Role.CHAIR})
    data = {"who": "zhao", "grant": True, "reason": "属实"}
    more = {"given": read_input(DecideRecusal, data, POLICY.values)}
    assert standing(move, "p4", roles, TIES["nothing"], **more) == "own_file"
    assert standing(move, "p5", DEPUTY, TIES["nothing"], **more) == Capacity(Role.DEPUTY)
    other = {"given": read_input(DecideRecusal, data | {"who": "li"}, POLICY.values)}
    assert standing(move, "p4", roles, TIES["nothing"], **other) == Capacity(Role.CHAIR)
    assert standing(move, "p5", DEPUTY, TIES["nothing"], **other) == "role"
