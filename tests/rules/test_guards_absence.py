"""Each guard on delegates, kinship and recusal: what it lets through, and what it says if not."""

# ruff: noqa: E501 - a row of a table stays one row

from datetime import date
from typing import Any

import pytest

from rules.grade import Grade
from rules.inputs.absence import (
    ApplyRecusal,
    AppointDelegate,
    DecideRecusal,
    DeclareRelation,
    EndDelegation,
)
from rules.inputs.appraisal import ConfirmDirect, GiveFeedback
from rules.inputs.given import Reason
from rules.inputs.office import Decide
from rules.nouns import Recusal, Role
from rules.ties import Conflict, Delegation, KnownTies, conflict, entrusted
from tests.rules.asking import (
    NOON,
    beijing,
    boundaries,
    case,
    cohort,
    direct,
    given,
    judged,
)

LEADER, MEMBER = frozenset({Role.SUPERVISOR, Role.MEMBER}), frozenset({Role.MEMBER})
CHAIR, DEPUTY = frozenset({Role.CHAIR}), frozenset({Role.DEPUTY})
CLERK = frozenset({Role.OFFICE})
HOLDING = {"p1": frozenset({Role.OFFICER}), "p2": LEADER, "p3": CLERK, "p4": CHAIR, "p5": DEPUTY}
PLAIN = KnownTies(holding=HOLDING)
KIN = KnownTies(holding=HOLDING, relatives={"p1": frozenset({"p2"}), "p2": frozenset({"p1"})})
CHAIR_KIN = KnownTies(holding=HOLDING, relatives={"p1": frozenset({"p4"})})
LEFT = KnownTies(holding=HOLDING, recusals={"p1": frozenset({"p2"})})


def delegation(**other: Any) -> Delegation:
    """李四 entrusts 钱七 with his files for a week of October."""
    whole = {
        "number": 1, "principal": "p2", "delegate": "p5", "who": "", "since": date(2026, 10, 12),
        "until": date(2026, 10, 18), "standing": False, "document": "1号", "by": "p4", "at": NOON,
    } | other  # fmt: skip
    return Delegation(**whole)


def entrusting(**other: Any) -> KnownTies:
    """Ties with one delegation."""
    return KnownTies((delegation(**other),), holding=HOLDING)


def appoint(**other: Any) -> Any:
    """李四 is to be stood in for by 钱七."""
    data = {
        "for": "li",
        "delegate": "qian",
        "from": "2026-10-12",
        "to": "2026-10-18",
        "document": "1号",
    }
    return given(AppointDelegate, **{k: v for k, v in (data | other).items() if v is not None})


def by_chair(wanted: Any = None, ties: KnownTies = PLAIN, **more: Any) -> dict[str, Any]:
    """The chair asks."""
    return {"given": wanted, "ties": ties, "actor": "p4", "roles": CHAIR} | more


def decide(**more: Any) -> Any:
    """A decision on 张三 with all three present."""
    data = {"present": ["li", "zhao", "qian"], "minutes": "1号", "grades": {"zhang": "好"}}
    return given(Decide, **data | more)


def recusal(status: str) -> dict[str, Any]:
    """A case 李四 was asked to leave."""
    return {"case": case(recusals=(Recusal(1, "p2", "applied", "p1", NOON, "理由", status),))}


GRADED = cohort(case("determining"))
POOR = given(ConfirmDirect, grade="较差", reason="研究", present=["li", "zhao", "qian"])
FEW = given(ConfirmDirect, grade="较差", reason="研究", present=["zhao", "qian"])

TABLE: list[tuple[str, dict[str, Any], str | None]] = [
    ("delegate_people", by_chair(appoint()), None),
    ("delegate_people", by_chair(appoint(who="zhang")), None),
    ("delegate_people", by_chair(appoint(delegate="nobody")), "没有“nobody”这个人"),
    ("delegate_people", by_chair(appoint(who="wang")), "没有“wang”这个人"),
    ("delegate_people", by_chair(appoint(delegate="li")), "不能是同一人"),
    ("delegate_people", by_chair(appoint(delegate="wang")), "王五不是分管领导或领导小组成员"),
    ("delegate_people", by_chair(appoint(delegate="zhang"), KnownTies(holding=HOLDING | {"p1": MEMBER})), "张三本季度是被考核公务员"),
    ("delegate_people", by_chair(appoint(), KnownTies(holding=HOLDING | {"p5": MEMBER | {Role.AUDITOR}})), "钱七是三员之一"),
    ("delegate_interval", by_chair(appoint()), None),
    ("delegate_interval", by_chair(appoint(to="2026-10-15")), None),
    ("delegate_interval", by_chair(appoint(to="2026-10-14")), "已于10月14日结束"),
    ("delegate_interval", by_chair(appoint(to="2026-10-11")), "早于第一天10月12日"),
    ("delegate_interval", by_chair(appoint(to=None)), "须写明期间的最后一天"),
    ("delegate_interval", by_chair(appoint(to=None, standing=True)), None),
    ("delegate_covers", by_chair(appoint()), None),
    ("delegate_covers", by_chair(appoint(**{"for": "zhao"})), None),
    ("delegate_covers", by_chair(appoint(**{"for": "zhao", "delegate": "li"})), "李四不是副组长"),
    ("delegate_covers", by_chair(appoint(**{"for": "qian", "delegate": "li"})), "没有可以委托代签的事项"),
    ("delegate_covers", by_chair(appoint(**{"for": "zhao"}), actor="p5", roles=DEPUTY), "不能再将组长职责转委托他人"),
    ("delegate_covers", by_chair(appoint(), actor="p5", roles=DEPUTY), None),
    ("delegate_unrelated", by_chair(appoint(**{"for": "wang", "delegate": "li", "who": "zhang"})), None),
    ("delegate_unrelated", by_chair(appoint(**{"for": "wang", "delegate": "li", "who": "zhang"}), KIN), "李四须回避张三的考核事项"),
    ("delegate_unrelated", by_chair(appoint(**{"for": "wang", "delegate": "li", "who": "zhang"}), LEFT), "李四须回避张三的考核事项"),
    ("delegate_unrelated", by_chair(appoint(**{"for": "wang", "delegate": "li"}), KIN), None),
    ("delegate_once", by_chair(appoint()), None),
    ("delegate_once", by_chair(appoint(**{"from": "2026-10-18"}), entrusting()), "已有受托代签人钱七(第1号)"),
    ("delegate_once", by_chair(appoint(**{"from": "2026-10-19", "to": "2026-10-20"}), entrusting()), None),
    ("delegate_once", by_chair(appoint(), entrusting(standing=True, until=None)), None),
    ("delegate_once", by_chair(appoint(), entrusting(ended_at=NOON, ended_by="p4")), None),
    ("delegation_running", by_chair(given(EndDelegation, number=1, reason="返岗"), entrusting()), None),
    ("delegation_running", by_chair(given(EndDelegation, number=2, reason="返岗"), entrusting()), "没有尚在期间内的第2号委托，现有：1"),
    ("delegation_running", by_chair(given(EndDelegation, number=1, reason="返岗"), entrusting(ended_at=NOON)), "现有：无"),
    ("relation_parties", {"given": given(DeclareRelation, who="li", kind="姻亲")}, None),
    ("relation_parties", {"given": given(DeclareRelation, who="zhao")}, "由当事人任何一方或考核办申报"),
    ("relation_parties", {"given": given(DeclareRelation, who="zhang")}, "或者就是本人"),
    ("relation_parties", {"given": given(DeclareRelation, who="zhao"), "roles": CLERK}, None),
    ("relation_new", {"given": given(DeclareRelation, who="li")}, None),
    ("relation_new", {"given": given(DeclareRelation, who="li"), "ties": KIN}, "已经申报"),
    ("recusal_person", {"given": given(ApplyRecusal, who="li", reason="有利害关系")}, None),
    ("recusal_person", {"given": given(ApplyRecusal, who="zhang", reason="有利害关系")}, "被考核人本人"),
    ("recusal_person", by_chair(given(DecideRecusal, who="nobody", grant=True, reason="属实")), "没有“nobody”"),
    ("recusal_open", {"given": given(ApplyRecusal, who="li", reason="有利害关系"), **recusal("refused")}, None),
    ("recusal_open", {"given": given(ApplyRecusal, who="li", reason="有利害关系"), **recusal("pending")}, "请勿重复提出"),
    ("recusal_open", by_chair(given(DecideRecusal, who="li", grant=True, reason="属实"), **recusal("pending")), None),
    ("recusal_open", by_chair(given(DecideRecusal, who="li", grant=True, reason="属实"), **recusal("granted")), "已回避这一考核事项"),
    ("recusal_open", {"given": given(Reason, reason="利害关系"), **recusal("granted")}, "李四已回避"),
    ("session_presider", by_chair(decide(), cohort=GRADED), None),
    ("session_presider", by_chair(decide(), CHAIR_KIN, cohort=GRADED), "赵六须回避张三的考核事项，不能主持"),
    ("session_presider", by_chair(decide(recused=["zhao"]), cohort=GRADED), "不能同时列为回避人员"),
    ("session_presider", by_chair(decide(chair="qian"), cohort=GRADED), "钱七不是组长，也未经组长授权"),
    ("session_presider", by_chair(decide(chair="qian"), CHAIR_KIN, cohort=GRADED), None),
    ("session_presider", by_chair(decide(chair="qian"), entrusting(principal="p4"), cohort=GRADED), None),
    ("session_presider", by_chair(decide(chair="qian"), entrusting(principal="p4", until=date(2026, 10, 14)), cohort=GRADED), "未经组长授权"),
    ("session_presider", by_chair(decide(chair="li"), entrusting(principal="p4", delegate="p2"), cohort=GRADED), "李四不是组长"),
    ("session_recused", by_chair(decide(), cohort=GRADED), None),
    ("session_recused", by_chair(decide(), KIN, cohort=GRADED), "李四与张三有回避关系，研究张三时须退场"),
    ("session_recused", by_chair(decide(recused=["li"]), KIN, cohort=GRADED), None),
    ("session_recused", by_chair(decide(present=["zhao", "qian"]), KIN, cohort=GRADED), None),
    ("session_recused", by_chair(decide(present=["li", "zhao"], recused=["li"]), KIN, cohort=GRADED), "回避1人后应到2人、实到1人"),
    ("session_recused", by_chair(decide(present=["li", "zhao"], recused=["li"]), cohort=GRADED), "应到2人、实到1人"),
    ("session_recused", by_chair(POOR, LEFT, case=case("determining", directs=(direct(Grade.POOR),))), "请从到会名单中去掉"),
    ("session_recused", by_chair(FEW, LEFT, case=case("determining", directs=(direct(Grade.POOR),))), None),
    ("feedback_people_known", {"given": given(GiveFeedback, mode="talk", text="谈话", by="li"), "ties": KIN}, "李四须回避张三的考核事项"),
]  # fmt: skip


@pytest.mark.rule("R12", "R14", "R32")
@boundaries(TABLE)
def test_a_guard_refuses_beyond_its_boundary_and_only_there(
    guard: str, question: dict[str, Any], words: str | None
) -> None:
    """Each row is one boundary of one guard: the last thing it lets through, the first it stops."""
    judged(guard, question, words)


@pytest.mark.rule("R32")
@pytest.mark.parametrize(
    ("instant", "holds"),
    [
        ("2026-10-11T23:59:59", False),
        ("2026-10-12T00:00:00", True),
        ("2026-10-18T23:59:59", True),
        ("2026-10-19T00:00:00", False),
    ],
)
def test_a_delegation_holds_from_its_first_day_to_the_end_of_its_last(
    instant: str, holds: bool
) -> None:
    """Days are Beijing days, both ends are included."""
    assert delegation().holds(beijing(instant)) is holds


@pytest.mark.rule("R32")
def test_an_ended_delegation_holds_no_longer_from_that_instant_on() -> None:
    """What was done before the end stands."""
    ended = delegation(ended_at=NOON)
    assert ended.holds(beijing("2026-10-15T11:59:59"))
    assert not ended.holds(NOON)


@pytest.mark.rule("R32")
@pytest.mark.parametrize(
    ("ties", "given_", "role", "persons", "gives"),
    [
        (PLAIN, delegation(), Role.SUPERVISOR, ["p1"], True),
        (PLAIN, delegation(who="p1"), Role.SUPERVISOR, ["p1"], True),
        (PLAIN, delegation(who="p3"), Role.SUPERVISOR, ["p1"], False),
        (KIN, delegation(), Role.SUPERVISOR, ["p1"], False),
        (KIN, delegation(who="p1"), Role.SUPERVISOR, ["p1"], True),
        (PLAIN, delegation(), Role.CHAIR, [], False),
        (PLAIN, delegation(principal="p4"), Role.CHAIR, [], True),
        (PLAIN, delegation(principal="p4", delegate="p2"), Role.CHAIR, [], False),
        (PLAIN, delegation(principal="p3"), Role.OFFICE, ["p1"], True),
        (PLAIN, delegation(), Role.MEMBER, ["p1"], False),
    ],
)
def test_a_delegation_gives_what_its_principal_has_and_no_more(
    ties: KnownTies, given_: Delegation, role: Role, persons: list[str], gives: bool
) -> None:
    """Files the principal keeps away from need a delegate named for them; votes are not given."""
    assert entrusted(ties, given_, role, persons) is gives


@pytest.mark.rule("R32")
@pytest.mark.parametrize(
    ("ties", "actor", "why"),
    [
        (PLAIN, "p1", Conflict.OWN),
        (KIN, "p2", Conflict.RELATIVE),
        (LEFT, "p2", Conflict.RECUSED),
        (KIN, "p3", None),
    ],
)
def test_a_file_is_kept_away_from_as_ones_own_a_relatives_or_by_recusal(
    ties: KnownTies, actor: str, why: Conflict | None
) -> None:
    """Nobody else keeps away."""
    assert conflict(ties, actor, "p1") is why
