"""Any moves by anybody from anywhere: nothing breaks, nothing is lost, no place is given twice.

The walk beside a model (tests/properties) knows what must be answered; this one makes every move
there is, of every page, and holds what must be true whatever is answered.
"""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from rules.rule import RULES
from tests.exhaustive.moments import Moment, anywhere, played_on, played_to
from tests.exhaustive.wander import Wander
from tests.postgres import drop_database, fresh_database
from workflow import writing

ALL = os.environ.get("KAOHE_SOAK") == "1"
PARTS = 4
STARTS = 100 if ALL else 4
STEPS = 400 if ALL else 80
SERVED = 10
"""Walks of each part on PostgreSQL, under `make soak` alone."""
AT_THE_TABLE = Moment("quota_eighteen", 126, frozenset())
"""Eighteen people before the group, eight of them proposed for the highest grade."""

pytestmark = [pytest.mark.soak, pytest.mark.rule("R28"), pytest.mark.rule("R13")]


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_anybody_does_anywhere_the_office_holds(part: int, tmp_path: Path) -> None:
    """An answer or a reason to each; the quota and n at every instant; the journal tells it all."""
    did: Counter[str] = Counter()
    for draw in range(part, PARTS * STARTS, PARTS):
        folder = tmp_path / str(draw)
        folder.mkdir()
        did += walked(wandering(anywhere()[draw], folder, str(draw)))
    assert len(did) > 12, "the walk hardly goes anywhere"


def walked(wander: Wander) -> Counter[str]:
    """What was done on a walk to its end."""
    wander.walk(STEPS)
    wander.played.office.store.database.dispose()
    return wander.desk.did


if ALL:  # a server makes each walk several times slower

    @pytest.mark.postgres
    @pytest.mark.parametrize("part", range(PARTS))
    def test_whatever_anybody_does_the_office_holds_on_postgresql(part: int) -> None:
        """Walks from other points than those on SQLite, held to the same."""
        for draw in range(PARTS * STARTS + part, PARTS * (STARTS + SERVED), PARTS):
            url = fresh_database()
            try:
                walked(Wander(*played_on(anywhere()[draw], url), str(draw)))
            finally:
                drop_database(url)


def wandering(moment: Moment, folder: Path, seed: str) -> Wander:
    """A walk from a point of an example."""
    played, at = played_to(moment, folder)
    return Wander(played, at, seed)


# What is planted is found.


def test_places_given_beyond_the_quota_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody counts, whoever is proposed for 好 gets it and is shown to everyone."""
    for name in ("quota", "publish_quota"):
        monkeypatch.setitem(RULES, name, replace(RULES[name], judge=lambda _ask: None))
    wander = wandering(AT_THE_TABLE, tmp_path, "quota")
    with pytest.raises(AssertionError, match="are 好 in 2026Q3"):
        wander.walk(100)


def test_a_change_without_its_line_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that the journal does not tell of are missed at the end."""
    wander = wandering(anywhere()[0], tmp_path, "line")
    honest = writing._entry
    monkeypatch.setattr(writing, "_entry", lambda *told: honest(*told)._replace(changes=()))
    with pytest.raises(AssertionError, match="the journal does not tell the rows"):
        wander.walk(30)
