"""What the fields of some forms are chosen from, as the file and its policy have it."""

from collections.abc import Sequence

from rules.strokes import by_strokes
from rules.terms import TREATMENT_TITLES
from rules.words import level_words
from web.opened import Opened
from web.visit import Visit
from workflow.duties import bench_of

Choices = dict[str, Sequence[tuple[str, str]]]
OTHER_LEVEL = ("其他级别", "其他级别（只有问责可选）")
STATUS_MOVES = frozenset({"set_status", "end_status"})


def offered(visit: Visit, file: Opened, move: str) -> Choices:
    """The choices (value, words) of a move's fields, by field; the rest is free to fill in."""
    if move in STATUS_MOVES:
        policy = bench_of(visit.site.office, file.loader, file.case.period).policy
        alike = list(TREATMENT_TITLES)
        listed = sorted(
            policy.statuses.items(),
            key=lambda kind: (alike.index(kind[1].treatment), by_strokes(kind[1].title)),
        )
        return {"kind": [(kind, term.title) for kind, term in listed]}
    if move == "record_opi":
        values = bench_of(visit.site.office, file.loader, file.case.period).policy.values
        return {"level": [*((x, x) for x in level_words(values.opi_levels)), OTHER_LEVEL]}
    if move == "follow_up_done":
        policy = bench_of(visit.site.office, file.loader, file.case.period).policy
        kinds = dict.fromkeys(f.kind for f in file.case.follow_ups)
        terms = policy.values.follow_ups
        return {"kind": [(k, terms[k].title if k in terms else k) for k in kinds]}
    return {}
