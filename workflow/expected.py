"""The form of a scenario's expectations, judged when the file is loaded.

An expectation that names what does not exist could never hold, or would hold for ever: unknown
tables, keys, people, stages, kinds of mail and moves are told with what there is instead.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from notifications.notice import KINDS
from workflow.annual import ANNUAL
from workflow.beside import PAGE as BESIDE
from workflow.collective import OPEN, TITLES
from workflow.fraud import FRAUD
from workflow.objection import OBJECTION
from workflow.pages import PAGES
from workflow.quarterly import QUARTERLY
from workflow.refusal import REFUSAL

KEYS: Mapping[str, tuple[str, ...]] = {
    "case": ("quarter", "who", "stage", "total", "band", "proposed", "grade", "final", "direct",
             "aside", "treatment", "late", "late_leaders", "objections", "follow_ups",
             "resolutions", "interpretations", "delegated", "count"),
    "check": ("quarter", "who", "procedure", "title", "ordinal", "stage", "stage_title", "outcome",
              "measures", "opened", "count"),
    "follow_up": ("quarter", "who", "kind", "title", "owner", "owner_title", "opens", "due",
                  "state", "state_title", "document", "reason", "count"),
    "annual": ("year", "who", "name", "section", "stage", "quarters", "unsettled", "form_line",
               "counts", "determined", "excellent_candidate", "status_bar",
               "more_than_half_poor", "all_poor", "reasons", "summary", "late",
               "grade", "exception", "correction", "document", "recorded_by",
               "recorded_at", "acknowledged", "count"),
    "mail": ("to", "kind", "at", "subject", "state", "count"),
    "refusal": ("who", "do", "at", "clause", "text", "count"),
    "task": ("kind", "text", "count"),
    "delegation": ("number", "for", "delegate", "from", "to", "who", "standing", "document",
                   "ended", "count"),
    "objection": ("quarter", "who", "number", "kind", "lodged", "late", "stage", "outcome",
                  "before", "after", "answered", "count"),
    "notice": ("quarter", "number", "session", "status", "posted", "ends", "closed", "corrects",
               "count"),
    "quota": ("quarter", "n", "limit", "used"),
    "publicity": ("quarter", "number", "session", "status", "posted", "ends", "closed",
                  "corrects", "standing", "scope", "form", "contact"),
    "journal": ("lines", "valid"),
}  # fmt: skip
"""What an expectation of each kind may name; held to the report by a test."""
MOVES: Mapping[str, str] = {
    **{m.id: m.title for page in (*PAGES.values(), BESIDE) for m in page.moves if m.by},
    OPEN: TITLES[OPEN],
}
"""What a person may do in a scenario, with its title."""

_STAGES: Mapping[str, Mapping[str, str]] = {
    "annual": ANNUAL.stage_titles,
    "objection": OBJECTION.stage_titles,
    "check": REFUSAL.stage_titles | FRAUD.stage_titles,
}

FEW = 15
"""So many names are listed even where it is clear which was meant."""


class Cast(NamedTuple):
    """Who and what a scenario's expectations may name."""

    handles: Collection[str]
    quarters: Collection[str]


Place = Callable[[str, int, int], str]
"""How a table is named to the writer, by its key, its place and how many there are of it."""


def troubles(expect: Mapping[str, Any], cast: Cast, place: Place) -> Iterator[str]:
    """Everything in a file's `[expect]` tables that names what does not exist, as sentences."""
    for name, wanted in expect.items():
        if name not in KEYS:
            yield unknown("期望表 expect.", name, KEYS)
            continue
        tables = wanted if isinstance(wanted, list) else [wanted]
        for number, table in enumerate(tables, 1):
            where = place(f"expect.{name}", number, len(tables))
            if isinstance(table, Mapping):
                yield from (f"{where}{text}" for text in _table(name, table, cast))
            else:
                yield f"{where}须写成 {{ 名称 = 值 }} 的表"


def _table(name: str, table: Mapping[str, Any], cast: Cast) -> Iterator[str]:
    known: Mapping[str, Collection[str]] = {
        "who": cast.handles,
        "to": cast.handles,
        "quarter": cast.quarters,
        "year": cast.quarters,
        "do": MOVES,
        "stage": _STAGES.get(name, QUARTERLY.stage_titles),
    }
    if name == "delegation":
        known = dict.fromkeys(("for", "delegate", "who"), cast.handles)
    if name == "mail":
        known = {**known, "kind": KINDS}
    for key, value in table.items():
        if key not in KEYS[name]:
            yield unknown("项 ", key, KEYS[name])
        elif key in known and value not in known[key]:
            yield f"的 {unknown(f'{key} ', str(value), known[key])}"
        elif key == "count" and (type(value) is not int or value < 0):
            yield "的 count 须为整数，如 1"


def unknown(what: str, name: str, known: Collection[str]) -> str:
    """That there is no such name, what it might be, and what there is; with titles if known."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    if near and len(known) > FEW:
        return f"{what}“{name[:40]}”不存在，是不是要 {_titled(near[0], known)}"
    hint = f"，是不是要 {near[0]}" if near else ""
    listed = "、".join(_titled(each, known) for each in known)
    return f"{what}“{name[:40]}”不存在{hint}；可用的有：{listed}"


def _titled(name: str, known: Collection[str]) -> str:
    title = known.get(name) if isinstance(known, Mapping) else None
    title = title if isinstance(title, str) else getattr(title, "title", None)
    return f"{name}({title})" if title else name
