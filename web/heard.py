"""What somebody is heard on or decides, beside the form in which they do so (R08, R26, R32)."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.conduct import ConductEntry
from rules.guards.direct import standing
from rules.words import day_words, minute_words
from web.opened import Opened
from web.visit import Visit
from workflow.explain.checks import OUTCOMES, TITLES
from workflow.fraud import FRAUD
from workflow.refusal import REFUSAL

Told = list[tuple[str, str, str]]
"""A label, a text, and whose it is and of when; in the order of the record."""
CHECKS = frozenset({REFUSAL.id, FRAUD.id})
PENDING = "pending"


def conduct_told(file: Opened) -> Told:
    """What was said and done in a check of conduct; nothing of files of other pages."""
    if file.case.procedure not in CHECKS:
        return []
    names = {p.id: p.name for p in file.loader.people({e.by for e in file.case.conduct})}
    return [part for entry in file.case.conduct for part in _entry(entry, names)]


def _entry(entry: ConductEntry, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    signed = f"{names.get(entry.by, '—')}，{minute_words(entry.at)}"
    outcome = f"{OUTCOMES[entry.outcome]}。" if entry.outcome else ""
    yield TITLES[entry.kind], f"{outcome}{entry.text}", signed
    if entry.evidence:
        yield "佐证材料", entry.evidence, ""
    if entry.until:
        yield "最后参加的日子", day_words(entry.until), ""
    if entry.measures:
        yield "采取的措施", "、".join(entry.measures), ""


def conduct_beside(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
    """The check of conduct that a form is about."""
    return {"about": conduct_told(file)}


def stated_beside(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
    """What a person is proposed to be graded directly for, to which they may state their view."""
    told: Told = []
    for each in standing(file.case.directs):
        told.append(("提请直接确定", f"“{each.grade}”", minute_words(each.at)))
        told += [("事实", each.facts, ""), ("佐证材料", each.evidence, "")]
    said = file.case.statements
    return {"about": told + [("您已陈述", s.text, minute_words(s.at)) for s in said]}


def recusal_beside(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
    """Who is asked to leave a file, by whom and why."""
    pending = [r for r in file.case.recusals if r.status == PENDING]
    people = {r.person for r in pending} | {r.by for r in pending}
    names = {p.id: p.name for p in file.loader.people(people)}
    told = [
        (
            f"{names.get(r.by, '—')}申请{names.get(r.person, '—')}回避",
            r.reason,
            minute_words(r.at),
        )
        for r in pending
    ]
    return {"about": told or [("回避申请", "没有等待决定的申请", "")]}
