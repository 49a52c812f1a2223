"""What the chair or the group is asked to confirm: who asked for what, why, on what evidence."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.guards.direct import standing
from rules.guards.relief import PAST_EXEMPTION
from rules.inputs.office import EXEMPT_KINDS
from rules.nouns import Case
from rules.records import Extension
from rules.words import day_words, minute_words
from web.opened import Opened
from web.visit import Visit
from workflow.effects.record import item_words
from workflow.effects.relief import SCOPES
from workflow.quarterly import QUARTERLY

PENDING = "pending"
WHOSE = ":"
"""Stands between what is confirmed and whose it is in one choice of the form."""
Told = list[tuple[str, str]]


def beside_confirm(_visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """What awaits the chair, as (choice, title, facts): extensions together, exemptions apart."""
    loader, period = file.loader, file.case.period
    names = {p.id: p for p in loader.everyone()}
    asked = [e for e in loader.of_quarter("extensions", period) if e.status == PENDING]
    waiting: list[tuple[str, str, Told]] = []
    if asked:
        told = [line for each in asked for line in _extension(each, names[each.by].name)]
        waiting.append(("extend", "延期", told))
    for case in loader.of_period(QUARTERLY.id, period, ("exemptions",)):
        if case.stage not in PAST_EXEMPTION:
            who = names[case.person]
            told = [
                line for e in case.exemptions if e.status == PENDING for line in _leave(e, names)
            ]
            if told:
                waiting.append((f"exempt{WHOSE}{who.handle}", f"{who.name}不参加考核", told))
    return {"waiting": waiting, "idle": not waiting}


def _extension(each: Extension, by: str) -> Iterator[tuple[str, str]]:
    yield "延期的事项", f"{item_words(each.item, each.month)}，{SCOPES[each.scope]}"
    yield "延至", day_words(each.until)
    yield "理由", each.reason or "—"
    yield "提出", f"{by}，{minute_words(each.at)}"


def _leave(each: Any, names: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kinds = {kind: words for words, kind in EXEMPT_KINDS.items() if not words.isascii()}
    yield "情形", kinds.get(each.kind, each.kind)
    yield "理由", each.reason
    yield "依据的文件", each.document or "—"
    yield "提出", f"{names[each.by].name}，{minute_words(each.at)}"


def confirm_read(data: dict[str, Any]) -> dict[str, Any]:
    """One choice of the form says what is confirmed and, of an exemption, whose."""
    of, whose, who = str(data.get("of", "")).partition(WHOSE)
    return {**data, "of": of, "who": who} if whose else data


def beside_direct(_visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """The direct grades that were proposed and stand, as (grade, status, facts)."""
    case = file.case
    names = {p.id: p.name for p in file.loader.everyone()}
    waiting = [
        (d.grade.value, d.status, list(_direct(case, d, names))) for d in standing(case.directs)
    ]
    return {"waiting": waiting, "idle": not waiting}


def _direct(case: Case, each: Any, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "事实", each.facts
    yield "佐证材料", each.evidence
    yield "提请", f"{names.get(each.by, '—')}，{minute_words(each.at)}"
    for said in case.statements:
        if said.at >= each.at:
            yield "本人陈述", f"{said.text}（{minute_words(said.at)}）"
