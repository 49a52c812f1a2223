"""A new rule set holds for quarters opened on or after its day, and never touches one that runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.calendar import Quarter, parse_instant
from storage.database import open_database
from storage.load import Loader
from tests.offices.test_examples import EXAMPLES
from workflow.beside import adopt, perform_beside
from workflow.command import Command
from workflow.duties import bench_of
from workflow.engine import perform
from workflow.interpretations import Interpretations
from workflow.office import Office
from workflow.play import Played, play
from workflow.replay import verify_office
from workflow.scenario import load_scenario

LATER = parse_instant("2026-12-30T10:00:00")


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    """Two quarters with an amendment between them."""
    database = open_database(f"sqlite:///{tmp_path / 'play.db'}")
    done = play(load_scenario(EXAMPLES / "amendment_between_quarters.toml"), database)
    assert done.failures == []
    yield done
    database.dispose()


@pytest.mark.rule("R01")
def test_each_quarter_keeps_the_rule_set_of_the_day_it_opened(played: Played) -> None:
    """The pins of two quarters differ, and the office's own file was not changed."""
    office = played.office
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        limits = {p: bench_of(office, loader, p).policy.values.band_good for p in QUARTERS}
    assert limits == {"2026Q3": 90, "2026Q4": 85}
    assert verify_office(office).faults == ()


QUARTERS = ("2026Q3", "2026Q4")


@pytest.mark.rule("R01")
def test_the_next_quarters_opening_follows_a_new_hour(played: Played) -> None:
    """What was planned by the old rule set is planned anew."""
    office = played.office
    text = '[[amendments]]\nfrom = 2026-12-31\n[amendments.values.open_at]\nvalue = "10:00"\n'
    command = Command("import_policy", played.ids["shen"], "", data={"text": text})
    assert perform(office, command, LATER).done
    assert office.policy_for(Quarter.parse("2027Q1")).values.open_at == "10:00"
    assert office.policy_for(Quarter.parse("2026Q4")).values.open_at == "08:30"


@pytest.mark.rule("R35")
def test_an_interpretation_holds_only_where_the_pinned_policy_says_the_same(
    played: Played,
) -> None:
    """Adopting 85 says nothing about a quarter that goes by 90; each may have its number."""
    office, chair = played.office, played.ids["wei"]
    assert adopt(office, "band_good", 4, chair, LATER).done
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        found = {
            period: [
                a.number for a in Interpretations(loader, bench_of(office, loader, period).policy,
                                                  []).adopted
            ]
            for period in QUARTERS
        }  # fmt: skip
    assert found == {"2026Q3": [], "2026Q4": [4]}


@pytest.mark.rule("R28")
def test_the_same_request_is_answered_the_same(played: Played) -> None:
    """A click that is sent twice adopts once; another act under its key is refused."""
    office, chair = played.office, played.ids["wei"]
    given = {"key": "values.items_max", "number": 5}
    command = Command("adopt", chair, "", data=given, request="once")
    first = perform(office, command, LATER)
    again = perform_beside(office, command, LATER)
    assert (first.done, again.done, again.repeated, again.seq) == (True, True, True, first.seq)
    other = perform(
        office, Command("adopt", chair, "", data=given | {"number": 6}, request="once"), LATER
    )
    assert not other.done
    assert "请求编号" in other.text


@pytest.mark.rule("R01")
def test_a_policy_of_another_office_or_another_regulation_is_told_apart(played: Played) -> None:
    """Another office's file is refused; the text may change only with the regulation."""
    office, clerk = played.office, played.ids["shen"]
    whole = Path("rules/offices/guanghe.toml").read_text(encoding="utf-8")
    later = whole.replace("in_force = 2020-08-25", "in_force = 2027-01-01")
    changed = later.replace('quota_share = { value = "2/5"', 'quota_share = { value = "1/2"')
    foreign = later.replace('id = "guanghe"', 'id = "other"')
    revised = changed.replace("工作方案(试行)", "工作方案")
    words = [_told(office, clerk, text) for text in (foreign, changed, revised)]
    assert "不是洸河街道的" in words[0]
    assert "是方案明文" in words[1]
    assert words[2] == ""
    assert office.policy_for(Quarter.parse("2027Q2")).values.quota_share * 2 == 1


def _told(office: Office, clerk: str, text: str) -> str:
    return perform(office, Command("import_policy", clerk, "", data={"text": text}), LATER).text
