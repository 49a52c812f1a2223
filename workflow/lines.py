"""A line of the journal as a document and as a sentence: when, who, what, from where to where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from rules.calendar import beijing_text, parse_instant
from rules.nouns import ROLE_TITLES, Role
from rules.words import minute_words, on_behalf
from storage.load import Loader
from storage.lookup import Line, people_of_cases
from storage.types import parse_instant_text
from workflow.collective import TITLES
from workflow.pages import PAGES
from workflow.supervision import SECRET_MOVES
from workflow.telling import about

OTHERS = {
    "remind": "提醒",
    "escalate": "提请协调",
    "import_calendar": "导入工作日历",
    "register": "登记人员",
    "grant_role": "授予职责",
    "end_role": "终止职责",
}
UNSIGNED = "(署名密封)"
"""Stands for whoever made a report to the auditor."""
OUTCOMES = {"done": "办成", "refused": "被拒绝"}


@dataclass(frozen=True)
class Known:
    """Who the surrogate ids and the case numbers stand for: (handle, name)."""

    people: Mapping[str, tuple[str, str]]
    cases: Mapping[int, tuple[str, str]]

    @cached_property
    def names(self) -> dict[str, str]:
        """The people's names by surrogate id."""
        return {person: name for person, (_, name) in self.people.items()}


def who_is_who(
    connection: Any, office: str, told: Iterable[Line] | None = None, named: Iterable[str] = ()
) -> Known:
    """The people of an office by surrogate id and by case: all, or those some lines tell of.

    `named` are surrogate ids, or other texts, that stand beside the lines.
    """
    loader = Loader(connection, office, lock=False)
    if told is None:
        everyone, cases = loader.everyone(), people_of_cases(connection, office)
        return Known({p.id: (p.handle, p.name) for p in everyone}, cases)
    bodies = [line.body for line in told]
    ids = {body.get(key) for body in bodies for key in ("actor", "behalf")} | set(named)
    extras = [extra for body in bodies if isinstance(extra := body.get("extra"), Mapping)]
    ids |= {to for extra in extras if isinstance(to := extra.get("to"), str)}
    people = loader.people(i for i in ids if i and isinstance(i, str))
    numbers = {number for body in bodies if isinstance(number := body.get("case"), int)}
    cases = people_of_cases(connection, office, numbers)
    return Known({p.id: (p.handle, p.name) for p in people}, cases)


@cache
def titles() -> Mapping[str, str]:
    """The Chinese titles of all moves, those of no page too."""
    return {m.id: m.title for page in PAGES.values() for m in page.moves} | OTHERS | TITLES


@cache
def stage_titles() -> Mapping[str, str]:
    """The Chinese titles of the stages of all pages."""
    return {s.id: s.title for page in PAGES.values() for s in page.stages}


def line_document(line: Line, known: Known) -> dict[str, Any]:
    """What a line tells, with the people's handles and names in the place of ids."""
    body = line.body
    actor = known.people.get(body.get("actor", ""), (None, None))
    subject = known.cases.get(body.get("case") or 0, (None, None))
    behalf = known.people.get(body.get("behalf", ""), (None, None))
    role = body.get("role", "")
    return {
        "seq": line.seq,
        "at": beijing_text(line.at),
        "due": _due(body.get("due")),
        "who": actor[0],
        "name": actor[1] or (UNSIGNED if body.get("move") in SECRET_MOVES else _role(role)),
        "role": role or None,
        "behalf": behalf[0],
        "behalf_name": behalf[1],
        "move": body.get("move"),
        "title": titles().get(body.get("move", ""), body.get("move")),
        "quarter": body.get("period") or None,
        "case": subject[0],
        "subject": subject[1],
        "from": body.get("from") or None,
        "to": body.get("to") or None,
        "version": body.get("version"),
        "outcome": body.get("outcome"),
        "clause": body.get("clause") or None,
        "basis": body.get("basis") or None,
        "extra": body.get("extra"),
        "about": about(body, line.wrote, known.names),
        "reasons": _reasons(line),
    }


def _role(role: str) -> str:
    try:
        return ROLE_TITLES[Role(role)]
    except ValueError:
        return "(未知)"


def _due(text: object) -> str | None:
    try:
        return beijing_text(parse_instant_text(text)) if isinstance(text, str) else None
    except ValueError:
        return None


def _reasons(line: Line) -> list[dict[str, Any]]:
    listed = line.body.get("reasons") or []
    texts = [*line.sentences, *("(内容已删除)" for _ in listed[len(line.sentences) :])]
    return [
        {"clause": clause, "basis": basis, "text": text}
        for (_, clause, basis), text in zip(listed, texts, strict=False)
    ]


def sentence(told: Mapping[str, Any]) -> str:
    """A line in words, on one line."""
    whose = f"({told['subject']})" if told["subject"] and told["subject"] != told["name"] else ""
    stages = stage_titles()
    there = stages.get(told["to"], told["to"] or "")
    here = stages.get(told["from"], told["from"] or "")
    way = f"，{here} → {there}" if here and there and here != there else ""
    if there and not here:
        way = f"，进入{there}"
    due = f"，应于{_minute(told['due'])}" if told["due"] and told["due"] != told["at"] else ""
    clause = f"[{told['clause']}]" if told["clause"] else ""
    name = on_behalf(told["name"], told["behalf_name"])
    head = f"{told['seq']:>5} {_minute(told['at'])} {name} {told['title']}{whose}"
    refusal = ""
    if told["outcome"] == "refused":
        refusal = "，被拒绝：" + "；".join(str(r["text"]) for r in told["reasons"])
    what = f"：{told['about']}" if told["about"] else ""
    return f"{head}{what}{way}{due}{refusal} {clause}".rstrip()


def _minute(instant: str) -> str:
    return minute_words(parse_instant(instant))
