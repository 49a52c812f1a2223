"""Who sits on an objection: those of the group who answer it, and who keeps away and why (R27)."""

from dataclasses import dataclass
from datetime import datetime

from rules.calendar import beijing_day
from rules.nouns import Case, Person
from rules.objecting import reviewers_of
from rules.strokes import by_strokes
from rules.ties import conflict
from storage.load import Loader
from workflow.batch import WHY_AWAY
from workflow.duties import bench_of
from workflow.office import Office
from workflow.people import ENTITLED
from workflow.ties import OfficeTies

REVIEWER = "评鉴人"


@dataclass(frozen=True)
class Sitting:
    """Those who may sit, how many of them at least, and who of the group keeps away and why."""

    members: tuple[Person, ...]
    quorum: int
    away: tuple[tuple[Person, str], ...]


def sitting_on(office: Office, loader: Loader, case: Case, subject: int, at: datetime) -> Sitting:
    """Who sits on an objection, of the file `case`, to the result of the case `subject`."""
    group = loader.holders(ENTITLED, beijing_day(at))
    result = loader.case(subject, {"proposals"})
    reviewers = reviewers_of(case, result)
    ties = OfficeTies(loader, case.period, at, {case.person}, group)
    people = sorted(loader.people(group), key=lambda p: (by_strokes(p.name), p.id))
    away = []
    for person in people:
        tie = conflict(ties, person.id, case.person)
        if why := REVIEWER if person.id in reviewers else WHY_AWAY[tie] if tie else "":
            away.append((person, why))
    out = {p.id for p, _ in away}
    members = tuple(p for p in people if p.id not in out)
    share = bench_of(office, loader, case.period).policy.values.quorum_share
    least = -(-len(members) * share.numerator // share.denominator)
    return Sitting(members, max(least, 1), tuple(away))
