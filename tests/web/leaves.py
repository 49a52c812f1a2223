"""What a reader finds on a page: its links, and its forms with what stands in their fields."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from typing import Any

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
SENT = 'method="post"'
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
OWED = re.compile(r'<ul class="list-group owed">.*?</ul>', re.DOTALL)
STUCK = re.compile(r'<section aria-labelledby="stuck">.*?</section>', re.DOTALL)


@dataclass(frozen=True)
class Leaf:
    """A page as it was answered."""

    status: int
    text: str

    @cached_property
    def links(self) -> list[str]:
        """Where it leads, in the order of the page."""
        return links_in(self.text)

    @cached_property
    def owed(self) -> list[str]:
        """Where the list of what the reader owes leads."""
        return [link for part in OWED.findall(self.text) for link in links_in(part)]

    @cached_property
    def stuck(self) -> list[str]:
        """Where the list of what is stuck leads."""
        return [link for part in STUCK.findall(self.text) for link in links_in(part)]

    def form(self, action: str, move: str) -> "Form | None":
        """The form of a move: one that names it, else the first that is sent to an address."""
        texts = (text for text in FORM.findall(self.text) if SENT in text.partition(">")[0])
        forms = [Form.read(text) for text in texts]
        named = (form for form in forms if form.fields.get("move") == [move])
        there = (form for form in forms if form.action == action)
        return next(named, None) or next(there, None)


def links_in(text: str) -> list[str]:
    """The addresses that a part of a page leads to."""
    return [unescape(found) for found in LINK.findall(text)]


@dataclass
class Form:
    """A form: where it goes, its fields with what stands in them, and which are chosen from."""

    action: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, text: str) -> "Form":
        """A form from its text."""
        return _Reading(text).form

    def filled(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        """What the form carries once it is filled in; KeyError for what it has no field for."""
        sent = {name: list(values) for name, values in self.fields.items()}
        if "items" in data:
            sent |= {name: [""] for name in sent if name.startswith("items.")}
        for key, value in data.items():
            sent |= dict(self._told(key, value))
        return sent

    def _told(self, key: str, value: Any) -> Iterator[tuple[str, list[str]]]:
        """The fields that say one value of an input."""
        if isinstance(value, Mapping):
            yield from ((self._cell(key, row), [str(each)]) for row, each in value.items())
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for row, item in enumerate(value):
                yield from ((self._known(f"{key}.{row}.{k}"), [str(v)]) for k, v in item.items())
        elif isinstance(value, list):
            many = [str(each) for each in value]
            yield self._known(key), many if key in self.chosen else ["\n".join(many)]
        else:
            name = key if key in self.fields else f"{key}.0.value"
            yield self._known(name), [str(value).lower() if isinstance(value, bool) else str(value)]

    def _cell(self, key: str, row: str) -> str:
        """The field of a table in which the value of a row stands."""
        for name, values in self.fields.items():
            if name.startswith(f"{key}.") and name.endswith(".key") and values == [row]:
                return self._known(name.removesuffix("key") + "value")
        return self._known(f"{key}:{row}")

    def _known(self, name: str) -> str:
        if name not in self.fields:
            raise KeyError(f"{self.action} has no field {name}")
        return name


class _Reading(HTMLParser):
    """Reads one form."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.form = Form()
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address, and each field with what stands in it."""
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        fields = self.form.fields
        if tag == "form":
            self.form.action = given.get("action", "")
        elif tag == "option":
            if "selected" in given:
                fields[self._within] = [value]
        elif name and tag in {"input", "select", "textarea"}:
            stands = fields.setdefault(name, [])
            self._within = name
            if given.get("type") in {"radio", "checkbox"}:
                self.form.chosen.add(name)
                stands += [value] if "checked" in given else []
            elif tag == "input":
                stands.append(value)

    def handle_data(self, data: str) -> None:
        """What stands in a field of several lines."""
        if (self.get_starttag_text() or "").startswith("<textarea") and data.strip():
            self.form.fields[self._within] = [data]
