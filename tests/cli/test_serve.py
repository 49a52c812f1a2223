"""The demonstration on the web: everybody has something to do, and its time passes when told to."""

import re
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cli.desk import at_desk, keep_seed
from cli.serve import GUESTS, TWICE, listening, site_of
from cli.show import Refused
from rules.calendar import Quarter, parse_instant
from storage.database import open_database
from tests.web.office import HOME
from web.app import application
from web.site import Site
from workflow.demo import BUSY as BUSY_MOMENT
from workflow.demo import MOMENTS, DemoError, run_live_demo

QUARTER = Quarter(2026, 3)
BUSY = "2026-10-12T09:30:00"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder}/kaohe-demo.db"
    database = open_database(url)
    report = run_live_demo(
        database, people=12, quarter=QUARTER, mail_folder=folder / "kaohe-demo-mail"
    )
    assert report["failures"] == []
    keep_seed(database, report["digest"])
    database.dispose()
    with at_desk(writing=True, url=url) as desk:
        yield site_of(desk)


def guest(site: Site, role: str) -> TestClient:
    """A browser of the first of the demonstration's people who is something."""
    client = TestClient(application(site), base_url="https://kaohe.invalid", headers=HOME)
    handle = next(handle for handle, words in site.guests if words.startswith(role))
    assert client.post("/guest", data={"handle": handle}).status_code == 200
    return client


def test_one_person_of_each_role_can_be_looked_in_as(site: Site) -> None:
    assert {words.split()[0] for _, words in site.guests} == {
        "被考核公务员", "分管领导", "组长", "副组长", "领导小组成员", "考核办", "监督人员",
        "系统管理员", "安全保密管理员",
    }  # fmt: skip
    assert len(site.guests) == len(GUESTS) + len(TWICE)
    assert len({handle for handle, _ in site.guests}) == len(site.guests), "nobody stands twice"


def test_it_stops_on_a_forenoon_on_which_officers_and_leaders_owe_something(site: Site) -> None:
    assert site.now() <= parse_instant(BUSY)
    for role in ("被考核公务员", "分管领导"):
        assert "近期没有需要您办的事项" not in guest(site, role).get("/").text


def test_its_time_passes_when_it_is_told_to_and_never_back(site: Site) -> None:
    client = guest(site, "组长")
    token = re.findall(r'name="csrf" value="([^"]+)"', client.get("/").text)[0]
    before: datetime = site.now()
    answer = client.post("/demo-time", data={"csrf": token, "by": "day"})
    assert answer.status_code == 200
    assert site.now() > before
    for day in ("2026-10-01", "2027-10-01", "", "10月"):
        form = {"csrf": token, "by": "date", "day": day}
        assert client.post("/demo-time", data=form).status_code == 422
    for _ in range(3):
        client.post("/demo-time", data={"csrf": token, "by": "day"})
    assert "研究确定等次" in client.get("/").text


def test_passing_time_says_what_fell_due_and_what_comes_next(site: Site) -> None:
    client = guest(site, "组长")
    token = re.findall(r'name="csrf" value="([^"]+)"', client.get("/").text)[0]
    text = client.post("/demo-time", data={"csrf": token, "by": "due"}).text
    assert "系统已办：" in text
    assert "下一件到期的事在" in text


def test_the_officers_shown_are_people_of_the_leader_who_is_shown(site: Site) -> None:
    own = guest(site, "分管领导").get("/people").text
    names = [words.split()[1] for _, words in site.guests if words.startswith("被考核公务员")]
    assert len(names) == 2
    assert all(name in own for name in names)


DOABLE = {
    "计划": ("被考核公务员", "工作计划"),
    "评鉴": ("分管领导", "审核评鉴"),
    "研究": ("组长", "研究确定等次"),
    "反馈": ("分管领导", "反馈结果"),
    "公示": ("组长", "公示期："),
    "办结": ("被考核公务员", "我过去的考核"),
    "年度": ("被考核公务员", "年度总结"),
}
"""Who has what to do at each moment besides the usual one."""


@pytest.mark.parametrize("moment", DOABLE)
def test_it_can_stop_at_any_moment_with_what_that_moment_brings(
    moment: str, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/kaohe-demo.db"
    database = open_database(url)
    report = run_live_demo(
        database, people=4, quarter=QUARTER, mail_folder=tmp_path / "mail", moment=moment
    )
    assert report["failures"] == []
    keep_seed(database, report["digest"])
    database.dispose()
    role, words = DOABLE[moment]
    with at_desk(writing=True, url=url) as desk:
        place = "/notices" if moment == "公示" else "/"
        assert words in guest(site_of(desk), role).get(place).text


def test_while_plans_come_in_an_officer_shown_owes_one_and_the_leader_has_one_to_approve(
    tmp_path: Path,
) -> None:
    """With as many people as a demonstration has of itself."""
    url = f"sqlite:///{tmp_path}/kaohe-demo.db"
    database = open_database(url)
    report = run_live_demo(
        database, people=36, quarter=QUARTER, mail_folder=tmp_path / "mail", moment="计划"
    )
    keep_seed(database, report["digest"])
    database.dispose()
    with at_desk(writing=True, url=url) as desk:
        site = site_of(desk)
        assert "/do/submit_plan" in guest(site, "被考核公务员").get("/").text
        leader = guest(site, "分管领导")
        place = re.findall(r'href="([^"]+/do/approve_plan)"', leader.get("/").text)[0]
        assert re.search(r"街道目标第\d+号<span class=\"hint\">（.+）", leader.get(place).text)


def test_every_moment_is_tried() -> None:
    assert {BUSY_MOMENT, *DOABLE} == set(MOMENTS)


@pytest.mark.parametrize(
    ("moment", "quarter", "said"),
    [("昨天", QUARTER, "没有“昨天”"), ("办结", Quarter(2026, 4), "2027年")],
)
def test_a_moment_that_cannot_be_reached_is_refused_in_chinese(
    moment: str, quarter: Quarter, said: str, tmp_path: Path
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/kaohe-demo.db")
    with pytest.raises(DemoError, match=said):
        run_live_demo(database, people=1, quarter=quarter, mail_folder=tmp_path, moment=moment)
    database.dispose()


def test_short_answers_do_not_wait_for_an_acknowledgement() -> None:
    """Of sockets that are TCP by name asyncio takes Nagle's wait, 40 ms on every page."""
    with listening("127.0.0.1", 0) as place, socket.create_connection(place.getsockname()):
        answering, _ = place.accept()
        with answering:
            assert answering.proto == socket.IPPROTO_TCP


def test_a_place_that_is_taken_is_refused_in_chinese() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refused) as refused:
            listening("127.0.0.1", taken.getsockname()[1])
    told = str(refused.value.reasons)
    assert "端口已被占用" in told
    assert "--serve --port" in told  # how a demonstration is given another
