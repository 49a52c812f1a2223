"""What the reader handed in and was not accepted, in words: the reasons, and each field (R11)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rules.calendar import parse_instant
from rules.inputs.given import Given
from rules.inputs.reporting import ItemGiven
from rules.nouns import Case
from web.labels import CHOICES, GOALS, label_of
from web.opened import Opened
from workflow.pages import PAGES
from workflow.sight import Sight

Lines = Iterable[Mapping[str, Any]]
"""What was done with a file and what was refused, as documents of the journal."""


def refused(file: Opened, content: Mapping[str, Any] | None, course: Lines) -> list[dict[str, Any]]:
    """What was handed in and not accepted: shown to whoever wrote it alone, the newest first.

    `later` says that the same was done afterwards.
    """
    if content is None or Sight.OWN not in file.sights:
        return []
    page = PAGES[file.case.procedure]
    return [
        {
            "at": draft["at"],
            "title": page.by_id[draft["move"]].title,
            "why": draft["reasons"],
            "said": list(_words(page.by_id[draft["move"]].given, draft["given"])),
            "later": _later(file.case, course, draft, draft["given"]),
        }
        for draft in reversed(content["drafts"])
        if draft["move"] in page.by_id and draft["given"]
    ]


def came_right(case: Case, content: Mapping[str, Any] | None, course: Lines) -> frozenset[int]:
    """The lines of what was refused to somebody and was done by them afterwards."""
    drafts = content["drafts"] if content else ()
    given = {(draft["move"], draft["at"]): draft["given"] for draft in drafts}
    return frozenset(
        line["seq"]
        for line in course
        if line["outcome"] == "refused"
        and _later(case, course, line, given.get((line["move"], line["at"]), {}), line["who"])
    )


def _later(
    case: Case, course: Lines, was: Mapping[str, Any], given: Mapping[str, Any], who: str = ""
) -> bool:
    """Whether what was refused was done later: of an entry this one, of a summary its month's."""
    since = parse_instant(was["at"])
    if was["move"] == "log":
        return any(e.at >= since and e.text == given.get("text") for e in case.logs)
    if was["move"] == "summarise":
        month = str(given.get("month"))
        return any(s.at >= since and str(s.month) == month for s in case.summaries)
    return any(
        line["outcome"] == "done" and line["move"] == was["move"]
        and line["who"] == (who or line["who"]) and parse_instant(line["at"]) >= since
        for line in course
    )  # fmt: skip


def _words(model: type[Given], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field of what was handed in, with its words."""
    known = {info.alias or name: name for name, info in model.model_fields.items()}
    for key, value in given.items():
        label = label_of(model, known[key]) if key in known else key
        yield label, "\n".join(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    """A value that was handed in, whatever it is, in lines."""
    if isinstance(value, Mapping):
        yield _item(value) if value.keys() <= ItemGiven.model_fields.keys() else _pairs(value)
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            for line in _lines(part):
                yield f"{number}. {line}" if isinstance(part, Mapping) else line
    else:
        yield CHOICES.get(str(value), str(value))


def _item(given: Mapping[str, Any]) -> str:
    """An item of a plan, its fields in the order and by the names they have in the form."""
    written = ((name, given.get(name)) for name in ItemGiven.model_fields)
    return "；".join(
        f"{label_of(ItemGiven, name)}：{GOALS.get(str(text), text) if name == 'goal' else text}"
        for name, text in written
        if text
    )


def _pairs(given: Mapping[str, Any]) -> str:
    return "；".join(f"{name}：{part}" for name, part in given.items() if part)
