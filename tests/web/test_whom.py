"""Whom a form names: chosen where people are few, written by name where they are many."""

import pytest

from rules.rule import Obstacle
from storage.load import Loader
from tests.rehearsal import planned
from tests.web.office import Browser, Web
from web import whom
from web.whom import by_handle, choices
from workflow.cycle import CYCLE

LEAD = {"text": "匿名来信", "request": "a-lead-once-only"}


@pytest.fixture
def clerk(web: Web, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The office where people are too many to choose from, some of one name."""
    planned(web.rehearsal)
    monkeypatch.setattr(whom, "MOST_CHOICES", 3)
    with web.rehearsal.database.begin() as connection:
        for handle, name in (("o1", "王伟"), ("o2", "王伟"), ("o3", "王伟民"), ("li", "李四")):
            connection.exec_driver_sql(
                "UPDATE person SET name = ? WHERE handle = ?", (name, handle)
            )
    return web.browser("wu")


def lead(web: Web, clerk: Browser, who: str) -> tuple[int, str]:
    """Register a lead about somebody: status and page."""
    number = web.case("")
    seen = str(clerk.get(f"/api/cases/{number}").json()["version"])
    form = LEAD | {"who": who, "seen": seen}
    answer = clerk.post(f"/cases/{number}/do/register_lead", form)
    return answer.status_code, answer.text


def test_a_small_office_chooses_from_a_list_by_strokes(web: Web) -> None:
    page = web.browser("wu").get(f"/cases/{web.case('')}/do/register_lead").text
    assert '<select class="form-select" id="f-who"' in page
    with web.rehearsal.database.read() as connection:
        loader = Loader(connection, web.site.office.id, lock=False)
        assert len(choices(loader)) == len(loader.everyone())


def test_a_large_office_writes_a_name(web: Web, clerk: Browser) -> None:
    page = clerk.get(f"/cases/{web.case('')}/do/register_lead").text
    assert '<input class="form-control" id="f-who" name="who"' in page
    assert "王伟民" not in page
    assert lead(web, clerk, "王伟民")[0] == 303


def test_a_name_that_several_bear_is_answered_with_who_could_be_meant(
    web: Web, clerk: Browser
) -> None:
    for part in ("王伟", "王"):
        status, page = lead(web, clerk, part)
        assert status == 422
        assert "王伟(o1)、王伟(o2)" in page
        assert f'value="{part}"' in page
    assert "王伟民(o3)" in page
    assert lead(web, clerk, "o2")[0] == 303


def test_nobody_is_meant_by_what_nobody_is_called(web: Web, clerk: Browser) -> None:
    status, page = lead(web, clerk, "没有这个人")
    assert status == 422
    assert "可能指" not in page


def test_several_names_stand_in_one_line(web: Web, clerk: Browser) -> None:
    assert clerk.get("/").status_code == 200
    model = CYCLE.by_id["decide"].given
    with web.rehearsal.database.read() as connection:
        loader = Loader(connection, web.site.office.id, lock=False)
        found, unclear = by_handle(loader, model, {"present": ["王伟民、李四， zhou"]})
        assert found["present"] == ["o3", "li", "zhou"]
        assert unclear == ()
        _, unclear = by_handle(loader, model, {"present": ["王伟"]})
    assert [type(each) for each in unclear] == [Obstacle]
