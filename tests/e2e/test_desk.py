"""Officers and leaders at work in a real browser: plan, log, summary, marks, proposal, result."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import PATIENCE, SIZES, Desk, Windows, barriers, overflows, serving, shot
from tests.rehearsal import Rehearsal, Template, at, officers_of
from tests.web.conftest import PEOPLE
from tests.web.office import Web
from tests.workflow.quarters import DIMENSIONS

expect.set_options(timeout=2 * PATIENCE)
ITEMS = [
    {"title": "信访件办结", "goal": "street", "weight": "60", "target": "办结率100%"},
    {"title": "档案整理", "goal": "duty", "weight": "40", "target": "9月前完成"},
]
MARKS = {"kpi": {"信访件办结": "91.5", "档案整理": "88"}, "bpi": dict.fromkeys(DIMENSIONS, "90")}
Served = Callable[[str], Desk]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
SIZED = pytest.mark.parametrize("size", SIZES)


def _recording(house: Rehearsal) -> None:
    house.run_to(at("07-02T09:00"))
    for p in officers_of(house):
        house.done("submit_plan", p.handle, p.handle, {"items": ITEMS}, at=at("07-02T09:00"))
        house.done("approve_plan", p.supervisor, p.handle, at=at("07-02T10:00"))
    entry = {"date": "2026-07-03", "kind": "item", "item": "信访件办结", "text": "办结信访件三件"}
    house.done("log", "o1", "o1", entry, at=at("07-03T17:00"))


def _reviewing(house: Rehearsal) -> None:
    house.tick(at("10-14T09:00"))


def _told(house: Rehearsal) -> None:
    for p in officers_of(house):
        house.done("mark", p.supervisor, p.handle, MARKS, at=at("10-14T10:00"))
        proposal = {"grade": "好", "comment": "尽职尽责", "reason": "连续完成急难任务"}
        house.done("propose", p.supervisor, p.handle, proposal, at=at("10-14T11:00"))
    grades = {"o1": "好", "o2": "较好", "o3": "较好"}
    session = {"present": ["zhou", "li", "sun"], "minutes": "纪要1号", "grades": grades}
    house.done("decide", "zhou", "", session | {"reason": "名额所限"}, at=at("10-16T10:00"))
    told = {"mode": "talk", "text": "本季度为好，继续努力"}
    house.done("give_feedback", "li", "o1", told, at=at("10-19T10:00"))


@pytest.fixture(scope="session")
def stages(street: Template, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """The office at three points of its quarter."""
    folder = tmp_path_factory.mktemp("desk")
    recording = Template("sqlite", folder, PEOPLE, _recording, street)
    review = Template("sqlite", folder, PEOPLE, _reviewing, recording)
    return {
        "recording": recording,
        "review": review,
        "told": Template("sqlite", folder, PEOPLE, _told, review),
    }


NOW = {"recording": "07-08T17:00", "review": "10-14T10:00", "told": "10-20T09:00"}


@pytest.fixture
def served(stages: dict[str, Template], chromium: Windows) -> Iterator[Served]:
    """Serves the office at a point of its quarter; nothing may go wrong in any of its pages."""
    with ExitStack() as stack:
        desks: list[Desk] = []

        def serve(stage: str) -> Desk:
            house = stack.enter_context(stages[stage].rehearsal())
            web = Web(house, now=at(NOW[stage]))
            desks.append(Desk(web, stack.enter_context(serving(web)), chromium))
            return desks[-1]

        yield serve
        for desk in desks:
            desk.close()
        assert [fault for desk in desks for fault in desk.faults] == []


def submit(page: Page) -> None:
    """Send the form of a page."""
    page.get_by_role("button", name="提交", exact=True).click()


@SIZED
def test_the_plan_editor_adds_up_and_takes_rows_in_and_out(served: Served, size: str) -> None:
    desk = served("recording")
    goal = {"number": "7", "title": "矛盾纠纷化解", "level": "section", "section": "党建办"}
    desk.web.rehearsal.done("register_goal", "wu", "", goal, at=at("07-08T16:00"))
    page = desk.page("o1", SIZES[size])
    page.goto(f"/cases/{desk.web.case('o1')}/do/amend_plan")
    items, total = page.locator("[data-item]:visible"), page.locator("[data-sum]")
    expect(items).to_have_count(2)
    expect(total).to_have_text("100")
    page.get_by_role("group", name="第2项").get_by_role("button", name="删去这一项").click()
    expect(total).to_have_text("60（还差40）")
    page.get_by_role("button", name="增加一项").click()
    row = page.get_by_role("group", name="第2项")
    row.get_by_label("指标名称").fill("走访群众")
    row.get_by_label("对应目标任务清单").select_option("7")
    expect(row.get_by_label("目标来源")).to_have_value("section")
    row.get_by_label("权重").fill("39.99")
    expect(total).to_have_text("99.99（还差0.01）")
    row.get_by_label("权重").fill("４１")
    expect(total).to_have_text("101（多了1）")
    row.get_by_label("权重").fill("四十")
    row.get_by_label("目标要求").fill("每月十户")
    page.get_by_label("理由").fill("任务有调整")
    submit(page)
    expect(page.get_by_text("没有办理，填写的内容都还在")).to_be_visible()
    expect(row.get_by_label("权重")).to_have_class(re.compile("is-invalid"))
    row.get_by_label("权重").fill("40")
    expect(row.get_by_label("权重")).not_to_have_class(re.compile("is-invalid"))
    expect(total).to_have_text("100")
    submit(page)
    expect(page.get_by_text("已办理：调整工作计划")).to_be_visible()
    expect(page.get_by_text("走访群众").first).to_be_visible()
    page.go_back()  # to the answer that refused: the form is asked for, nothing is sent again
    expect(page.get_by_role("heading", name="调整工作计划")).to_be_visible()


@SCRIPTS
def test_an_entry_of_the_log_takes_one_field_and_one_click_on_a_phone(
    served: Served, scripts: bool
) -> None:
    desk = served("recording")
    page = desk.page("o1", SIZES["phone"], scripts=scripts)
    page.goto(f"/cases/{desk.web.case('o1')}")
    page.get_by_role("link", name="填写工作纪实").click()
    page.get_by_label("做了什么").fill("走访群众五户")
    submit(page)
    expect(page.get_by_text("已办理：填写工作纪实")).to_be_visible()
    expect(page.get_by_text("2026-07-08 走访群众五户")).to_be_visible()
    expect(page.get_by_label("做了什么")).to_have_value("")


@SCRIPTS
def test_a_summary_starts_from_the_months_log(served: Served, scripts: bool) -> None:
    desk = served("recording")
    page = desk.page("o1", SIZES["phone"], scripts=scripts)
    page.goto(f"/cases/{desk.web.case('o1')}/do/summarise")
    text = page.get_by_label("7月小结")
    expect(text).to_have_value("3日 办结信访件三件")
    text.fill("七月办结信访件三件")
    submit(page)
    expect(page.get_by_text("已办理：报送月小结")).to_be_visible()


def test_what_is_typed_is_saved_as_it_is_typed_and_there_in_another_window(
    served: Served,
) -> None:
    desk = served("recording")
    path = f"/cases/{desk.web.case('o1')}/do/summarise"
    page = desk.page("o1")
    page.goto(path)
    page.get_by_label("7月小结").fill("写到一半的小结")
    expect(page.locator("#kept")).to_have_text("草稿已保存")
    other = desk.page("o1", SIZES["phone"])
    other.goto(path)
    expect(other.get_by_label("7月小结")).to_have_value("写到一半的小结")


@SCRIPTS
def test_a_session_that_ends_while_typing_loses_no_word(served: Served, scripts: bool) -> None:
    desk = served("recording")
    path, own = f"/cases/{desk.web.case('o1')}/do/summarise", "correct horse 电池 staple"
    page = desk.page("o1", scripts=scripts)
    page.goto(path)
    desk.web.present += timedelta(days=2)
    first = desk.web.site.door.give_password(desk.web.rehearsal.played.ids["o1"], desk.web.present)
    page.get_by_label("7月小结").fill("登录过期以后写的")
    if scripts:
        expect(page.locator("#kept")).to_contain_text("登录已过期")
    submit(page)
    expect(page.get_by_text("您填写的内容没有丢")).to_be_visible()
    page.get_by_label("登录名").fill("o1")
    page.get_by_label("密码").fill(first)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("现在的密码").fill(first)
    page.get_by_label("新密码", exact=True).fill(own)
    page.get_by_label("再填一次新密码").fill(own)
    page.get_by_role("button", name="保存新密码").click()
    page.get_by_role("heading", name="o1同志，您好").wait_for()
    page.goto(path)
    expect(page.get_by_label("7月小结")).to_have_value("登录过期以后写的")


@SIZED
def test_marks_are_given_by_the_keyboard_with_a_live_total(served: Served, size: str) -> None:
    desk = served("review")
    page = desk.page("li", SIZES[size])
    page.goto("/people")
    page.get_by_role("row", name="o1同志").get_by_role("link", name="评分").click()
    live = page.locator("#estimate")
    expect(live).to_contain_text("没有评分")  # the scripts have run
    page.get_by_label("信访件办结", exact=False).first.focus()
    for mark in ("91.5", "88", *["90"] * len(DIMENSIONS)):
        page.keyboard.type(mark)
        page.keyboard.press("Enter")
    expect(live).to_contain_text("合计90.07")
    expect(live).to_contain_text("好")
    dimension = page.locator("[data-mark]").last
    dimension.fill("96")
    expect(live).to_contain_text("须在“评分说明”中写明理由")
    note = page.locator("[data-low]").last
    expect(note).to_have_attribute("required", "")
    note.fill("牵头抗洪")
    expect(live).not_to_contain_text("评分说明")
    note.press("Enter")  # on to the button, and nothing is sent
    expect(page.locator("[data-submit]")).to_be_focused()
    assert page.url.endswith("/do/mark")
    dimension.fill("101")
    assert dimension.evaluate("field => field.validationMessage") == "不能高于100分"
    dimension.fill("９０")
    expect(note).not_to_have_attribute("required", "")
    dimension.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已办理：评分")).to_be_visible()
    page.get_by_role("link", name="提出等次建议", exact=True).click()
    reason = page.get_by_label("与得分对应等次不同的理由")
    expect(reason).to_be_hidden()
    page.get_by_role("radio", name=re.compile("^较好")).check()
    expect(reason).to_be_visible()
    reason.fill("一项任务延误")
    page.get_by_label("考核评语").fill("尽职尽责")
    submit(page)
    expect(page.get_by_text("已办理：提出等次建议")).to_be_visible()
    page.goto("/people")
    expect(page.get_by_role("row", name="o1同志")).to_contain_text("较好（与参考不同）")


def test_without_scripts_marks_are_tried_given_and_proposed_from(served: Served) -> None:
    desk = served("review")
    page = desk.page("li", scripts=False)
    page.goto(f"/cases/{desk.web.case('o1')}/do/mark")
    for box, mark in zip(
        page.locator("[data-mark]").all(), ("91.5", "88", *["90"] * len(DIMENSIONS)), strict=True
    ):
        box.fill(mark)
    page.get_by_role("button", name="试算得分").click()
    expect(page.locator("#estimate")).to_contain_text("90.07")
    submit(page)
    expect(page.get_by_text("已办理：评分")).to_be_visible()
    page.get_by_role("link", name="提出等次建议", exact=True).click()
    page.get_by_role("radio", name=re.compile("^较好")).check()
    page.get_by_label("考核评语").fill("尽职尽责")
    submit(page)
    expect(page.get_by_text("没有办理，填写的内容都还在")).to_be_visible()
    expect(page.get_by_label("考核评语")).to_have_value("尽职尽责")
    page.get_by_label("与得分对应等次不同的理由").fill("一项任务延误")
    submit(page)
    expect(page.get_by_text("已办理：提出等次建议")).to_be_visible()


PAGES = {
    "recording": {
        "case-recording": ("o1", "/cases/{own}"),
        "plan-amended": ("o1", "/cases/{own}/do/amend_plan"),
        "log": ("o1", "/cases/{own}/do/log"),
        "summary": ("o1", "/cases/{own}/do/summarise"),
    },
    "review": {
        "people-review": ("li", "/people"),
        "case-review": ("li", "/cases/{own}"),
        "mark": ("li", "/cases/{own}/do/mark"),
        "propose": ("li", "/cases/{own}/do/propose"),
        "propose-direct": ("li", "/cases/{own}/do/propose_direct"),
        "return-record": ("li", "/cases/{own}/do/return_record"),
    },
    "told": {
        "people-told": ("li", "/people"),
        "case-told": ("o1", "/cases/{own}"),
        "result": ("o1", "/cases/{own}/result"),
        "acknowledge": ("o1", "/cases/{own}/do/acknowledge"),
        "object": ("o1", "/cases/{own}/do/object"),
    },
}


@pytest.mark.parametrize("stage", PAGES)
def test_the_pages_fit_their_window_and_shut_nobody_out(served: Served, stage: str) -> None:
    desk = served(stage)
    own, found = desk.web.case("o1"), {}
    for name, (handle, path) in PAGES[stage].items():
        page = desk.page(handle)
        page.goto(path.format(own=own))
        if name == "mark":
            expect(page.locator("#estimate")).to_contain_text("没有评分")
        for size, window in SIZES.items():
            page.set_viewport_size(window)
            shot(page, f"{name}-{size}")
            found[name, size] = (barriers(page), overflows(page))
        desk.leave(page)
    assert found == dict.fromkeys(found, ([], False))
