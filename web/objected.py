"""What an objection says and what was found of it, for those who deal with it (R27)."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.objecting import objection_of
from rules.objection import Objection
from rules.words import minute_words
from web.opened import Opened
from web.visit import Visit
from workflow.explain.objection import OUTCOMES
from workflow.objection import OBJECTION

Told = list[tuple[str, str, str]]


def objection_beside(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
    """The objection that a form of its page is about, and the file of the result."""
    return {"objection": objection_told(file)}


def objection_told(file: Opened) -> dict[str, Any] | None:
    """An objection in parts, as far as the reader may know of it; None of a file of other pages.

    What others say of it the officer learns with the answer; who signed another's stays unsaid.
    """
    case = file.case
    if case.procedure != OBJECTION.id:
        return None
    about = objection_of(case, case.objections)
    named = {about.received_by, about.stated_by, *about.investigators} - {""}
    names = {p.id: p.name for p in file.loader.people(named)}
    parts = list(_lodged(about)) if about.own or file.judged else []
    parts += _found(about, names) if file.judged else []
    return {"subject": about.subject, "late": about.late and not about.admission, "parts": parts}


def _lodged(about: Objection) -> Iterator[tuple[str, str, str]]:
    who = "本人反映" if about.own else "他人反映"
    late = "，逾期提出" if about.late else ""
    yield "异议内容", about.text, f"{who}，{minute_words(about.lodged_at)}{late}"
    yield "提出异议时的等次", about.before or "—", ""


def _found(about: Objection, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What was made of it so far."""
    if about.admitted_at and about.admission:
        yield "是否受理的理由", about.admission, minute_words(about.admitted_at)
    if about.stated_at:
        by = names.get(about.stated_by, "—")
        yield "评鉴人的陈述", about.statement, f"{by}，{minute_words(about.stated_at)}"
    if about.investigated_at:
        by = "、".join(names.get(p, "—") for p in about.investigators)
        yield "查明的事实", about.facts, f"{by}，{minute_words(about.investigated_at)}"
    if about.decided_at and about.reason:
        after = f"，等次为“{about.after}”" if about.after else ""
        when = minute_words(about.decided_at)
        yield f"答复：{OUTCOMES[about.outcome]}{after}", about.reason, when
