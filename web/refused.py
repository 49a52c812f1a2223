"""What the reader handed in and was not accepted, in words: the reasons, and each field (R11)."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.inputs.given import Given
from rules.inputs.reporting import ItemGiven
from web.labels import CHOICES, GOALS, label_of
from web.opened import Opened
from workflow.pages import PAGES
from workflow.sight import Sight


def refused(file: Opened, content: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """What was handed in and not accepted: shown to whoever wrote it alone, the newest first."""
    if content is None or Sight.OWN not in file.sights:
        return []
    page = PAGES[file.case.procedure]
    return [
        {
            "at": draft["at"],
            "title": page.by_id[draft["move"]].title,
            "why": draft["reasons"],
            "said": list(_words(page.by_id[draft["move"]].given, draft["given"])),
        }
        for draft in reversed(content["drafts"])
        if draft["move"] in page.by_id and draft["given"]
    ]


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
