"""Where an office stands stays only as long as nothing derived of all files has changed."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from rules.calendar import parse_instant
from storage import newest
from storage.audit import Moves
from storage.database import open_database
from storage.newest import ALONE, Newest, Place, Written, head_of, written_since
from storage.remembered import Recalling, Remembered
from tests.rehearsal import GROUP, PERIOD, Rehearsal, Template, at, cast, officers, planned
from tests.workflow.quarters import eventful_quarter
from tests.workflow.test_remembered import CHAIR, CLOCK, reported
from workflow import play
from workflow.analysis import analysed
from workflow.batch import batch_of
from workflow.duties import duties
from workflow.office import Office
from workflow.tasks import tasks
from workflow.veil import READ

FAR = parse_instant("2027-03-01T12:00:00")
"""An instant at which everything that was ever owed is owed."""
VERSION = re.compile(r"version=\d+")
FIRST = Place(0, "")


class Step(NamedTuple):
    """A step of a quarter: the lines it wrote, and what is derived of all files after it."""

    lines: list[Written]
    derived: str


def derived(office: Office, kept: Remembered) -> str:
    """What pages derive of all files, but for versions and when the clock looks next."""
    with office.store.database.read() as connection:
        loader = Recalling(connection, office.id, kept)
        if loader.quarter(PERIOD) is None:
            return ""
        found = (
            tasks(office, loader, PERIOD, FAR, CHAIR),
            duties(office, loader, PERIOD, FAR, CHAIR),
            batch_of(office, loader, PERIOD, FAR, entitled=True),
            analysed(office, loader, [PERIOD], FAR),
        )
    return VERSION.sub("", CLOCK.sub("", repr(found)))


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """An eventful quarter, step by step."""
    found: list[Step] = []
    kept, known = Remembered(), [FIRST]

    def followed(step: Callable[..., Any]) -> Callable[..., Any]:
        def done(office: Office, *given: Any, **named: Any) -> Any:
            answer = step(office, *given, **named)
            with office.store.database.read() as connection:
                head = head_of(connection, office.id)
                lines = written_since(connection, office.id, known[0], 10_000) or []
            known[0] = head
            found.append(Step(lines, derived(office, kept)))
            return answer

        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(play, "perform", followed(play.perform))
        patch.setattr(play, "tick", followed(play.tick))
        database = open_database(f"sqlite:///{tmp_path_factory.mktemp('newest') / 'office.db'}")
        play.play(eventful_quarter(), database)
        database.dispose()
    return found


def still(steps: list[Step]) -> list[tuple[Step, Step]]:
    """Each step of which no line matters, behind the one before it."""
    where = Newest(frozenset({READ}))
    return [
        (before, step)
        for before, step in pairwise(steps)
        if not any(where._matters(line) for line in step.lines)
    ]


def test_a_step_of_which_no_line_matters_leaves_what_is_derived_as_it_was(
    steps: list[Step],
) -> None:
    found = still(steps)
    assert any(line.move == "log" for _, step in found for line in step.lines)
    assert all(before.derived == step.derived for before, step in found)


@pytest.mark.parametrize("table", ["plan", "summary", "mark", "feedback"])
def test_a_table_that_matters_and_were_left_out_would_be_found(
    steps: list[Step], table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "ALONE", ALONE | {table})
    assert any(before.derived != step.derived for before, step in still(steps))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Two officers whose plans were approved."""
    return Template(
        "sqlite", tmp_path_factory.mktemp("newest"), cast(*officers(2), *GROUP), planned
    )


def place(office: Rehearsal, where: Newest) -> Place:
    """Where an office stands now."""
    with office.database.read() as connection:
        return where.of(connection, office.office.id)


def logged(office: Rehearsal, who: str) -> None:
    """Write an entry of the log."""
    given = {"date": "2026-08-03", "kind": "narrative", "text": "走访"}
    office.done("log", who, who, given, at=at("08-03T09:00"))


def test_an_entry_of_the_log_leaves_an_office_where_it_stood_and_a_summary_does_not(
    house: Template,
) -> None:
    with house.rehearsal() as office:
        where = Newest()
        first = place(office, where)
        logged(office, "o1")
        logged(office, "o2")
        assert place(office, where) == first
        reported(office, "o1")
        second = place(office, where)
        assert second != first
        logged(office, "o1")
        assert place(office, where) == second


def test_an_older_picture_stands_for_itself_and_where_the_newer_one_does_is_not_lost(
    house: Template,
) -> None:
    with house.rehearsal() as office:
        where, name = Newest(), office.office.id
        with office.database.read() as before:
            older = where.of(before, name)
            reported(office, "o1")
            newer = place(office, where)
            assert where.of(before, name) == older != newer
        assert place(office, where) == newer


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE journal_value SET value = '' WHERE seq = (SELECT max(seq) FROM journal)",
        "DELETE FROM journal_value WHERE seq = (SELECT max(seq) FROM journal)",
    ],
)
def test_a_line_of_which_something_was_erased_matters(house: Template, spoil: str) -> None:
    with house.rehearsal() as office:
        where = Newest()
        first = place(office, where)
        logged(office, "o1")
        with office.database.begin() as connection:
            for trigger in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).all():
                connection.exec_driver_sql(f'DROP TRIGGER "{trigger[0]}"')
            connection.exec_driver_sql(spoil)
        assert place(office, where) != first


def test_lines_of_another_database_are_not_taken_for_those_that_are_known(house: Template) -> None:
    where = Newest()
    with house.rehearsal() as one:
        logged(one, "o1")
        first = place(one, where)
    with house.rehearsal() as other:
        logged(other, "o2")
        logged(other, "o1")
        assert place(other, where) != first


def test_the_kinds_of_lines_that_are_kept_are_those_there_are(house: Template) -> None:
    kept = Moves()

    def kinds(office: Rehearsal) -> list[str]:
        with office.database.read() as connection:
            found = kept.of(connection, office.office.id)
            assert found == Moves().of(connection, office.office.id)
        return found

    with house.rehearsal() as one:
        assert "log" not in kinds(one)
        logged(one, "o1")
        assert "log" in kinds(one)
        reported(one, "o2")
        assert "summarise" in kinds(one)
    with house.rehearsal() as other:
        assert "log" not in kinds(other)


def test_of_all_files_no_log_is_read(house: Template) -> None:
    with house.rehearsal() as office, office.database.read() as connection:
        kept = Recalling(connection, office.office.id, Remembered()).of_period("quarterly", PERIOD)
        assert kept
        assert not any("logs" in case.parts for case in kept)
