"""What is stuck stands in few lines, each with the files it is about."""

import pytest

from rules.nouns import Role
from storage.load import Loader
from tests.rehearsal import PERIOD, at
from tests.web.office import Web
from web.stuck import MOST_NAMED, gathered
from workflow.at_work import at_work
from workflow.tasks import Task
from workflow.veil import Viewer


def test_what_several_owe_alike_stands_in_one_line_with_their_files(web: Web) -> None:
    web.rehearsal.run_to(at("07-20T09:00"))
    web.now = at("07-20T09:00")
    page = web.browser("wu").get("/").text
    assert page.count("工作计划应于7月7日前完成，逾期未办") == 1
    for who in ("o1", "o2", "o3"):
        assert f'<a href="/cases/{web.case(who)}">{who}同志</a>' in page


def test_of_very_many_a_handful_is_named_and_what_differs_stays_apart() -> None:
    many = [Task("escalation", "", case=i, name=f"某{i}", rest="逾期") for i in range(1, 31)]
    other = Task("escalation", "", case=40, name="另一人", rest="别的逾期")
    plain = Task("set_aside", "暂缓研究", frozenset({Role.CHAIR}))
    objection = Task("objection", "异议尚未答复", case=50)
    led = [
        Task("escalation", "", case=i, name="某领导", rest="逾期", whose=f"某{i}") for i in (7, 8)
    ]
    lines = gathered([*many, other, plain, plain, objection, *led])
    assert [(len(s.who), s.more) for s in lines] == [
        (MOST_NAMED, 10),
        (1, 0),
        (0, 0),
        (0, 0),
        (1, 0),
        (2, 0),
    ]
    assert lines[-2].who == (("查看", 50),)
    assert (lines[-1].by, lines[-1].who) == ("某领导", (("某7", 7), ("某8", 8))), (
        "one line each leader"
    )


@pytest.mark.rule("R33")
def test_whoever_settles_what_is_stuck_is_led_to_its_form(web: Web) -> None:
    """The clerks enter that a measure is done; a member only reads that it is overdue."""
    given = {"text": "集中辅导", "owner": "li", "due": "2026-07-10"}
    web.rehearsal.done("adopt_measure", "wu", "", given, at=web.now)
    web.rehearsal.run_to(at("07-13T09:00"))
    web.now = at("07-13T09:00")
    door = f'href="/cases/{web.case("")}/do/measure_done">改进措施办结</a>'
    assert door in web.browser("wu").get("/").text
    reader = web.browser("sun").get("/").text
    assert "集中辅导" in reader
    assert door not in reader


@pytest.mark.rule("R33", "R34")
def test_a_quarter_that_is_over_stands_among_what_is_at_work_for_whom_it_concerns(
    web: Web,
) -> None:
    """A report keeps its quarter before the auditor's eyes, and gives itself away to nobody."""
    told = {"about": "li", "kind": "徇私舞弊", "text": "评分不实"}
    web.rehearsal.done("report_irregularity", "o2", "", told, at=web.now)
    with web.rehearsal.database.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE appraisal_case SET stage = 'concluded', version = version + 1 "
            "WHERE procedure = 'cycle'"
        )
        loader = Loader(connection, web.site.office.id, lock=False)
        seen = {
            role: at_work(web.site.office, loader, Viewer(roles=frozenset({role})))
            for role in (Role.AUDITOR, Role.OFFICE, Role.CHAIR)
        }
    assert seen == {Role.AUDITOR: [PERIOD], Role.OFFICE: [], Role.CHAIR: []}
