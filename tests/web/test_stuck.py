"""What is stuck stands in few lines, each with the files it is about."""

from rules.nouns import Role
from tests.rehearsal import at
from tests.web.office import Web
from web.stuck import MOST_NAMED, gathered
from workflow.tasks import Task


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
    lines = gathered([*many, other, plain, plain, objection])
    assert [(len(s.who), s.more) for s in lines] == [
        (MOST_NAMED, 10),
        (1, 0),
        (0, 0),
        (0, 0),
        (1, 0),
    ]
    assert lines[-1].who == (("查看", 50),)
