"""Checks of conduct of a person in a quarter, put into a document and into lines (R26).

What was said and done in one is for those who deal with it: the person, their leader, the office,
the leading group and the auditor. Others learn that there is a check, and no more.
"""

from collections.abc import Iterator
from typing import Any

from rules.conduct import (
    DECISION,
    EDUCATION,
    FACTS,
    NOT_PROVEN,
    PARTICIPATION,
    REMINDER,
    STATEMENT,
    ConductEntry,
)
from rules.nouns import Case
from storage.load import Loader
from workflow.explain.score_text import Doc, signature
from workflow.explain.sources import Sources
from workflow.fraud import FRAUD
from workflow.procedure import Procedure
from workflow.refusal import REFUSAL

OF_REFUSAL = {
    FACTS: "open_refusal",
    REMINDER: "remind_refusal",
    EDUCATION: "educate_refusal",
    STATEMENT: "explain_refusal",
    PARTICIPATION: "take_part",
    DECISION: "decide_refusal",
}
OF_FRAUD = {FACTS: "open_fraud", STATEMENT: "answer_fraud", DECISION: "prove_fraud"}
TITLES = {
    FACTS: "核查的事实",
    REMINDER: "提醒",
    EDUCATION: "教育",
    STATEMENT: "本人陈述",
    PARTICIPATION: "已参加考核",
    DECISION: "认定",
}
OUTCOMES = {
    "": "",
    "refused_after_education": "教育后拒不改正",
    "proven": "情况属实",
    NOT_PROVEN: "不能认定",
}
HIDDEN: dict[str, Any] = {
    "hidden": True, "procedure": None, "title": None, "stage": None, "stage_title": None,
    "entries": [],
}  # fmt: skip


def checks_of_person(
    loader: Loader, case: Case, sources: Sources, *, concerned: bool
) -> list[dict[str, Any]]:
    """The checks of a case's person in its quarter, oldest first, entry by entry.

    To whom they do not concern each is one that is there and hidden.
    """
    return [
        _check(found, page, sources) if concerned else _hidden(page, sources)
        for page in (REFUSAL, FRAUD)
        for found in loader.of_period(page.id, case.period, {"conduct"})
        if found.person == case.person
    ]


def _hidden(page: Procedure, sources: Sources) -> dict[str, Any]:
    """A check of which only the clause is told; cited so that nothing else names which it is."""
    cite = sources.policy.moves[page.begun_by[0]]
    return HIDDEN | {"clause": cite.clause, "basis": cite.basis.value, "phrase": cite.phrase}


def _check(case: Case, page: Procedure, sources: Sources) -> dict[str, Any]:
    return {
        "hidden": False,
        "procedure": page.id,
        "title": page.title,
        "stage": case.stage,
        "stage_title": page.stage_titles[case.stage],
        **sources.move(page.begun_by[0]),
        "entries": [_entry(entry, page, sources) for entry in case.conduct],
    }


def _entry(entry: ConductEntry, page: Procedure, sources: Sources) -> dict[str, Any]:
    move = (OF_REFUSAL if page is REFUSAL else OF_FRAUD)[entry.kind]
    if entry.outcome == NOT_PROVEN:
        move = "clear_fraud"
    return {
        "kind": entry.kind,
        "title": TITLES[entry.kind],
        "text": entry.text,
        "evidence": entry.evidence or None,
        "until": entry.until.isoformat() if entry.until else None,
        "outcome": entry.outcome or None,
        "measures": list(entry.measures),
        "measures_cite": sources.value("conduct_measures") if entry.measures else None,
        **sources.move(move),
        **sources.signed(entry.by, entry.at),
    }


def check_lines(doc: Doc) -> Iterator[str]:
    """The checks in lines for people."""
    for check in doc["checks"]:
        if check["hidden"]:
            yield "  本季度有情况核查(限制知悉)"
            continue
        yield f"  {check['title']}：{check['stage_title']}"
        for entry in check["entries"]:
            outcome = f"“{OUTCOMES[entry['outcome']]}”；" if entry["outcome"] else ""
            evidence = f"；佐证：{entry['evidence']}" if entry["evidence"] else ""
            until = f"；限{entry['until']}前参加" if entry["until"] else ""
            measures = f"；采取{'、'.join(entry['measures'])}" if entry["measures"] else ""
            text = f"{outcome}{entry['text']}{evidence}{until}{measures}"
            yield f"    {entry['title']}：{text} {signature(entry)}"
