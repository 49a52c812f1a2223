"""What an objection says and what was found of it, for those who deal with it (R27)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rules.nouns import Person
from rules.objecting import objection_of, unheard
from rules.objection import Objection
from rules.strokes import by_strokes
from rules.words import minute_words
from web.opened import Opened
from web.visit import Visit
from workflow.explain.objection import OUTCOMES
from workflow.objection import OBJECTION
from workflow.sitting import Sitting, sitting_on

ANSWER = "decide_objection"
Told = list[tuple[str, str, str]]


def objection_beside(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
    """The objection that a form of its page is about, and the file of the result."""
    return {"objection": objection_told(file)}


def answer_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the answer, with who may sit on it and who keeps away."""
    return objection_beside(visit, file, filled) | {"sitting": sitting_of(visit, file, ANSWER)}


def sitting_of(visit: Visit, file: Opened, move: str) -> Sitting | None:
    """Who sits on the objection that a move would answer; None of any other move."""
    case = file.case
    if move != ANSWER or case.procedure != OBJECTION.id:
        return None
    subject = objection_of(case, case.objections).subject
    return sitting_on(visit.site.office, file.loader, case, subject, visit.at)


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
    parts += _session(file, about) if file.judged else []
    return {
        "subject": about.subject,
        "late": about.late and not about.admission,
        "parts": parts,
        "unheard": unheard(about),
    }


def _session(file: Opened, about: Objection) -> Iterator[tuple[str, str, str]]:
    """Who answered it: those present, and those who kept away."""
    listed = file.loader.of_quarter("sessions", file.case.period)
    for held in (s for s in listed if about.session and s.number == about.session):
        here, away = file.loader.people(held.present), file.loader.people(held.recused)
        left = f"回避：{names_of(away)}" if away else ""
        yield "研究答复的到会人员", names_of(here), left


def names_of(people: Iterable[Person]) -> str:
    """The names of people, by strokes."""
    return "、".join(sorted((p.name for p in people), key=by_strokes))


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
