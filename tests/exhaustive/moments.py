"""Points of the examples from which everything is to come to an end: every stage is at one."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from storage.database import open_database
from tests.offices.test_examples import EXAMPLES, FILES
from workflow.calendars import import_year
from workflow.play import Played, play_act, run_clock, stage_set
from workflow.scenario import load_scenario

NEXT_YEAR = """
year = 2027
source = "试验用"
holidays = [2027-01-01]
workdays = []
"""
"""Without the notice of the next year what falls into it waits for it, and rightly so."""

SEED = 3
"""Another seed puts other points first, of which a hurried run looks at no more."""


class Moment(NamedTuple):
    """A point of an example: before its act of this number; and stages that are there."""

    file: str
    act: int
    stages: frozenset[str]


def _moment(file: str, act: int, *stages: str) -> Moment:
    return Moment(file, act, frozenset(stages))


MOMENTS = (
    _moment("on_time", 0, "quarterly/planning", "cycle/running"),
    _moment("on_time", 1, "quarterly/plan_review"),
    _moment("on_time", 10, "quarterly/recording"),
    _moment("on_time", 20, "quarterly/appraising", "quarterly/determining"),
    _moment("on_time", 25, "quarterly/feedback"),
    _moment("status_suspended_two_quarters", 27, "quarterly/suspended"),
    _moment("objection_late_admitted", 48, "objection/lodged"),
    _moment("objection_late_admitted", 51, "objection/received"),
    _moment("objection_reappraised", 50, "objection/investigated", "quarterly/publicity"),
    _moment("objection_reappraised", 52),
    _moment("year", 98, "annual/summarising", "year/year_running"),
    _moment("year", 99, "annual/assessing"),
    _moment("year", 116, "annual/graded"),
    _moment("year", 120, "annual/annual_publicity"),
    _moment("refusal_to_the_end", 8, "refusal/reminding"),
    _moment("refusal_to_the_end", 16, "refusal/last_call"),
    _moment("fraud_withdrawn", 27, "fraud/hearing"),
    _moment("fraud_withdrawn", 32),
    _moment("report_to_auditor", 10, "supervision/registered"),
    _moment("report_to_auditor", 17, "supervision/handed_over"),
    _moment("rare_ways", 76),
    _moment("status_away_not_forgotten", 12),
    _moment("status_away_not_forgotten", 20),
    _moment("set_aside_supplementary", 39),
    _moment("chair_conflicted", 23),
    _moment("objection_chair_is_reviewer", 50),
    _moment("status_after_decision", 27),
    _moment("clerk_own_file", 10),
    _moment("direct_conflict", 23),
    _moment("ledger", 47),
)
"""The stages, and points at which something stands in the way of going on."""


def played_to(moment: Moment, folder: Path) -> tuple[Played, datetime]:
    """Play an example up to a point on SQLite, in a file of a folder."""
    return played_on(moment, f"sqlite:///{folder}/moment.db")


def played_on(moment: Moment, url: str) -> tuple[Played, datetime]:
    """Play an example up to a point, with the calendar of the next year in hand."""
    scenario = load_scenario(EXAMPLES / f"{moment.file}.toml")
    played = stage_set(scenario, open_database(url))
    for place, act in enumerate(scenario.acts[: moment.act], 1):
        run_clock(played, act.at)
        play_act(played, act, f"act-{place}")
    at = scenario.acts[moment.act].at
    run_clock(played, at)
    if at.year not in {2025} and 2027 not in played.office.calendar.years:
        import_year(played.office, NEXT_YEAR, at)
    return played, at


@cache
def anywhere() -> tuple[Moment, ...]:
    """Every point of every example, before each of its acts, in an order that a seed chose."""
    points = [
        Moment(path.stem, act, frozenset())
        for path in FILES
        for act in range(len(load_scenario(path).acts))
    ]
    return tuple(sorted(points, key=_drawn))


def _drawn(moment: Moment) -> bytes:
    return sha256(f"{SEED}/{moment.file}/{moment.act}".encode()).digest()


BY_NAME: Mapping[str, Moment] = {f"{m.file}-{m.act}": m for m in MOMENTS}
