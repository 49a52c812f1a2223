"""Delegates in mails, journal and derivation: who is reminded, on whose behalf it says (R32)."""

from datetime import date
from pathlib import Path

import pytest

from rules.nouns import Role
from rules.ties import Delegation
from storage.database import open_database
from storage.load import Loader
from storage.lookup import lines
from tests.rules.asking import NOON
from tests.workflow.story import ITEMS, Story, instant
from workflow.explain import explain, explain_lines
from workflow.lines import line_document, sentence, who_is_who
from workflow.play import Played, play
from workflow.stand_in import StandIns, together
from workflow.telling import TELLING

pytestmark = pytest.mark.rule("R32")
DEPUTY = {"jiang": (Role.DEPUTY,)}
ENTRUSTED = {
    "for": "chen", "delegate": "chu", "from": "2026-07-02", "to": "2026-07-09", "document": "1号",
}  # fmt: skip


def given(number: int, principal: str, delegate: str) -> Delegation:
    """A delegation that holds today."""
    return Delegation(
        number, principal, delegate, "", date(2026, 10, 1), None, True, "1号", "w", NOON
    )


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([], [("a", [1]), ("b", [2]), ("c", [3])]),
        ([("a", "b")], [("b", [1, 2]), ("c", [3])]),
        ([("a", "b"), ("c", "b")], [("b", [1, 2, 3])]),
        ([("a", "d"), ("c", "d")], [("d", [1, 3]), ("b", [2])]),
        ([("a", "b"), ("b", "a")], [("b", [1, 2]), ("c", [3])]),
        ([("a", "b"), ("b", "c")], [("c", [1, 2, 3])]),
    ],
)
def test_leaders_whose_mails_come_to_one_person_are_dealt_with_together(
    pairs: list[tuple[str, str]], found: list[tuple[str, list[int]]]
) -> None:
    """A digest is one mail, so its cases are never in two transactions."""
    led = [("a", [1]), ("b", [2]), ("c", [3])]
    assert together(led, [given(n, *pair) for n, pair in enumerate(pairs, 1)]) == found


def entrusted(folder: Path) -> Played:
    """chen is away; chu approves zhang's plan."""
    story = Story("zhang", **DEPUTY)
    story.act("07-01T09:00:00", "zhang", "submit_plan", items=ITEMS)
    story.act("07-02T08:00:00", "wei", "appoint_delegate", **ENTRUSTED)
    story.act("07-02T09:00:00", "chu", "approve_plan", "zhang")
    database = open_database(f"sqlite:///{folder / 'story.db'}")
    played = play(story.scenario(instant("07-03T00:00:00"), None), database)
    assert played.failures == []
    return played


def test_the_journal_and_the_derivation_say_on_whose_behalf(tmp_path: Path) -> None:
    """By whom it was done, for whom, in the line, in the sentence and in the explanation."""
    played = entrusted(tmp_path)
    office = played.office
    with office.store.database.read() as connection:
        known = who_is_who(connection, office.id)
        told = [
            line_document(line, known) for line in lines(connection, office.id, telling=TELLING)
        ]
    document = explain(office, "zhang", "2026Q3", instant("07-03T00:00:00"))
    office.store.database.dispose()
    approval = next(line for line in told if line["move"] == "approve_plan")
    assert (approval["who"], approval["behalf"], approval["role"]) == ("chu", "chen", "supervisor")
    assert "chu受chen委托代签 审定工作计划" in sentence(approval)
    settled = document["plans"][0]["settled"]
    assert (settled["by"], settled["behalf"]) == ("chu", "chen")
    assert sum("chu受chen委托代签" in line for line in explain_lines(document)) == 2
    appointed = next(line for line in told if line["move"] == "appoint_delegate")
    assert "第1号：chu受chen委托，2026-07-02至2026-07-09" in sentence(appointed)


def test_the_role_of_the_journal_is_that_which_was_entrusted(tmp_path: Path) -> None:
    """The line names surrogate ids alone, of the actor and of the principal."""
    played = entrusted(tmp_path)
    with played.office.store.database.read() as connection:
        bodies = [line.body for line in lines(connection, played.office.id)]
    played.office.store.database.dispose()
    approval = next(b for b in bodies if b["move"] == "approve_plan")
    assert approval["actor"] == played.ids["chu"]
    assert approval["behalf"] == played.ids["chen"]
    assert {b["behalf"] for b in bodies if b["move"] != "approve_plan"} == {""}


def test_a_delegate_of_two_leaders_gets_one_mail_with_all_names(tmp_path: Path) -> None:
    """One digest per person, kind and morning, whoever they stand in for."""
    story = Story("zhang", xu=(Role.OFFICER,), jiang=(Role.DEPUTY, Role.SUPERVISOR))
    for leader in ("chen", "chu"):
        who = ENTRUSTED | {"for": leader, "delegate": "jiang", "from": "2026-07-01"}
        story.act("07-01T09:00:00", "wei", "appoint_delegate", **who)
    for who in ("zhang", "xu"):
        story.act("07-01T10:00:00", who, "submit_plan", items=ITEMS)
    told = story.play("07-03T00:00:00", tmp_path)
    assert told.mails("jiang", "plan_to_approve") == ["07-02T08:30:00"]
    assert told.mails("chen", "plan_to_approve") == []
    mail = next(m for m in told.outbox if m.kind == "plan_to_approve")
    assert sorted(mail.data["names"]) == ["xu(受chen委托)", "zhang(受chen委托)"]


def test_what_no_leader_may_do_is_told_to_the_office_each_time_until_one_is_named(
    tmp_path: Path,
) -> None:
    """Never approved by the machine; the reminders go on their ordinary days, and then end."""
    story = Story("zhang")
    story.act("07-01T09:00:00", "zhang", "submit_plan", items=ITEMS)
    story.act("07-01T10:00:00", "zhang", "declare_relation", who="chen", kind="blood")
    told = story.play("09-01T00:00:00", tmp_path)
    assert told.case("zhang")["stage"] == "plan_review"
    assert told.mails("chen", "plan_to_approve") == []
    days = [at[:5] for at in told.mails("shen", "escalation")]
    assert days == ["07-02", "07-07", "07-09", "07-10", "07-13", "07-14", "07-15", "07-16"]
    assert told.mails("han", "escalation") == told.mails("shen", "escalation")
    tasks = [t["text"] for t in told.report["tasks"] if t["kind"] == "substitute"]
    assert tasks == ["zhang的分管领导chen须回避，请组长指定受托代签人(appoint_delegate，写明 who)"]


@pytest.mark.parametrize(
    ("role", "file", "asked"),
    [
        (Role.CHAIR, "xu", {"wei"}),
        (Role.CHAIR, "zhang", {"jiang"}),
        (Role.OFFICE, "zhang", {"shen", "han", "lan"}),
        (Role.OFFICE, "lan", {"shen", "han"}),
    ],
)
def test_what_a_role_owes_on_a_file_is_asked_of_whoever_may_do_it(
    role: Role, file: str, asked: set[str], tmp_path: Path
) -> None:
    """A deputy where the chair keeps away; never the clerk whose own file it is."""
    story = Story("zhang", "xu", jiang=(Role.DEPUTY,), lan=(Role.OFFICER, Role.OFFICE))
    story.act("07-01T10:00:00", "zhang", "declare_relation", who="wei", kind="blood")
    assert told_of(story, role, file, tmp_path) == asked


def test_where_nobody_is_left_a_role_is_asked_all_the_same(tmp_path: Path) -> None:
    """What nobody may do is not kept from everybody: it is put to the office at last."""
    story = Story("zhang")
    story.act("07-01T10:00:00", "zhang", "declare_relation", who="wei", kind="blood")
    assert told_of(story, Role.CHAIR, "zhang", tmp_path) == {"wei"}


def told_of(story: Story, role: Role, file: str, folder: Path) -> set[str]:
    """Who is told of what a role owes on somebody's file after a story."""
    database = open_database(f"sqlite:///{folder / 'story.db'}")
    played = play(story.scenario(instant("07-03T00:00:00"), None), database)
    assert played.failures == []
    with database.read() as connection:
        loader = Loader(connection, played.office.id, lock=False)
        listed = loader.of_period("quarterly", "2026Q3", ())
        case = next(c for c in listed if c.person == played.ids[file])
        found = StandIns(loader, instant("07-03T00:00:00"), [case]).holders_on(role, case)
    database.dispose()
    return {handle for handle, person in played.ids.items() if person in found}
