"""How a person is treated in a quarter, put into a document: which status acts, and why (R29)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rules.calendar import CalendarMissing, beijing_day, beijing_text
from rules.nouns import Case, Person
from rules.status import Counted, Reckoner, Treated
from rules.terms import TREATMENT_TITLES, Treatment
from workflow.explain.score import hundredths
from workflow.explain.sources import Sources
from workflow.owing.owed import Bench


def treated(case: Case, bench: Bench, at: datetime) -> Treated | None:
    """How the person of a case is treated as of an instant; None while the calendar is missing."""
    reckoner = Reckoner(bench.quarter, bench.policy, bench.calendar, beijing_day(at))
    try:
        return reckoner.of(case)
    except CalendarMissing:
        return None


def treatment_of(case: Case, bench: Bench, at: datetime) -> str | None:
    """The treatment in a word; None while the calendar is missing."""
    found = treated(case, bench, at)
    return found.treatment.value if found else None


def why(found: Treated, sources: Sources, *, entitled: bool) -> dict[str, Any]:
    """What acts, by which document, under which clause; a restricted fact for the entitled only."""
    override = found.override
    treatment, people = _seen(found, entitled=entitled), sources.people
    told: dict[str, Any] = {
        "treatment": treatment.value,
        "title": TREATMENT_TITLES[treatment],
        **sources.rule("decide_status"),
        "acting": _counted(found.acting, people, entitled=entitled) if found.acting else None,
        "lighter": [
            _counted(c, people, entitled=entitled)
            for c in found.lighter
            if entitled or not c.term.restricted
        ],
        "override": None,
    }
    if override:
        told["override"] = {
            "reason": override.reason if entitled or not found.restricted else None,
            **sources.move("override_status"),
            **_signed(override.by, override.at, people),
        }
    return told


def special_of(
    case: Case, bench: Bench, sources: Sources, at: datetime, *, entitled: bool
) -> dict[str, Any]:
    """The treatment of a case and the notes of earlier leaders, for a derivation or a document.

    `special` is None where the person is treated as anybody is.
    """
    found = treated(case, bench, at)
    special = found and (found.acting or found.override)
    notes = [
        {
            "text": h.text,
            "unit": h.unit or None,
            "marks": [[name, hundredths(mark)] for name, mark in _marks(h.marks)],
            "weighted": False,
            **sources.move("hand_over_note"),
            **_signed(h.by, h.at, sources.people),
        }
        for h in case.handovers
    ]
    if found and found.acting:
        sources.status(found.acting.status.kind, hidden=found.restricted and not entitled)
    return {
        "treatment": seen(found, entitled=entitled),
        "special": why(found, sources, entitled=entitled) if found and special else None,
        "handovers": notes,
    }


def _marks(text: str) -> list[tuple[str, int]]:
    """The part marks of a note, in hundredths."""
    return sorted(json.loads(text).items()) if text else []


def seen(found: Treated | None, *, entitled: bool) -> str | None:
    """The treatment in a word, as a reader may see it."""
    return _seen(found, entitled=entitled).value if found else None


def _seen(found: Treated, *, entitled: bool) -> Treatment:
    held = found.treatment is Treatment.SUSPENDED and not entitled
    return Treatment.UNDETERMINED if held else found.treatment


def special_lines(doc: Mapping[str, Any]) -> Iterator[str]:
    """The treatment and the notes in lines for people."""
    if told := doc["special"]:
        yield f"  本季度按特殊情形处理：{told['title']}"
        for counted in ([told["acting"]] if told["acting"] else []) + told["lighter"]:
            yield f"  {_counted_words(counted)} [{counted['phrase']}]"
        if override := told["override"]:
            reason = override["reason"] or "(限制知悉)"
            yield f"  已按例外情形处理：{reason} [{override['by']}，{override['when'][:16]}]"
    for note in doc["handovers"]:
        unit = f"{note['unit']}：" if note["unit"] else ""
        marks = "、".join(f"{name}{mark}分" for name, mark in note["marks"])
        part = f"(分项评分：{marks}；只供评鉴参考，不计入得分)" if marks else ""
        signed = f"{note['by']}，{note['when'][:16]}；{note['phrase']}"
        yield f"  交接说明：{unit}{note['text']}{part} [{signed}]"


def _counted_words(counted: Mapping[str, Any]) -> str:
    if counted["kind"] is None:
        return "所依据的情形限制知悉"
    until = f"至{counted['until']}" if counted["until"] else "起"
    document = f"，{counted['document']}" if counted["document"] else ""
    days = f"，本季度{counted['of']}个工作日中占{counted['days']}个"
    return f"{counted['title']}：{counted['since']}{until}{document}{days}"


def _counted(counted: Counted, people: Mapping[str, Person], *, entitled: bool) -> dict[str, Any]:
    """A status that counts; of a restricted one others learn only what follows from it."""
    status, term = counted.status, counted.term
    cite = {"clause": term.clause, "basis": term.basis.value, "phrase": term.phrase}
    hidden = {
        "kind": None, "title": None, "since": None, "until": None, "document": None,
        "days": None, "of": None, "who": None, "by": None, "when": None,
    }  # fmt: skip
    if term.restricted and not entitled:
        return hidden | cite
    return {
        "kind": status.kind,
        "title": term.title,
        "since": status.since.isoformat(),
        "until": status.until.isoformat() if status.until else None,
        "document": status.document or None,
        "days": counted.days,
        "of": counted.of,
        **_signed(status.by, status.at, people),
        **cite,
    }


def _signed(person: str, at: datetime, people: Mapping[str, Person]) -> dict[str, Any]:
    known = people.get(person)
    return {
        "who": known.handle if known else None,
        "by": known.name if known else None,
        "when": beijing_text(at) if person else None,
    }
