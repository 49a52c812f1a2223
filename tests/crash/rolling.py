"""Kill, reopen, go on: a warm process that forks lives, kills them, and compares what is left.

    python -m tests.crash.rolling DATABASE FOLDER SEED KILLS [PLANT]

DATABASE is sqlite or postgresql. Prints one JSON document; `unlike` and `faults` are empty if
every quarter ended as the one that was never killed.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path

from tests.crash.points import PLACES, Points
from tests.crash.quarter import SOUND, SPOILT, Record, faults, live, record
from tests.rehearsal import Template, reopened
from tests.workflow.quarters import six_person_quarter

NOTES, DEATHS = "faults", "deaths"
TIMED = 5  # each so-many-eth life is killed from outside, whatever it is just doing


@dataclass
class Told:
    """What came of it all."""

    kills: int = 0
    timed: int = 0
    lives: int = 0
    quarters: int = 0
    seconds: float = 0.0
    deaths: dict[str, int] = field(default_factory=dict)
    unlike: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def draws(seed: int) -> Iterator[int]:
    """Numbers that follow from a seed."""
    for place in count():
        yield int.from_bytes(sha256(f"{seed}/{place}".encode()).digest()[:8], "big")


class Rolling:
    """One rolling quarter after another, until there were kills enough."""

    def __init__(self, kind: str, folder: Path, seed: int, plant: str = "") -> None:
        self.folder, self.plant, self.numbers = folder, plant, draws(seed)
        self.scenario = six_person_quarter()
        self.template = Template(kind, folder, self.scenario, lambda house: None)
        self.told = Told()
        self.reference = self._reference()

    def _reference(self) -> Record:
        """The quarter that is never killed."""
        mails = self.folder / "reference"
        with self.template.rehearsal() as house:
            live(house, mails, Points())
            self.told.faults += faults(house)  # lives take over what was compiled for it
            return record(house, mails)

    def quarter(self, kills: int) -> None:
        """Live one quarter to its end, with kills on the way while there are to be more."""
        url, mails = self.template.copied(), self.folder / f"mails{self.told.quarters}"
        while True:
            self.told.lives += 1
            ended = self._life(url, mails, deadly=self.told.kills < kills)
            if ended == SPOILT:
                return
            if ended == SOUND:
                break
        self.told.quarters += 1
        with self.template.opened(url) as house:
            self.told.unlike += record(house, mails).unlike(self.reference)
            self.told.faults += faults(house)
        self.template.drop(url)

    def _life(self, url: str, mails: Path, *, deadly: bool) -> int:
        """Fork a life and wait for its end; -1 if it was killed."""
        number = next(self.numbers)
        timed = deadly and self.told.lives % TIMED == 0
        points = self._points(number) if deadly and not timed else Points(plant=self.plant)
        child = os.fork()
        if not child:
            self._be(url, mails, points)
        if timed:
            time.sleep(0.02 + number % 150 / 1000)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return os.waitstatus_to_exitcode(status)
        self.told.kills += 1
        self.told.timed += timed
        return -1

    def _points(self, number: int) -> Points:
        """Where a life is to end, read off a number."""
        rest, at = divmod(number, len(PLACES))
        place, reach = list(PLACES.items())[at]
        return Points(place, 1 + rest % reach, self.folder / DEATHS, self.plant)

    def _be(self, url: str, mails: Path, points: Points) -> None:
        """Be a life: open, look whether all is sound, go on where the last one was stopped."""
        found: list[str] = []
        try:
            house = reopened(self.scenario, url)
            found = faults(house)
            if not found:
                points.install(house.database)
                live(house, mails, points)
                house.database.dispose()
        except BaseException as error:  # noqa: BLE001 - nothing of it may reach the parent's code
            found = [repr(error)]
        finally:
            if found:
                (self.folder / NOTES).write_text("\n".join(found))
            os._exit(SPOILT if found else SOUND)


def roll(kind: str, folder: Path, seed: int, kills: int, plant: str = "") -> Told:
    """Kill so often, or until something is found to be wrong."""
    rolling = Rolling(kind, folder, seed, plant)
    told, start = rolling.told, time.monotonic()
    while told.kills < kills and not told.unlike and not told.faults:
        rolling.quarter(kills)
        if (folder / NOTES).exists():
            told.faults += (folder / NOTES).read_text().splitlines()
    told.deaths = dict(Counter((folder / DEATHS).read_text().splitlines()))
    told.seconds = round(time.monotonic() - start, 1)
    return told


if __name__ == "__main__":
    database, place, seed, kills, *plant = sys.argv[1:]
    found = roll(database, Path(place), int(seed), int(kills), *plant)
    sys.stdout.write(json.dumps(asdict(found)))
