"""Which rule set is meant: a file, a shipped office, a day, or the digest of a pin (R01)."""

import re
from datetime import date
from pathlib import Path

from cli.desk import Desk, at_desk
from cli.show import Refused
from cli.usage import Misuse
from rules.calendar import parse_day
from rules.policy import OFFICES, Policy, PolicyError, PolicyText, policy_text
from rules.timeline import in_force, timeline
from storage.database import DatabaseError
from storage.registry import pins_like

SHIPPED = "guanghe"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGEST = re.compile(r"[0-9a-f]{8,64}")


def rule_set(text: str, desk: Desk | None = None) -> Policy:
    """The rule set that a word of the command line means.

    A day is taken of the office at hand, or of the shipped one where no database is; a file means
    what it comes to with all its amendments, one of amendments alone what the office's policy
    comes to with it. Misuse if it means nothing; PolicyError if the file cannot be used.
    """
    if desk is None:
        try:
            with at_desk() as found:
                return rule_set(text, found)
        except (DatabaseError, Refused):
            pass
    if _DAY.fullmatch(text):
        return _of_day(parse_day(text), text, desk)
    if _DIGEST.fullmatch(text) and not Path(text).exists():
        return _pinned(text, desk)
    texts = _base(desk)
    if (OFFICES / f"{text}.toml").is_file() or Path(text).is_file():
        return timeline([*texts, policy_text(text)])[-1]
    raise Misuse(
        f"“{text[:60]}”不是政策文件、自带单位的名称、日期(如 2027-01-01)或留存文本的校验值"
    )


def _base(desk: Desk | None) -> list[PolicyText]:
    return desk.office.policy_texts() if desk else [policy_text(SHIPPED)]


def _of_day(day: date, text: str, desk: Desk | None) -> Policy:
    found = in_force(timeline(_base(desk)), day)
    if found is None:
        raise PolicyError(f"{text} 尚无生效的政策")
    return found


def _pinned(text: str, desk: Desk | None) -> Policy:
    if desk is None:
        raise Misuse(f"校验值“{text}”须在数据库中查找；现在没有数据库")
    with desk.database.read() as connection:
        found = pins_like(connection, desk.office.id, text)
        if len(found) != 1:
            how = "没有" if not found else "不止一份"
            raise Misuse(f"数据库中{how}校验值以“{text}”开头的政策文本")
        return desk.office.pinned(connection, found[0])
