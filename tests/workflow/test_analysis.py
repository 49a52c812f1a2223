"""What the results of quarters come to, and the measures drawn from them (R24)."""

from pathlib import Path

import pytest

from storage.database import open_database
from storage.load import Loader
from tests.offices.test_examples import EXAMPLES
from workflow.play import play
from workflow.replay import rebuild, stored_rows
from workflow.scenario import load_scenario

pytestmark = pytest.mark.rule("R24")


def test_measures_keep_owner_due_day_and_the_document_of_their_end(tmp_path: Path) -> None:
    """What was adopted and done is on record and rebuilt from the journal."""
    database = open_database(f"sqlite:///{tmp_path / 'play.db'}")
    office = play(load_scenario(EXAMPLES / "measures_adopted.toml"), database).office
    with database.read() as connection:
        first, second = Loader(connection, office.id, lock=False).of_quarter("measures", "2026Q3")
        assert (
            rebuild(connection, office.id)["measure"]
            == stored_rows(connection, office.id)["measure"]
        )
    database.dispose()
    assert (first.document, first.done_at) == ("", None)
    assert second.document == "分工通知〔2026〕4号"
