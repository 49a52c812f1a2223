"""The result of a file with its whole derivation, for whoever may know it, on screen and paper."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.policy import BASIS_TITLES, Basis, clause_title
from rules.provisional import value_words
from rules.words import on_behalf
from storage.database import DatabaseError
from web.opened import Opened, opened
from web.pages import shown
from web.visit import Here, Visit
from workflow.explain import explain, explain_lines
from workflow.explain.score_text import near, percent, when
from workflow.quarterly import QUARTERLY
from workflow.reading import CannotRecord, record_reading
from workflow.sight import Sight

router = APIRouter()
SCORE, READINGS, JOURNAL = "二、平时考核得分", "九、所用的口径", "十、工作留痕"
"""The sections that are tables of their own here."""
RANKS = {"total": "得分", "kpi": "KPI", "bpi": "BPI"}


@router.get("/cases/{number}/result")
def show(visit: Here, number: int) -> Response:
    """The derivation of a result: every value with its clause, basis, who gave it and when."""
    office = visit.site.office
    with office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
    if file.case.procedure != QUARTERLY.id or file.person is None or not file.judged:
        raise visit.deny()
    handle, period = file.person.handle, file.case.period
    part = not file.entitled  # who may look at a file and is not entitled has to do with it
    told = _whole(
        visit, file,
        lambda e: explain(office, handle, period, visit.at, entitled=e, concerned=part),
    )  # fmt: skip
    return shown(
        visit, "result.html", case=file.case, doc=told, score=told["score"], parts=_parts(told),
        journal=_journal(visit, file, told), near=near, percent=percent, when=when,
        clause=clause_title, signed=_signed, readings=list(_readings(told)),
    )  # fmt: skip


def _whole(visit: Visit, file: Opened, build: Callable[[bool], dict[str, Any]]) -> dict[str, Any]:
    """The derivation as its reader may see it; what is restricted is put on record first."""
    masked = build(False)
    if not file.entitled:
        return masked
    whole = build(True)
    if whole == masked:
        return whole
    case, reader = file.case, visit.who.person
    try:
        record_reading(
            visit.site.office, reader, "explain", visit.at, case=case.id, period=case.period
        )
    except (CannotRecord, DatabaseError):
        return masked
    return whole


def _parts(told: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The sections of the derivation in lines, by their titles, but those that are tables here."""
    found: list[tuple[str, list[str]]] = []
    fresh = False
    for line in explain_lines(dict(told)):
        if not line:
            fresh = True
        elif fresh:
            found.append((line, []))
            fresh = False
        elif found:
            found[-1][1].append(line)
    return [(title, lines) for title, lines in found if title not in {SCORE, READINGS, JOURNAL}]


def _readings(told: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """What the result rests on that is less than the regulation's words, with what is adopted."""
    for each in told["provisional"]:
        value = each["value"]
        if isinstance(value, list | tuple):
            value = [RANKS.get(v, v) if isinstance(v, str) else v for v in value]
        yield {
            "key": f"{each['kind']}.{each['name']}",
            "note": each["note"],
            "value": "" if value is None else value_words(value),
            "basis": f"{BASIS_TITLES[Basis(each['basis'])]}，{clause_title(each['clause'])}",
            "state": each["title"] if each["adopted"] else "待审定",
        }


def _journal(visit: Visit, file: Opened, told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The course of the file; whose attempts were refused is told to themselves alone."""
    own = Sight.OWN in file.sights
    return [
        line
        for line in told["journal"]
        if line["outcome"] == "done" or not own or line["who"] == visit.who.handle
    ]


def _signed(part: Mapping[str, Any]) -> str:
    """Who gave a value and when."""
    by = on_behalf(part.get("by") or "", part.get("behalf"))
    return "，".join(text for text in (by, when(part.get("when"))) if text)
