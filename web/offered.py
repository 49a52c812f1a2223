"""What the fields of some forms are chosen from, as the file and its policy have it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rules.calendar import beijing_day
from rules.policy import Policy
from rules.strokes import by_strokes
from rules.terms import TREATMENT_TITLES, Term
from rules.words import day_words, level_words
from storage.ties import delegations
from web.opened import Opened
from web.plain import noted
from web.visit import Visit
from workflow.duties import bench_of
from workflow.measures import open_measures

Choices = dict[str, Sequence[tuple[str, str]]]
OTHER_LEVEL = ("其他级别", "其他级别（只有问责可选）")
RECOMMENDED = "recommended"
SHORT = 30
"""Signs of a text that a choice shows at most."""
STATUS_MOVES = frozenset({"set_status", "end_status"})


def statuses_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """The kinds of status by what they come to, the heaviest first, each with what it means."""
    policy = bench_of(visit.site.office, file.loader, file.case.period).policy
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, term in _by_treatment(policy):
        found.setdefault(TREATMENT_TITLES[term.treatment], []).append((kind, _said(term)))
    return {"treated": list(found.items())}


def _said(term: Term) -> str:
    """A kind of status in a line: its names, who may learn of it, and when it counts or why."""
    names = "、".join((term.title, *(name for name in term.also if not name.isascii())))
    secret = "（限制知悉）" if term.restricted else ""
    meant = noted(term.note).partition("；")[0]
    return f"{names}{secret}：{meant}" if meant else f"{names}{secret}"


def _by_treatment(policy: Policy) -> list[tuple[str, Term]]:
    """The kinds of status, those that come to the same together, by the strokes of their names."""
    alike = list(TREATMENT_TITLES)
    return sorted(
        policy.statuses.items(),
        key=lambda kind: (alike.index(kind[1].treatment), by_strokes(kind[1].title)),
    )


def offered(visit: Visit, file: Opened, move: str) -> Choices:
    """The choices (value, words) of a move's fields, by field; the rest is free to fill in."""
    if move in STATUS_MOVES:
        policy = bench_of(visit.site.office, file.loader, file.case.period).policy
        return {"kind": [(kind, term.title) for kind, term in _by_treatment(policy)]}
    if move == "record_opi":
        values = bench_of(visit.site.office, file.loader, file.case.period).policy.values
        return {"level": [*((x, x) for x in level_words(values.opi_levels)), OTHER_LEVEL]}
    if counted := NUMBERED.get(move):
        return {"number": list(counted(visit, file))}
    if move == "recommend_measure":
        policy = bench_of(visit.site.office, file.loader, file.case.period).policy
        kinds_of = policy.values.follow_ups.items()
        return {"kind": [(k, term.title) for k, term in kinds_of if term.mode == RECOMMENDED]}
    if move == "follow_up_done":
        policy = bench_of(visit.site.office, file.loader, file.case.period).policy
        kinds = dict.fromkeys(f.kind for f in file.case.follow_ups)
        terms = policy.values.follow_ups
        return {"kind": [(k, terms[k].title if k in terms else k) for k in kinds]}
    return {}


def _delegations(visit: Visit, file: Opened) -> Iterator[tuple[str, str]]:
    """The delegations that have not ended, by number: who for whom, until when."""
    office, names = visit.site.office, {p.id: p.name for p in file.loader.everyone()}
    for each in delegations(file.loader.connection, office.id):
        if each.ended_at is None and (each.until is None or each.until >= beijing_day(visit.at)):
            two = f"{names.get(each.delegate, '')}代{names.get(each.principal, '')}"
            whose = f"，只办{names.get(each.who, '')}的" if each.who else ""
            until = f"到{day_words(each.until)}" if each.until else "长期"
            yield str(each.number), f"第{each.number}号：{two}{whose}，{until}"


def _measures(_: Visit, file: Opened) -> Iterator[tuple[str, str]]:
    """The measures that nobody reported done, by number: what, who sees to it, until when."""
    names = {p.id: p.name for p in file.loader.everyone()}
    for each in open_measures(file.loader, file.case.period):
        who, until = names.get(each.owner, ""), day_words(each.due)
        yield str(each.number), f"第{each.number}项：{_short(each.text)}（{who}，{until}前）"


def _postings(_: Visit, file: Opened) -> Iterator[tuple[str, str]]:
    """The notices that hang, by number, with the day each was posted."""
    for each in file.loader.of_quarter("postings", file.case.period):
        if each.status == "open":
            yield str(each.number), f"第{each.number}次公示（{day_words(each.posted)}发布）"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[:SHORT]}……"


NUMBERED: Mapping[str, Callable[[Visit, Opened], Iterator[tuple[str, str]]]] = {
    "end_delegation": _delegations,
    "measure_done": _measures,
    "annul_publicity": _postings,
    "annul_year_publicity": _postings,
}
"""Moves that name by a number which of several is meant: nobody has to know it."""
