"""What a notice says of an earlier one that it corrects or takes the place of (R15, R27)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rules.nouns import Posting
from rules.words import day_words, names_words

Entry = Sequence[Any]
"""A line of a notice: name, section, and what follows them."""


def correction(entries: Iterable[Entry], earlier: Iterable[Posting]) -> str:
    """Which earlier notices showed the same people, and whose entries are not as they were.

    An entry is held against the newest notice that showed it; empty if none did. Grades stand in
    the notice itself and are not told here; of those who are missing only how many.
    """
    entries = list(entries)
    here = {tuple(entry[:2]) for entry in entries}
    shown = {p.number: (p, _by_person(p)) for p in earlier}
    names: dict[int, list[str]] = {}
    changed: dict[int, list[str]] = {}
    for entry in entries:
        person = tuple(entry[:2])
        number = max((n for n, (_, old) in shown.items() if person in old), default=0)
        if number:
            names.setdefault(number, []).append(entry[0])
            if shown[number][1][person] != list(entry):
                changed.setdefault(number, []).append(entry[0])
    return "；".join(
        _sentence(posting, listed, changed.get(number, []), len(old.keys() - here))
        for number, listed in sorted(names.items())
        for posting, old in [shown[number]]
    )


def _by_person(posting: Posting) -> Mapping[tuple[Any, ...], Entry]:
    return {tuple(entry[:2]): entry for entry in json.loads(posting.content)["entries"]}


def _sentence(posting: Posting, names: Sequence[str], changed: Sequence[str], missing: int) -> str:
    which = f"{day_words(posting.posted)}发布的第{posting.number}次公示"
    if posting.status == "annulled":
        what = f"更正的条目：{names_words(changed)}" if changed else "各条目没有变动"
        if missing:
            what = f"其中{missing}人不在本次公示之列，{what if changed else f'其余{what}'}"
        return f"本次公示代替{which}(已撤销)，公示期重新计算，{what}"
    if changed:
        return f"本次公示更正{which}，更正的条目：{names_words(changed)}"
    return f"{which}中以下条目重新公示，内容没有变动：{names_words(names)}"


def correcting(corrects: str) -> dict[str, str]:
    """The line of a notice's content on what it corrects; a first notice has none."""
    return {"corrects": corrects} if corrects else {}
