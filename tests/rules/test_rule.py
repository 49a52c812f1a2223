"""How guards are named, judged and cited, and what a policy may be silent on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import rules.guards  # noqa: F401 - importing registers the guards
from rules.calendar import Quarter, load_calendar
from rules.inputs.reporting import ItemGiven, SubmitPlan
from rules.nouns import Actor, Case, Cohort, Goal, PartNotLoaded, Person, Role
from rules.policy import Basis, Cite, Policy, PolicyError, load_policy, policy_from_text
from rules.rule import (
    RULES,
    Ask,
    Obstacle,
    Rule,
    check_rules,
    cohort_reads_of,
    judge,
    reads_of,
    rule,
)
from tests.rules.policies import DAY, TEXT, swapped

POLICY = load_policy("guanghe", DAY)
CONTENTS = ("plan_items_count", "plan_weights", "plan_weights_positive", "plan_titles_differ")


def cite(basis: Basis, clause: str = "四(三)") -> Cite:
    """A citation of a clause on a basis."""
    return Cite(clause=clause, basis=basis, serves="R13")


def ask(given: object = None, policy: Policy = POLICY, case: Case | None = None) -> Ask:
    """Zhang asks to submit a plan on the third of July, Beijing."""
    return Ask(
        "submit_plan",
        datetime(2026, 7, 3, 1, tzinfo=UTC),
        Actor("p1", "张三", frozenset({Role.OFFICER})),
        policy,
        load_calendar(),
        Quarter(2026, 3),
        case or Case(1, "quarterly", "2026Q3", "p1", 0, "planning", 1),
        Cohort("2026Q3", None),
        given,
        {"p1": Person("p1", "zhang", "张三")},
    )


def plan(*weights: int) -> SubmitPlan:
    """A plan of items that all have the same title, with these weights in hundredths."""
    items = [
        ItemGiven.model_construct(title="信访件办结", goal=Goal.STREET, weight=w, target="办结")
        for w in weights
    ]
    return SubmitPlan.model_construct(items=tuple(items))


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Policy:
    """A policy that cites planted guards: one passes, one says a thing, one says two."""

    def one(_: Ask) -> str:
        return "缺一项"

    def two(_: Ask) -> Iterable[str]:
        return (text for text in ("缺甲", "缺乙"))

    for name, judged in (("passes", lambda _: None), ("one", one), ("two", two)):
        monkeypatch.setitem(RULES, name, Rule(name, judged, frozenset(), frozenset()))
    cites = {"passes": cite(Basis.TEXT), "one": cite(Basis.TEXT), "two": cite(Basis.READING)}
    return replace(POLICY, rules={**POLICY.rules, **cites})


def test_every_obstacle_is_told_at_once_in_the_order_of_the_guards(planted: Policy) -> None:
    found = judge(("two", "passes", "one"), ask(policy=planted))
    assert found == (
        Obstacle("two", "四(三)", Basis.READING, "缺甲(依据本单位对四(三)的条文理解)"),
        Obstacle("two", "四(三)", Basis.READING, "缺乙(依据本单位对四(三)的条文理解)"),
        Obstacle("one", "四(三)", Basis.TEXT, "缺一项(依据四(三))"),
    )


def test_where_no_guard_objects_nothing_stands_in_the_way(planted: Policy) -> None:
    assert judge(("passes",), ask(policy=planted)) == ()
    assert judge((), ask(policy=planted)) == ()


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("clause", ["四(三)", "四(末)", "三(一)1", "六"])
def test_only_a_guard_of_the_text_says_that_the_clause_demands_it(
    basis: Basis, clause: str
) -> None:
    obstacle = Obstacle.of("quota", cite(basis, clause), "名额已满")
    direct = f"依据{'第四部分末段' if clause == '四(末)' else clause}"
    assert (direct in obstacle.text) is (basis is Basis.TEXT)
    assert obstacle.text.startswith("名额已满(")
    assert (obstacle.rule, obstacle.clause, obstacle.basis) == ("quota", clause, basis)


def test_a_convention_says_that_the_scheme_does_not_provide_for_it() -> None:
    text = Obstacle.of("session_quorum", POLICY.rules["session_quorum"], "人数不足").text
    assert text == "人数不足(依据本单位暂行口径(方案未作规定)，服务于四(三))"


@pytest.mark.parametrize("name", sorted(RULES))
def test_no_shipped_guard_claims_more_than_its_basis(name: str) -> None:
    found = POLICY.rules[name]
    text = Obstacle.of(name, found, "不可以").text
    if found.basis is not Basis.TEXT:
        assert f"依据{found.clause}" not in text
        assert "本单位" in text or "文本待补" in text


def test_an_office_is_bound_by_every_guard_it_is_not_silent_on() -> None:
    broken = plan(4000, 4000, 0)
    assert [o.rule for o in judge(CONTENTS, ask(broken))] == list(CONTENTS[1:])


@pytest.mark.parametrize("lifted", CONTENTS[1:])
def test_silence_lifts_exactly_the_named_rule(lifted: str) -> None:
    text = swapped("silent_on = []", f'silent_on = ["{lifted}"]')
    policy = policy_from_text(text, DAY)
    check_rules(policy)
    found = {o.rule for o in judge(CONTENTS, ask(plan(4000, 4000, 0), policy))}
    assert found == set(CONTENTS[1:]) - {lifted}


def test_silence_may_begin_with_an_amendment() -> None:
    later = '\n[[amendments]]\nfrom = 2027-01-01\nsilent_on = ["quota"]\n'
    text = TEXT + later
    assert policy_from_text(text, DAY).silent_on == frozenset()
    amended = policy_from_text(text, DAY.replace(year=2027))
    check_rules(amended)
    assert amended.silent_on == {"quota"}


def test_silence_on_an_unknown_rule_is_an_error() -> None:
    policy = replace(POLICY, silent_on=frozenset({"quotas"}))
    with pytest.raises(PolicyError, match="不认识的规则 quotas"):
        check_rules(policy)


def test_a_citation_for_an_unknown_rule_is_an_error() -> None:
    policy = replace(POLICY, rules={**POLICY.rules, "quotas": cite(Basis.TEXT)})
    with pytest.raises(PolicyError, match=r"洸河街道.*不认识的规则 quotas"):
        check_rules(policy)


@pytest.mark.parametrize("name", sorted(RULES))
def test_deleting_a_citation_does_not_lift_its_rule(name: str) -> None:
    left = {k: v for k, v in POLICY.rules.items() if k != name}
    with pytest.raises(PolicyError, match=f"规则 {name} 没有写明条款，也没有列入 silent_on"):
        check_rules(replace(POLICY, rules=left))


def test_silence_spoken_in_place_of_a_citation_is_enough() -> None:
    left = {k: v for k, v in POLICY.rules.items() if k != "quota"}
    check_rules(replace(POLICY, rules=left, silent_on=frozenset({"quota"})))


def test_the_error_tells_of_unknown_and_missing_rules_together() -> None:
    left = {k: v for k, v in POLICY.rules.items() if k != "quota"}
    with pytest.raises(PolicyError) as caught:
        check_rules(replace(POLICY, rules={**left, "quotas": cite(Basis.TEXT)}))
    assert "quotas" in str(caught.value)
    assert "规则 quota 没有写明条款" in str(caught.value)


def test_a_guard_is_registered_under_its_name_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, "quota")

    @rule("plans", cohort=("decisions",))
    def quota(_: Ask) -> None:
        """Plant a guard."""

    assert RULES["quota"] == Rule("quota", quota, frozenset({"plans"}), frozenset({"decisions"}))
    with pytest.raises(ValueError, match="quota is defined twice"):
        rule()(quota)


def test_the_parts_that_guards_read_are_known_before_they_judge() -> None:
    assert reads_of(()) == frozenset()
    assert reads_of(("plan_approved", "void_known_item")) == {"plans", "plan_items"}
    assert cohort_reads_of(("publish_complete", "plan_weights")) == {"decisions", "feedbacks"}


def test_a_part_that_was_not_loaded_is_never_taken_for_nothing() -> None:
    with pytest.raises(PartNotLoaded, match="plans"):
        judge(("plan_approved",), ask())


def test_people_are_named_to_people_and_found_by_handle() -> None:
    asked = ask()
    assert asked.name("p1") == "张三"
    assert asked.name("p2") == "p2"
    assert asked.who("zhang") == Person("p1", "zhang", "张三")
    assert asked.who("li") is None
