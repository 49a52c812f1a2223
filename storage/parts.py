"""The parts of a case and of a quarter: which table and noun each is, and how it is read (R28)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any, get_type_hints

from sqlalchemy import Table, bindparam, select

from rules import nouns
from rules.conduct import ConductEntry
from rules.supervision import FlagNote, Irregularity
from storage.change import Put
from storage.persons import OF_PERSON
from storage.rows import RECORD, SummaryRow
from storage.statement import Statement, among

OF_CASE: dict[str, tuple[str, type[Any], tuple[str, ...]]] = {
    "plans": ("plan", nouns.Plan, ("number",)),
    "plan_items": ("plan_item", nouns.PlanItem, ("plan", "ordinal")),
    "logs": ("log_entry", nouns.LogEntry, ("number",)),
    "summaries": ("summary", nouns.Summary, ("month", "number")),
    "openings": ("opening", nouns.Opening, ("number",)),
    "exemptions": ("exemption", nouns.Exemption, ("number",)),
    "marks": ("mark", nouns.Mark, ("part", "plan", "name")),
    "proposals": ("proposal", nouns.Proposal, ("number",)),
    "directs": ("direct", nouns.Direct, ("number",)),
    "statements": ("statement", nouns.Statement, ("number",)),
    "opi": ("opi", nouns.Opi, ("number",)),
    "decisions": ("decision", nouns.Decision, ("number",)),
    "feedbacks": ("feedback", nouns.Feedback, ("number",)),
    "acknowledgements": ("acknowledgement", nouns.Acknowledgement, ("number",)),
    "lateness": ("lateness", nouns.Lateness, ("item",)),
    "year_summaries": ("year_summary", nouns.YearSummary, ("number",)),
    "annual_results": ("annual_result", nouns.AnnualResult, ("number",)),
    "overrides": ("status_override", nouns.Override, ("number",)),
    "handovers": ("handover", nouns.Handover, ("number",)),
    "recusals": ("recusal", nouns.Recusal, ("number",)),
    "irregularities": ("irregularity", Irregularity, ("number",)),
    "conduct": ("conduct_entry", ConductEntry, ("number",)),
    "follow_ups": ("follow_up", nouns.FollowUp, ("number",)),
    "resolutions": ("resolution", nouns.Resolution, ("number",)),
}
_BY_TABLE = {table: part for part, (table, _, _) in OF_CASE.items()}
OF_QUARTER: dict[str, tuple[str, type[Any]]] = {
    "extensions": ("extension", nouns.Extension),
    "sessions": ("session", nouns.Session),
    "postings": ("posting", nouns.Posting),
    "postponements": ("postponement", nouns.Postponement),
    "measures": ("measure", nouns.Measure),
    "goals": ("goal", nouns.ListedGoal),
    "objections": ("objection", nouns.Objection),
    "leads": ("objection_lead", nouns.Lead),
    "flag_notes": ("flag_note", FlagNote),
}
ALL_PARTS = frozenset(OF_CASE) | {"extensions", "measures", "goals", "objections"} | OF_PERSON
HANDED_IN = "handed_in"
"""A part for the clock: the months with a summary, without what is in it."""
BY_CASE = frozenset(OF_CASE) | {HANDED_IN}
"""The parts that belong to a case, not to its quarter."""

_summaries = SummaryRow.__table__  # type: ignore[attr-defined]


@cache
def _converters(noun: type[Any]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """What turns a stored value back into the noun's type, by position."""
    hints = get_type_hints(noun)
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for place, name in enumerate(f.name for f in fields(noun)):
        hint = hints[name]
        if isinstance(hint, type) and issubclass(hint, Enum):
            found.append((place, hint))
        elif getattr(hint, "__origin__", None) is tuple:
            found.append((place, tuple))
    return tuple(found)


@cache
def part_of_one(part: str) -> Statement:
    """The query of a part of one case."""
    name, noun, order = OF_CASE[part]
    table = RECORD.tables[name]
    query = (
        select(*_columns(table, noun))
        .where(table.c.office == bindparam("office"), table.c.case_id == bindparam("case_id"))
        .order_by(*(table.c[o] for o in order))
    )
    return Statement(query, noun, _converters(noun))  # type: ignore[arg-type]


@cache
def part_of_many(part: str) -> Statement:
    """The query of a part of many cases, each row led by its case."""
    name, noun, order = OF_CASE[part]
    table = RECORD.tables[name]
    query = (
        select(table.c.case_id, *_columns(table, noun))
        .where(table.c.office == bindparam("office"), among(table.c.case_id, "ids"))
        .order_by(table.c.case_id, *(table.c[o] for o in order))
    )
    steps = _converters(noun)  # type: ignore[arg-type]
    return Statement(query, then=[(place + 1, make) for place, make in steps])


@cache
def part_of_quarter(part: str) -> Statement:
    """The query of what concerns a quarter as a whole, oldest first."""
    name, noun = OF_QUARTER[part]
    table = RECORD.tables[name]
    query = select(*_columns(table, noun)).where(table.c.office == bindparam("office"))
    if "period" in table.c:  # the list of goals is the office's, whatever the quarter
        query = query.where(table.c.period == bindparam("period"))
    query = query.order_by(table.c.number)
    return Statement(query, noun, _converters(noun))  # type: ignore[arg-type]


def _columns(table: Table, noun: type[Any]) -> list[Any]:
    return [table.c[f.name] for f in fields(noun)]


@cache
def _names(part: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(OF_CASE[part][1]))


def with_new(
    parts: Mapping[str, tuple[Any, ...]], changes: Sequence[Put]
) -> Mapping[str, tuple[Any, ...]]:
    """A case's parts with the rows that changes have put there since they were read."""
    if not changes:
        return parts
    found = dict(parts)
    for change in changes:
        part = _BY_TABLE[change.table]
        names = _names(part)
        found[part] = (*found[part], OF_CASE[part][1](*[change.values[name] for name in names]))
    return found


MONTHS = Statement(
    select(_summaries.c.case_id, _summaries.c.month, _summaries.c.status)
    .where(_summaries.c.office == bindparam("office"), among(_summaries.c.case_id, "ids"))
    .order_by(_summaries.c.case_id, _summaries.c.month, _summaries.c.number)
)
"""The month and standing of all versions of the summaries of cases."""
