"""What pages keep of all files is after every step what the rows say, and is read anew in part."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rules.nouns import Case, Role
from storage import remembered
from storage.database import open_database
from storage.load import Loader
from storage.remembered import PARTS, Recalling, Remembered
from tests.rehearsal import GROUP, PERIOD, Rehearsal, Template, at, cast, officers, planned
from tests.workflow.quarters import eventful_quarter
from workflow import play
from workflow.analysis import analysed
from workflow.batch import batch_of
from workflow.duties import duties
from workflow.office import Office
from workflow.tasks import tasks
from workflow.veil import Viewer

EACH = 4
"""Steps after which what is derived is compared too."""
CHAIR = Viewer("", frozenset({Role.CHAIR}))
CLOCK = re.compile(r"next_due=(None|datetime\.datetime\(.*?utc\))")
THREE = cast(*officers(3), *GROUP)


def said(case: Case) -> tuple[Case, dict[str, Any]]:
    """A case and its parts, without when the clock looks at it next: no page tells that."""
    return replace(case, next_due=None, parts={}), {part: case.parts[part] for part in PARTS}


def same(office: Office, kept: Remembered) -> int:
    """Compare what is kept with the rows; how many cases there are."""
    with office.store.database.read() as connection:
        rows = Loader(connection, office.id, lock=False).of_period("quarterly", PERIOD, PARTS)
        recalling = Recalling(connection, office.id, kept)
        known = recalling.of_period("quarterly", PERIOD, PARTS)
        assert recalling.everyone() == Loader(connection, office.id, lock=False).everyone()
    assert [said(case) for case in known] == [said(case) for case in rows]
    return len(rows)


def same_derived(office: Office, kept: Remembered, now: datetime) -> None:
    """Compare what pages derive of what is kept with what they derive of the rows."""
    with office.store.database.read() as connection:
        plain = Loader(connection, office.id, lock=False)
        if plain.quarter(PERIOD) is None:
            return
        found = [
            (
                tasks(office, loader, PERIOD, now, CHAIR),
                duties(office, loader, PERIOD, now, CHAIR),
                batch_of(office, loader, PERIOD, now, entitled=True).entries,
                batch_of(office, loader, PERIOD, now, entitled=False).entries,
                analysed(office, loader, [PERIOD], now),
            )
            for loader in (plain, Recalling(connection, office.id, kept))
        ]
    plainly, kept_ones = (CLOCK.sub("", repr(each)) for each in found)
    assert plainly == kept_ones


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each time that all cases of a period are read."""
    read, found = remembered._read, []

    def noted(loader: Loader, period: str, head: tuple[int, str]) -> Any:
        found.append(period)
        return read(loader, period, head)

    monkeypatch.setattr(remembered, "_read", noted)
    return found


def test_after_every_step_of_an_eventful_quarter_what_is_kept_is_what_the_rows_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, steps, whole = Remembered(), [], counting(monkeypatch)

    def followed(step: Callable[..., Any]) -> Callable[..., Any]:
        def done(office: Office, *given: Any, **named: Any) -> Any:
            answer = step(office, *given, **named)
            steps.append(same(office, kept))
            if len(steps) % EACH == 0:
                same_derived(office, kept, given[-1])
            return answer

        return done

    monkeypatch.setattr(play, "perform", followed(play.perform))
    monkeypatch.setattr(play, "tick", followed(play.tick))
    database = open_database(f"sqlite:///{tmp_path / 'office.db'}")
    play.play(eventful_quarter(), database)
    database.dispose()
    assert max(steps) > 0
    assert len(whole) < len(steps) / 2, f"{len(whole)} of {len(steps)} steps"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Three officers whose plans were approved."""
    return Template("sqlite", tmp_path_factory.mktemp("remembered"), THREE, planned)


def test_an_act_on_one_file_has_that_file_alone_read_anew(
    house: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.rehearsal() as office:
        kept, whole = Remembered(), counting(monkeypatch)
        same(office.office, kept)
        reported(office, "o2")
        same(office.office, kept)
        assert whole == [PERIOD]


def reported(office: Rehearsal, who: str) -> None:
    """Hand in a month."""
    office.done("summarise", who, who, {"month": 7, "text": "办结"}, at=at("08-03T09:00"))


def test_an_older_picture_of_the_database_is_not_shown_what_is_newer(house: Template) -> None:
    with house.rehearsal() as office:
        kept, database, name = Remembered(), office.database, office.office.id
        with database.read() as before:
            older = Recalling(before, name, kept).of_period("quarterly", PERIOD, {"plans"})
            reported(office, "o1")
            with database.read() as after:
                newer = Recalling(after, name, kept).of_period("quarterly", PERIOD, {"plans"})
            again = Recalling(before, name, kept).of_period("quarterly", PERIOD, {"plans"})
        assert [c.version for c in again] == [c.version for c in older]
        assert [c.version for c in newer] != [c.version for c in older]


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE journal_value SET value = '' WHERE seq = (SELECT max(seq) FROM journal)",
        "DELETE FROM journal_value WHERE seq = (SELECT max(seq) FROM journal)",
        "UPDATE appraisal_case SET version = version + 1 WHERE person <> ''",
    ],
)
def test_where_the_lines_do_not_tell_what_was_written_everything_is_read_anew(
    house: Template, spoil: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.rehearsal() as office:
        kept, whole = Remembered(), counting(monkeypatch)
        same(office.office, kept)
        reported(office, "o1")
        with office.database.begin() as connection:
            for trigger in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).all():
                connection.exec_driver_sql(f'DROP TRIGGER "{trigger[0]}"')
            connection.exec_driver_sql(spoil)
        same(office.office, kept)
        assert whole == [PERIOD, PERIOD]


def test_another_database_in_the_place_of_this_one_is_not_taken_for_it(house: Template) -> None:
    kept = Remembered()
    with house.rehearsal() as one:
        reported(one, "o1")
        same(one.office, kept)
    with house.rehearsal() as other:
        reported(other, "o2")
        reported(other, "o3")
        same(other.office, kept)


def test_a_period_that_is_too_large_is_not_kept(
    house: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST_CASES", 2)
    with house.rehearsal() as office:
        kept = Remembered()
        assert same(office.office, kept) == 3
        assert not kept._known
