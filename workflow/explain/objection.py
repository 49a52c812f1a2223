"""Objections to a result, put into a document and into lines: the result before and after (R27)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from rules.calendar import beijing_text
from rules.nouns import Case, Objection
from workflow.explain.score_text import Doc, signature, when
from workflow.explain.sources import Sources
from workflow.objection import OBJECTION

OUTCOMES = {
    "maintained": "维持",
    "changed": "变更",
    "reappraise": "重新评鉴",
    "not_admitted": "逾期不予受理",
}


def objections_of(case: Case, sources: Sources) -> list[dict[str, Any]]:
    """The objections to a case's result, oldest first; who signed another's stays unsaid."""
    return [_told(case, each, sources) for each in case.objections]


def _told(case: Case, each: Objection, sources: Sources) -> dict[str, Any]:
    lodged = _signed(sources, each.by if each.own else "", each.lodged_at)
    return {
        "number": each.number,
        "kind": each.kind,
        "text": each.text,
        "late": each.late,
        "stage": each.stage,
        "stage_title": OBJECTION.stage_titles[each.stage],
        "lodged_about": next(
            (d.grade.value for d in reversed(case.decisions) if d.at <= each.lodged_at), None
        ),
        "before": each.before or None,
        "after": each.after or None,
        **sources.move("object" if each.own else "object_other"),
        **lodged,
        "admitted": _step(sources, "admit_objection", each.admission, "", each.admitted_at),
        "received": _step(sources, "receive_objection", "", each.received_by, each.received_at),
        "statement": _step(
            sources, "reviewer_statement", each.statement, each.stated_by, each.stated_at
        ),
        "investigated": _step(
            sources, "investigate_objection", each.facts, "", each.investigated_at
        )
        | {"by_whom": sources.names(each.investigators)},
        "answer": _answer(each, sources),
    }


def _step(sources: Sources, move: str, text: str, by: str, at: datetime | None) -> dict[str, Any]:
    """One step on the way to the answer; `done` tells whether it was taken."""
    signed = _signed(sources, by, at)
    return {"done": at is not None, "text": text, **sources.move(move), **signed}


def _signed(sources: Sources, by: str, at: datetime | None) -> dict[str, str | None]:
    """Who and when; of whom is not named, only when."""
    if by:
        return sources.signed(by, at)
    return {"who": None, "by": None, "when": beijing_text(at) if at else None, "behalf": None}


def _answer(each: Objection, sources: Sources) -> dict[str, Any] | None:
    """What the group answered, with its reason; None while it is open."""
    if each.decided_at is None:
        return None
    refused = each.outcome == "not_admitted"
    return {
        "outcome": each.outcome,
        "title": OUTCOMES[each.outcome],
        "reason": each.admission if refused else each.reason,
        "session": each.session or None,
        "at": beijing_text(each.decided_at),
        **sources.move("refuse_objection" if refused else "decide_objection"),
    }


def objection_lines(doc: Doc) -> Iterator[str]:
    """The objections in Chinese lines: both results, the reason, who and when."""
    for each in doc["objections"]:
        who = "本人" if each["kind"] == "own" else "他人署名"
        late = "(逾期提出)" if each["late"] else ""
        yield f"  第{each['number']}号异议{late}，{who}反映：{each['text']} {signature(each)}"
        if each["statement"]["done"]:
            yield f"    评鉴人陈述：{each['statement']['text']} {signature(each['statement'])}"
        if each["investigated"]["done"]:
            by = "、".join(each["investigated"]["by_whom"])
            yield f"    调查核实({by})：{each['investigated']['text']}"
        answer, before = each["answer"], each["before"] or "—"
        first = each["lodged_about"]
        then = f"反映时为“{first}”，答复时为" if first and first != before else "原为"
        if answer is None:
            yield f"    {each['stage_title']}，尚未答复；反映时为“{before}”，答复以前不因反映而改变"
            continue
        after = f"，现为“{each['after']}”" if each["after"] else ""
        yield (
            f"    {answer['title']}：{then}“{before}”{after}；理由：{answer['reason']}"
            f"({when(answer['at'])}，{answer['phrase']})"
        )


def brief_lines(listed: Iterable[Doc]) -> Iterator[str]:
    """The objections of a case's report in a line each: how far, from which grade to which."""
    for each in listed:
        way = f"，原为“{each['before'] or '—'}”"
        way += f"，现为“{each['after']}”" if each["after"] else ""
        outcome = f"，{OUTCOMES[each['outcome']]}" if each["outcome"] else ""
        late = "(逾期提出)" if each["late"] else ""
        title = OBJECTION.stage_titles[each["stage"]]
        yield f"  第{each['number']}号异议{late}：{title}{outcome}{way}"
