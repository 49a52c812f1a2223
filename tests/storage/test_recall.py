"""A record recalled from the journal's lines is the record that lies in the tables (R28)."""

from pathlib import Path

import pytest

from storage.database import open_database
from storage.history import office_lines
from storage.load import Loader
from storage.parts import ALL_PARTS
from storage.recall import Recalled
from tests.workflow.quarters import eventful_quarter
from workflow.people import whole_cohort
from workflow.play import play


@pytest.mark.rule("R28")
def test_after_the_last_line_every_part_of_every_case_is_as_it_was_loaded(tmp_path: Path) -> None:
    """Nouns made of journal values equal those made of rows, part by part."""
    database = open_database(f"sqlite:///{tmp_path / 'play.db'}")
    office = play(eventful_quarter(), database).office
    recalled = Recalled()
    with database.read() as connection:
        for line in office_lines(connection, office.id):
            if line.body["outcome"] == "done":
                recalled.take(line)
        loader = Loader(connection, office.id, lock=False)
        whole = whole_cohort(loader, "2026Q3", loader.quarter("2026Q3").n, ALL_PARTS)
    database.dispose()
    again = recalled.cohort("2026Q3", ())
    assert (again.n, again.sessions, again.postings) == (whole.n, whole.sessions, whole.postings)
    assert (again.postponements, again.extensions) == (whole.postponements, whole.extensions)
    assert len(again.cases) == len(whole.cases) > 0
    for made, kept in zip(again.cases, sorted(whole.cases, key=lambda c: c.id), strict=True):
        assert made.entered_at == kept.entered_at
        assert (made.stage, made.version, made.session) == (kept.stage, kept.version, kept.session)
        assert set(made.parts) >= ALL_PARTS
        for part in ALL_PARTS:
            assert made.parts[part] == kept.parts[part], part
