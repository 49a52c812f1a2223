"""What a line of the journal was about, in words: which key, which day, which document (R28).

Only what may be told to every reader of the journal: no grade, no mark, no text of a person.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from notifications.notice import KINDS
from rules.nouns import Item
from workflow.effects.record import item_words
from workflow.effects.relief import SCOPES
from workflow.late import item_title
from workflow.reading import SHOWN
from workflow.veil import READ

Values = Mapping[str, Any]
Names = Mapping[str, str]
Wrote = Sequence[tuple[str, Values]]
"""The rows a line wrote: the table, and the values of its key and columns."""

ASKED = {"pending": "，待组长确认", "effective": ""}


def _extension(row: Values, names: Names) -> str:
    if "until" not in row:
        return f"第{row['number']}号延期"
    what = item_words(Item(row["item"]), row["month"])
    whom = row["section"] or names.get(row["person"], "") or SCOPES[row["scope"]]
    state = ASKED.get(row["status"], "")
    return f"第{row['number']}号延期：{what}延至{row['until']}，{whom}{state}"


def _opening(row: Values, _: Names) -> str:
    return f"{item_words(Item(row['item']), row['month'])}，至{row['until']} 24:00"


def _person(row: Values, _: Names) -> str:
    return f"{row['name']}({row['handle']})"


def _late(row: Values, _: Names) -> str:
    return f"{item_title(row['item'])}，{row['due']} 24:00截止"


def _delegation(row: Values, names: Names) -> str:
    who = names.get(row["who"], "")
    last = f"至{row['until']}" if row["until"] else "起"
    parties = f"{names.get(row['delegate'], '')}受{names.get(row['principal'], '')}委托"
    return f"第{row['number']}号：{parties}，{row['since']}{last}{'，限' if who else ''}{who}"


def _form(text: str) -> Callable[[Values, Names], str]:
    return lambda row, _: text.format(**row)


TELLING: Mapping[str, tuple[str, Callable[[Values, Names], str]]] = {
    "adopt": ("adoption", _form("{key}，《方案》解释口径第{number}号")),
    "import_policy": ("rule_set", _form("第{number}次，自{since}起")),
    "register_goal": ("goal", _form("第{number}号，{title}")),
    "end_goal": ("goal", _form("第{number}号，到{until}止")),
    "amend_plan": ("plan", _form("第{number}份计划")),
    "appoint_delegate": ("delegation", _delegation),
    "annul_publicity": ("posting", _form("第{number}次公示")),
    "confirm": ("extension", _extension),
    "adopt_measure": ("measure", _form("第{number}项，{due}前")),
    "measure_done": ("measure", _form("第{number}项，{document}")),
    "end_delegation": ("delegation", _form("第{number}号")),
    "decide": ("session", _form("第{number}次会议，{minutes}")),
    "end_publicity": ("posting", _form("第{number}次公示")),
    "exempt": ("exemption", _form("{document}")),
    "extend": ("extension", _extension),
    "follow_up_done": ("follow_up", _form("第{number}项")),
    "hand_over": ("resolution", _form("第{number}项决定")),
    "import_roster": ("person", _person),
    "import_calendar": ("calendar_year", _form("{year}年")),
    "lock_month": ("lateness", _late),
    "lock_plan": ("lateness", _late),
    "log": ("log_entry", _form("{day}")),
    "postpone_session": ("postponement", _form("改至{to}")),
    "publish": ("posting", _form("第{number}次公示")),
    "recommend_measure": ("follow_up", _form("第{number}项")),
    "record_opi": ("opi", _form("{document}")),
    "register": ("person", _person),
    "reopen": ("opening", _opening),
    "return_plan": ("opening", _opening),
    "return_record": ("opening", _opening),
    "return_summary": ("opening", _opening),
    "submit_plan": ("plan", _form("第{number}份计划")),
    "summarise": ("summary", _form("{month}月小结")),
    "verify_opi": ("opi", _form("第{number}项")),
    "void_opi": ("opi", _form("第{number}项")),
    "void_item": ("plan_item", _form("第{ordinal}项指标")),
}
"""By move: the table whose row tells what the line was about, and the words for it."""


def about(body: Values, wrote: Wrote, names: Names) -> str | None:
    """What a line was about; None where the move says it all or its values were erased.

    `names` are the people's names by surrogate id.
    """
    if body.get("outcome") == "refused":
        return None
    extra = body.get("extra")
    if body.get("move") == READ and isinstance(extra, Mapping):
        return SHOWN.get(str(extra.get("what")))
    if isinstance(extra, Mapping) and extra.get("kind") in KINDS:
        to = names.get(str(extra.get("to")), "")
        return f"“{KINDS[extra['kind']].title}”{'，发给' if to else ''}{to}"
    table, words = TELLING.get(str(body.get("move")), ("", None))
    if words is None:
        return None
    found = [_said(words, row, names) for name, row in wrote if name == table]
    return "、".join(dict.fromkeys(filter(None, found))) or None


def _said(words: Callable[[Values, Names], str], row: Values, names: Names) -> str:
    """The words for a row; empty if somebody spoiled what stands there (verify tells)."""
    try:
        return words(row, names)
    except (KeyError, ValueError, TypeError):
        return ""
