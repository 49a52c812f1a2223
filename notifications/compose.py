"""Words for a notice: the only file that speaks jinja2.

A template is `templates/<kind>.txt`: subject, blank line, body. It sees the listed facts of its
kind and nothing else, so no grade or score can slip into a mail with surplus data.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifications.address import AddressError, clean_address, clean_phrase, clean_text
from notifications.message import Mail, to_message
from notifications.notice import ADDED, DEFAULT_DOMAIN, SHAPES, Notice, message_id, required_data
from rules.calendar import period_title

__all__ = ["AddressError", "ComposeError", "Mail", "compose", "environment", "to_message"]

PREFIX = "【平时考核】"
TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_FACT = 500
_ITEM = ("name", "what", "due")


class ComposeError(ValueError):
    """A notice lacks a fact its template prints, or carries one of the wrong shape."""


@cache
def environment() -> Environment:
    """The jinja2 environment of the mail templates; an undefined name is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text; every value is cleaned to one line
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _title(period: str) -> str:
    """2026Q3 → 2026年第三季度, 2026 → 2026年度; ComposeError for anything else."""
    try:
        return period_title(period)
    except ValueError as fault:
        raise ComposeError(str(fault)) from None


def compose(
    notice: Notice,
    *,
    to_address: str,
    recipient_name: str,
    office_name: str,
    sender: str,
    domain: str = DEFAULT_DOMAIN,
) -> Mail:
    """The mail of a notice, a pure function of its arguments.

    AddressError for an unusable address of either side, ComposeError for missing or misshapen
    data, both in Chinese.
    """
    facts = {key: _fact(notice, key) for key in required_data[notice.kind]}
    office = clean_text(office_name)
    name = clean_text(recipient_name)
    common = {"name": name, "office": office, "quarter": _title(notice.period)}
    text = environment().get_template(f"{notice.kind}.txt").render(facts | common)
    subject, _, body = text.partition("\n")
    return Mail(
        message_id=message_id(notice, domain),
        to_address=clean_address(to_address),
        to_name=clean_phrase(recipient_name),
        sender=clean_address(sender),
        sender_name=clean_phrase(office_name),
        subject=clean_text(PREFIX + subject),
        body=body.strip() + "\n",
    )


def _fact(notice: Notice, key: str) -> object:
    """One checked and cleaned fact of a notice."""
    if key not in notice.data and key not in ADDED:
        raise ComposeError(f"通知 {notice.kind} 缺少数据项 {key}")
    fact = _SHAPERS[SHAPES[key]](notice.data.get(key, ADDED.get(key)))
    if fact is None:
        raise ComposeError(f"通知 {notice.kind} 的数据项 {key} 形式不对（应为 {SHAPES[key]}）")
    return fact


def _text(value: object) -> str | None:
    return clean_text(value, _LONGEST_FACT) if isinstance(value, str) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _names(value: object) -> list[str] | None:
    """A list of names with at least one in it: a digest of nothing is not sent."""
    if not isinstance(value, list | tuple) or not value:
        return None
    names = [_text(name) for name in value]
    return [name for name in names if name] if all(names) else None


def _items(value: object) -> list[dict[str, str]] | None:
    """A list of {name, what, due}; other keys are left behind, like other facts."""
    if not isinstance(value, list | tuple) or not value:
        return None
    items = []
    for row in value:
        if not isinstance(row, Mapping):
            return None
        item = {key: _text(row.get(key)) for key in _ITEM}
        items.append({key: text for key, text in item.items() if text is not None})
    return items if all(len(item) == len(_ITEM) for item in items) else None


_SHAPERS: Mapping[str, Callable[[Any], object]] = {
    "text": _text,
    "count": _count,
    "flag": _flag,
    "names": _names,
    "items": _items,
}
