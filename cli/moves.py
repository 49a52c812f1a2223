"""What can be done with `kaohe act`: the moves of the pages, found by name, with what they take."""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from cli.usage import Misuse
from rules.inputs.given import Given
from rules.inputs.words import EXPECTED, FIELDS, Words
from rules.nouns import ROLE_TITLES, Role
from workflow.beside import PAGE as BESIDE
from workflow.collective import TITLES
from workflow.pages import PAGES
from workflow.procedure import Move, Procedure

LIST = "kaohe act --list"
ACTORS: Mapping[Role, str] = {
    Role.OFFICER: "zhang",
    Role.SUPERVISOR: "li",
    Role.OFFICE: "zhao",
    Role.CHAIR: "wang",
    Role.MEMBER: "li",
    Role.AUDITOR: "qian",
}
"""Who acts in the examples: the people of the README's people file."""
OTHER_COMMANDS: Mapping[str, str] = {
    "open_quarter": "kaohe open",
    "open_year": "kaohe open",
    "import_calendar": "kaohe import calendar",
}
"""What belongs to no quarter, with the command of its own."""
ELSEWHERE = "，".join(f"{TITLES[move]}用 {command}" for move, command in OTHER_COMMANDS.items())


@cache
def known() -> Mapping[str, tuple[Procedure, Move]]:
    """The moves that people make, by identifier, in the order of the pages."""
    pages = (*PAGES.values(), BESIDE)
    return {m.id: (page, m) for page in pages for m in page.moves if m.by}


def given_of(name: str) -> type[Given]:
    """What a move takes."""
    return known()[name][1].given


def move_of(text: str) -> str:
    """The identifier of a move by itself or by its Chinese name; Misuse if it is none.

    A shortened name will do where it fits one move alone: 审定计划 is 审定工作计划.
    """
    if text in known():
        return text
    titles = {move.title: name for name, (_, move) in known().items()}
    if text in titles:
        return titles[text]
    elsewhere = next((c for m, c in OTHER_COMMANDS.items() if text in {m, TITLES[m]}), "")
    if elsewhere:
        raise Misuse(f"“{text}”另有命令，请用 {elsewhere}")
    fitting = [title for title in titles if text and _shortens(text, title)]
    if len(fitting) == 1:
        return titles[fitting[0]]
    near = fitting or get_close_matches(text, [*known(), *titles], cutoff=0.5)
    hint = f"；是不是要 {'、'.join(near)}" if near else ""
    raise Misuse(f"没有“{text[:40]}”这种办理{hint}；可以办理的各项见 {LIST}")


def _shortens(text: str, title: str) -> bool:
    """Whether a text is a title with signs left out; two signs at least."""
    left = iter(title)
    return len(text) > 1 and all(sign in left for sign in text)


def described(name: str) -> dict[str, Any]:
    """A move as a document: its names, who may, in which stages, what it takes, an example."""
    page, move = known()[name]
    fields = {field: words_of(move.given, field) for field in move.given.model_fields}
    needed = [f for f in fields if is_needed(move.given, f)]
    key = {f: known_as.alias or f for f, known_as in move.given.model_fields.items()}
    stages = dict.fromkeys(r.source for r in move.routes) if not page.collective else {}
    return {
        "move": move.id,
        "title": move.title,
        "by": [role.value for role in move.by],
        "who": "、".join(ROLE_TITLES[role] for role in move.by),
        "stages": list(stages),
        "stage_titles": [page.stage_titles[stage] for stage in stages],
        "needed": [{"name": key[f], "meaning": fields[f].meaning} for f in needed],
        "optional": [{"name": key[f], "meaning": w.meaning} for f, w in fields.items()
                     if f not in needed],
        "with": {key[f]: fields[f].example for f in needed},
        "example": _example(page, move, {key[f]: fields[f].example for f in needed}),
    }  # fmt: skip


def is_needed(model: type[Given], field: str) -> bool:
    """Whether a field has to be filled in."""
    expected = EXPECTED.get(model.__name__, ())
    return model.model_fields[field].is_required() or field in expected


def words_of(model: type[Given], field: str) -> Words:
    """What a field of a model means; KeyError if nobody has said."""
    for kind in model.__mro__:
        if found := FIELDS.get(f"{kind.__name__}.{field}"):
            return found
    return FIELDS[field]


def _example(page: Procedure, move: Move, given: Mapping[str, Any]) -> str:
    """A command line that can be copied and changed."""
    words = [f"kaohe act {move.id} --as {_actor(move)}"]
    if not page.collective and Role.OFFICER not in move.by:
        words.append(f"--case {ACTORS[Role.OFFICER]}")
    if given:
        words.append(f"--with '{json.dumps(given, ensure_ascii=False)}'")
    return " ".join(words)


def _actor(move: Move) -> str:
    """Who makes a move in its example."""
    return next((ACTORS[role] for role in move.by if role in ACTORS), "wang")


def listing() -> list[dict[str, Any]]:
    """All moves, in the order of the pages."""
    return [described(name) for name in known()]


def help_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What one move takes, for people."""
    yield f"{told['title']}({told['move']})"
    yield f"  谁办：{told['who']}"
    if told["stages"]:
        yield f"  在哪个阶段：{'、'.join(told['stage_titles'])}"
    if not told["needed"] and not told["optional"]:
        yield "  不用填写内容"
    for title, key in (("必填", "needed"), ("可填", "optional")):
        for field in told[key]:
            yield f"  {title} {field['name']}：{field['meaning']}"
    if any("登录名" in field["meaning"] for key in ("needed", "optional") for field in told[key]):
        yield "  写登录名的地方，也可以写没有重名的姓名"
    yield "  示例(人名、日期和内容请改成自己的)："
    yield f"    {told['example']}"
