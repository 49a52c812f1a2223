"""Who visits the pages in the load test, and what they open, over and over.

Of twenty visitors twelve are officers, four lead, two are of the office, one chairs, one audits.
Every officer writes an entry of the log on each round, and some hand in a month's summary anew, so
that what is kept of all files never stays.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

OFFICERS, LEADERS = 12, 4
REPORTING = 3
"""Each how many officers one hands in a summary on each round."""


class Step(NamedTuple):
    """Something a visitor does: what it is called in the report, the address, a form if sent."""

    name: str
    path: str
    form: tuple[tuple[str, str], ...] | None = None


class Visitor(NamedTuple):
    """Somebody signed in: their handle, and their steps, in turn."""

    handle: str
    steps: Sequence[Step]


def visitors(cases: dict[str, int], quarter: int, last: int) -> Iterator[Visitor]:
    """The twenty; `cases` are files by handle, `last` is the last page of the quarter's list."""
    handles = sorted(cases, key=lambda handle: int(handle.removeprefix("officer")))
    for n in range(OFFICERS):
        handle = handles[n * len(handles) // OFFICERS]
        yield Visitor(handle, _officer(cases[handle], reports=n % REPORTING == 0))
    for n in range(LEADERS):
        own = handles[n * len(handles) // LEADERS]
        yield Visitor(f"leader{int(own.removeprefix('officer')) // 12}", _leader(cases[own]))
    yield from (Visitor(clerk, _clerk(quarter, last)) for clerk in ("clerk", "clerk2"))
    yield Visitor("chair", _chair(quarter))
    yield Visitor("auditor", _auditor(quarter))


def _officer(case: int, *, reports: bool) -> list[Step]:
    form = ("date", "2026-08-03"), ("text", "走访群众，受理诉求两件，均已转办。")
    month = ("month", "7"), ("text", "完成本月任务，信访件全部办结；补充一件。")
    summary = Step("officer: a summary (a move)", f"/cases/{case}/do/summarise", month)
    return [
        Step("officer: home", "/"),
        Step("officer: own file", f"/cases/{case}"),
        Step("officer: form of the log", f"/cases/{case}/do/log"),
        Step("officer: an entry of the log (a move)", f"/cases/{case}/do/log", form),
        *([summary] if reports else []),
        Step("officer: notices", "/notices"),
    ]


def _leader(case: int) -> list[Step]:
    return [
        Step("leader: home", "/"),
        Step("leader: own people", "/people"),
        Step("leader: a file", f"/cases/{case}"),
        Step("leader: feedback", "/feedback"),
    ]


def _clerk(quarter: int, last: int) -> list[Step]:
    whole = f"/quarters/{quarter}"
    return [
        Step("office: home", "/"),
        Step("office: quarter", whole),
        Step("office: quarter, last page", f"{whole}?page={last}"),
        Step("office: quarter by strokes", f"{whole}?order=strokes&page={last // 2 or 1}"),
        Step("office: who is late", "/late"),
        Step("office: people by strokes", f"/people-of-office?order=strokes&page={last}"),
        Step("office: people by name", "/people-of-office", (("name", "officer1"),)),
        Step("office: ledger", "/opi"),
        Step("office: feedback", "/feedback"),
        Step("office: mails", "/mails"),
        Step("office: form that extends", f"/cases/{quarter}/do/extend"),
    ]


def _chair(quarter: int) -> list[Step]:
    return [
        Step("group: home", "/"),
        Step("group: quarter", f"/quarters/{quarter}"),
        Step("group: session", f"/quarters/{quarter}/session"),
        Step("group: analysis", "/analysis"),
    ]


def _auditor(quarter: int) -> list[Step]:
    return [
        Step("audit: journal", "/journal"),
        Step("audit: quarter", f"/quarters/{quarter}"),
        Step("audit: accounts", "/accounts"),
    ]
