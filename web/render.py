"""The door to jinja2 for pages: every value is escaped, a missing one is an error."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rules.calendar import parse_day, parse_instant
from rules.nouns import ROLE_TITLES, Role
from rules.words import day_words, instant_words, long_day_words, minute_words
from web.plain import noted, plain

FOLDER = Path(__file__).with_name("templates")
POINTS = 100


def _points(hundredths: int) -> str:
    """Scaled hundredths as people write them: 3999 is 39.99, 6000 is 60."""
    whole, rest = divmod(abs(hundredths), POINTS)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")


def _stamp(text: str) -> str:
    """An instant of a document as people read it; a day's end is 24:00 of that day."""
    return minute_words(parse_instant(text))


def _role(role: Role | str) -> str:
    return ROLE_TITLES[Role(role)]


def _day_of(text: str) -> str:
    """A day of a document as people read it."""
    return day_words(parse_day(text))


FILTERS: dict[str, Callable[..., str]] = {
    "day": day_words,
    "day_of": _day_of,
    "long_day": long_day_words,
    "instant": instant_words,
    "minute": minute_words,
    "noted": noted,
    "plain": plain,
    "points": _points,
    "role": _role,
    "stamp": _stamp,
}

_environment = Environment(
    loader=FileSystemLoader(FOLDER),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= FILTERS


def page(name: str, **values: Any) -> str:
    """A page of a template; UndefinedError if the template asks for what is not given."""
    return _environment.get_template(name).render(**values)
