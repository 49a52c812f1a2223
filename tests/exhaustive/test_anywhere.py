"""From wherever one starts: points of all the examples, drawn by a seed, and all of them in a soak.

What test_no_trap proves at chosen points is tried here at points that nobody chose.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.exhaustive.moments import anywhere, played_to
from tests.exhaustive.offices import MOST, Diligent, Lazy, open_cases
from workflow.play import run_clock

ALL = os.environ.get("KAOHE_SOAK") == "1"
DILIGENT = range(len(anywhere()) if ALL else 20)
LAZY = range(len(anywhere()) if ALL else 10)
ENOUGH = 460
"""Days in which a year is over, whatever of it is still to come, with its objections and duties."""

pytestmark = [pytest.mark.soak, pytest.mark.rule("R30")]


@pytest.mark.parametrize("draw", DILIGENT)
def test_people_who_do_their_part_bring_everything_to_its_end(draw: int, tmp_path: Path) -> None:
    """Whatever is listed as due is done, and nothing else; then nothing is open any more."""
    moment = anywhere()[draw]
    played, at = played_to(moment, tmp_path)
    office = Diligent(played, at)
    ended = office.bring_to_end(ENOUGH)
    assert ended is not None, (moment, open_cases(played), office.desk.refused[-5:])


@pytest.mark.parametrize("draw", LAZY)
def test_what_people_leave_undone_is_put_to_the_office_once(draw: int, tmp_path: Path) -> None:
    """Each thing once, to those who may learn of it; and at last there is silence."""
    moment = anywhere()[-1 - draw]
    played, at = played_to(moment, tmp_path)
    office = Lazy(played, at)
    office.wait(150)
    for listed in office.put_to_office().values():
        assert listed == office.expected, moment
    assert office.told_apart() == office.reserved, moment
    assert max(office.reminders().values(), default=0) <= MOST, moment
    run_clock(played, at + timedelta(days=ENOUGH))
    before = office.written()
    run_clock(played, at + timedelta(days=2 * ENOUGH))
    assert office.written() == before, moment
