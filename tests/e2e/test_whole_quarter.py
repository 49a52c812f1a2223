"""A whole quarter through the pages alone: every role does its work in a browser, to the end."""

from collections.abc import Mapping
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page

from storage.load import Loader
from tests.e2e.browser import SIZES, Desk, shot
from tests.rehearsal import PERIOD, at
from workflow.replay import verify_office

MARKS = {"o1": "92", "o2": "85", "o3": "78"}
GRADES = {"o1": "好", "o2": "较好", "o3": "一般"}
LEADERS = {"o1": "li", "o2": "li", "o3": "sun"}
REPORTED = {7: "08-04T09:30", 8: "09-03T09:30", 9: "10-09T09:30"}


class Players:
    """The windows of those who take part, and the clock that passes between their acts."""

    def __init__(self, desk: Desk, size: str) -> None:
        self._desk, self.size = desk, size
        self.number = desk.web.case("")
        self._pages: dict[str, Page] = {}

    def when(self, text: str) -> None:
        """Let the clock ring up to an instant, at which the next acts are made."""
        instant = at(text)
        self._desk.web.rehearsal.run_to(instant)
        self._desk.web.now = instant

    def page(self, who: str) -> Page:
        """Somebody's window."""
        if who not in self._pages:
            self._pages[who] = self._desk.page(who, SIZES[self.size])
        return self._pages[who]

    def do(self, who: str, whose: str, move: str, filled: Mapping[str, str] | None = None) -> None:
        """Open a form by the file's own link, fill it in, hand it in; it must be accepted."""
        number = self._desk.web.case(whose)
        page = self.page(who)
        page.goto(f"/cases/{number}")
        if not whose and page.locator(f'a[href$="/do/{move}"]').count() == 0:
            page.goto(f"/quarters/{number}")
        link = page.locator(f'a[href="/cases/{number}/do/{move}"]').first
        for folded in page.locator("main details:not([open]) > summary").all():
            if not link.is_visible():
                folded.click()
        link.click()
        for name, value in (filled or {}).items():
            _fill(page, name, value)
        page.locator("[data-submit]").click()
        with suppress(Error):  # what was said instead is told
            page.wait_for_url("**done=**")
        assert "done=" in page.url, page.inner_text("main")


def _fill(page: Page, name: str, value: str) -> None:
    """Fill in a field by its name, whichever kind it is."""
    field = page.locator(f'[name="{name}"]:not([type=hidden])')
    kind = field.first.evaluate("field => field.type || field.tagName")
    if kind in {"radio", "checkbox"}:
        page.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind == "select-one":
        field.first.select_option(value)
    else:
        field.first.fill(value)


@pytest.mark.parametrize("size", SIZES)
def test_a_quarter_goes_from_its_plans_to_its_closed_files_through_the_pages(
    desk: Desk, size: str
) -> None:
    players = Players(desk, size)
    players.when("07-02T09:30")
    for who, leader in LEADERS.items():
        plan = {"items.0.title": "重点工作", "items.0.goal": "street", "items.0.weight": "60",
                "items.0.target": "按期办结"}  # fmt: skip
        plan |= {name.replace(".0.", ".1."): value for name, value in plan.items()}
        plan |= {"items.1.title": "档案整理", "items.1.goal": "duty", "items.1.weight": "40"}
        players.do(who, who, "submit_plan", plan)
        players.do(leader, who, "approve_plan")
    players.when("07-20T16:00")
    players.do("o1", "o1", "log", {"text": "入户走访12户", "date": "2026-07-20"})
    for month, instant in REPORTED.items():
        players.when(instant)
        for who in LEADERS:
            players.do(who, who, "summarise", {"text": f"{who}完成{month}月工作"})
    players.when("10-14T10:00")
    for who, leader in LEADERS.items():
        marks = {f"kpi.{row}.value": MARKS[who] for row in range(2)}
        marks |= {f"bpi.{row}.value": MARKS[who] for row in range(6)}
        players.do(leader, who, "mark", marks)
        players.do(leader, who, "propose", {"grade": GRADES[who], "comment": "尽职尽责"})
    players.when("10-20T09:00")
    _decide(players)
    players.when("10-21T09:00")
    for who, leader in LEADERS.items():
        told = {"mode": "talk", "text": f"等次为{GRADES[who]}，下一步改进作风"}
        players.do(leader, who, "give_feedback", told)
        players.do(who, who, "acknowledge")
    players.when("10-22T09:00")
    players.do("wu", "", "publish", {"proof": "现场照片2张"})
    players.when("10-29T09:00")
    own = players.page("o1")
    own.goto(f"/cases/{desk.web.case('o1')}")
    assert "办结归档" in own.inner_text("main")
    shot(own, f"closed-{size}")
    _in_order(desk)


def _decide(players: Players) -> None:
    """The chair's session: everybody present, the grades as they were proposed."""
    page, number = players.page("zhou"), players.number
    page.goto(f"/cases/{number}/do/decide")
    for who in ("li", "sun", "zhou"):
        page.locator(f'[name="present"][value="{who}"]').check()
    page.locator('[name="minutes"]').fill("会议纪要〔2026〕8号")
    shot(page, f"session-{players.size}")
    page.locator("[data-submit]").click()
    page.wait_for_url("**done=**")


def _in_order(desk: Desk) -> None:
    """Every file is closed with its grade, and the journal verifies."""
    office = desk.web.rehearsal.office
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        cases = loader.of_period("quarterly", PERIOD, {"decisions"})
    by = desk.web.rehearsal.played.ids
    found = {c.person: (c.stage, c.decision.grade.value if c.decision else "") for c in cases}
    assert found == {by[who]: ("closed", grade) for who, grade in GRADES.items()}
    assert verify_office(office).faults == ()
