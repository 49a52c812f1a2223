"""The rule sets of an office: its file, amendments brought in, a whole file brought in (R01)."""

from datetime import date

import pytest

from rules.amendment import PolicyError
from rules.policy import PolicyText
from rules.timeline import in_force, timeline
from tests.rules.policies import TEXT

pytestmark = pytest.mark.rule("R01")

FILE = PolicyText(TEXT, "guanghe.toml")
FROM_2027 = "[[amendments]]\nfrom = 2027-01-01\n[amendments.values.items_max]\nvalue = 6\n"
FROM_2028 = "[[amendments]]\nfrom = 2028-01-01\n[amendments.values.items_max]\nvalue = 5\n"


def most(texts: list[PolicyText], year: int) -> int:
    """How many items a plan may have in the middle of a year."""
    found = in_force(timeline(texts), date(year, 6, 1))
    assert found is not None
    return found.values.items_max


def test_before_the_first_day_nothing_is_in_force() -> None:
    """The regulation starts on a day."""
    assert in_force(timeline([FILE]), date(2020, 8, 24)) is None


@pytest.mark.parametrize(("year", "items"), [(2026, 8), (2027, 6), (2028, 5)])
def test_amendments_brought_in_hold_from_their_days(year: int, items: int) -> None:
    """One file after another is added to what stands."""
    assert most([FILE, PolicyText(FROM_2027, "1"), PolicyText(FROM_2028, "2")], year) == items
    assert most([FILE, PolicyText(FROM_2028, "1"), PolicyText(FROM_2027, "2")], year) == items


@pytest.mark.parametrize(("year", "items"), [(2026, 8), (2027, 7), (2028, 7)])
def test_a_whole_file_replaces_everything_from_its_first_day(year: int, items: int) -> None:
    """What was brought in before for later days no longer holds."""
    new = TEXT.replace("in_force = 2020-08-25", "in_force = 2027-01-01")
    new = new.replace("items_max = { value = 8", "items_max = { value = 7")
    assert most([FILE, PolicyText(FROM_2028, "1"), PolicyText(new, "2")], year) == items


def test_what_cannot_be_read_is_named_by_its_file() -> None:
    """Whoever brought it in is told which file it is."""
    with pytest.raises(PolicyError, match="第二个文件"):
        timeline([FILE, PolicyText("[[amendments]\n", "第二个文件")])
    with pytest.raises(PolicyError, match="amendments 须写成"):
        timeline([FILE, PolicyText("[amendments]\nfrom = 2027-01-01\n", "第二个文件")])
