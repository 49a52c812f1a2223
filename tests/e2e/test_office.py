"""The leading group and its office in a real browser: the session, the lists, the notice."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import PATIENCE, SIZES, Desk, Windows, barriers, overflows, serving, shot
from tests.rehearsal import Rehearsal, Template, at, proposed
from tests.web.conftest import PEOPLE
from tests.web.office import Web

expect.set_options(timeout=2 * PATIENCE)
DECISION = {
    "present": ["zhou", "li", "sun"], "minutes": "纪要1号", "reason": "名额所限",
    "grades": {"o1": "好", "o2": "较好", "o3": "较好"},
}  # fmt: skip
ENTRUSTED = {
    "for": "li", "delegate": "sun", "from": "2026-10-26", "to": "2026-10-26", "document": "1号",
}  # fmt: skip
Served = Callable[[str], Desk]


def _decided(house: Rehearsal) -> None:
    house.done("appoint_delegate", "zhou", "", ENTRUSTED, at=at("10-26T09:00"))
    house.done("decide", "zhou", "", DECISION, at=at("10-26T10:00"))


def _posted(house: Rehearsal) -> None:
    for who, leader in (("o1", "li"), ("o2", "li"), ("o3", "sun")):
        told = {"mode": "talk", "text": "当面反馈"}
        house.done("give_feedback", leader, who, told, at=at("10-27T09:00"))
    house.done("publish", "wu", "", {}, at=at("10-28T09:00"))


def _closed(house: Rehearsal) -> None:
    house.tick(at("11-04T08:30"))


@pytest.fixture(scope="session")
def points(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Template, str]]:
    """The office before the session and while its notice hangs, each with its time."""
    folder = tmp_path_factory.mktemp("session")
    before = Template("sqlite", folder, PEOPLE, proposed)
    decided = Template("sqlite", folder, PEOPLE, _decided, before)
    posted = Template("sqlite", folder, PEOPLE, _posted, decided)
    closed = Template("sqlite", folder, PEOPLE, _closed, posted)
    return {
        "session": (before, "10-26T09:00"),
        "decided": (decided, "10-27T09:00"),
        "posted": (posted, "10-29T09:00"),
        "closed": (closed, "11-04T09:00"),
    }


@pytest.fixture
def served(points: dict[str, tuple[Template, str]], chromium: Windows) -> Iterator[Served]:
    """A copy of the office at one of its points, served; nothing may go wrong in its pages."""
    with ExitStack() as stack:
        opened: list[Desk] = []

        def serve(point: str) -> Desk:
            template, now = points[point]
            web = Web(stack.enter_context(template.rehearsal()), now=at(now))
            desk = Desk(web, stack.enter_context(serving(web)), chromium)
            opened.append(desk)
            return desk

        yield serve
        for desk in opened:
            desk.close()
    assert [fault for desk in opened for fault in desk.faults] == []


@pytest.mark.parametrize(
    ("size", "scripts"), [("desktop", True), ("phone", True), ("phone", False)]
)
def test_the_chair_brings_the_places_down_to_the_quota_and_decides(
    served: Served, size: str, scripts: bool
) -> None:
    desk = served("session")
    page = desk.page("zhou", SIZES[size], scripts=scripts)
    page.goto(f"/cases/{desk.web.case('')}/do/decide")
    expect(page.get_by_text("超出2人，须改定")).to_be_visible()
    for who in ("o2", "o3"):
        page.get_by_label(f"{who}同志的等次", exact=True).select_option("较好")
    if scripts:
        expect(page.get_by_text("名额已用完")).to_be_visible()
    present = page.get_by_role("group", name="到会人员")
    for who in ("zhou", "li", "sun"):
        present.get_by_label(f"{who}同志").check()
    page.get_by_label("会议纪要编号").fill("纪要1号")
    page.get_by_label("因名额所限改定的统一理由").fill("名额所限")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已办理：研究确定").wait_for()


def test_a_leader_tells_many_their_results_with_one_form_without_scripts(served: Served) -> None:
    page = served("decided").page("li", SIZES["phone"], scripts=False)
    page.goto("/")
    page.get_by_role("link", name="结果反馈：2件，一并办理").click()
    page.get_by_label("当面谈话").check()
    for who in ("o1", "o2"):
        page.get_by_role("group", name=f"{who}同志").get_by_label("反馈内容").fill(f"{who}的四点")
    page.get_by_text("方式与别人不同的，有见证人的").last.click()
    page.get_by_label("见证人姓名").last.fill("没有这人")
    page.get_by_role("button", name="登记反馈").click()
    expect(page.get_by_text("已登记反馈（1人）：o1同志")).to_be_visible()
    expect(page.get_by_role("textbox", name="反馈内容")).to_have_value("o2的四点")
    shot(page, "feedback-together-refused-phone")
    page.get_by_label("见证人姓名").fill("")
    # not by a click: after the picture of a whole page the window is still changing back its size
    page.get_by_role("button", name="登记反馈").press("Enter")
    expect(page.get_by_text("已登记反馈（1人）：o2同志")).to_be_visible()


PLACES = {
    "session": (
        ("quarter-office", "wu", "/quarters/{cycle}"),
        ("session-form", "zhou", "/cases/{cycle}/do/decide"),
        ("session-list", "wu", "/quarters/{cycle}/session"),
        ("late", "wu", "/late"),
        ("clock", "wu", "/clock?until=2026-10-30"),
        ("opi", "wu", "/opi"),
        ("staff", "wu", "/people-of-office"),
        ("staff-import", "wu", "/people-of-office/import"),
        ("calendar", "wu", "/calendar"),
        ("mails", "wu", "/mails"),
    ),
    "decided": (("feedback-together", "li", "/feedback/together"),),
    "closed": (
        ("delegations", "zhou", "/delegations"),
        ("follow-ups", "wu", "/follow-ups"),
        ("follow-ups-form", "wu", "/follow-ups?period=2026Q3&kind=commendation"),
    ),
    "posted": (
        ("notices", "o1", "/notices"),
        ("feedback-sheets", "wu", "/feedback"),
        ("annul", "wu", "/cases/{cycle}/do/annul_publicity"),
        ("statuses", "zhou", "/statuses"),
        ("concerns", "o1", "/concerns"),
        ("reports", "qian", "/reports"),
        ("flags", "zhou", "/flags"),
        ("policy", "zhou", "/policy"),
    ),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("point", PLACES)
def test_the_offices_pages_fit_their_window_and_shut_nobody_out(
    served: Served, point: str, size: str
) -> None:
    desk = served(point)
    cycle, found = desk.web.case(""), {}
    for name, handle, path in PLACES[point]:
        page = desk.page(handle, SIZES[size])
        page.goto(path.format(cycle=cycle))
        shot(page, f"{name}-{size}")
        found[name] = (barriers(page), overflows(page))
        desk.leave(page)
    assert found == dict.fromkeys(found, ([], False))
