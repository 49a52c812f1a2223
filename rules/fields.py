"""The types of fields people fill in: cleaned, bounded by the policy, refused in Chinese.

A validator that refuses raises with the sentence and the rule whose clause is cited; the policy's
values come in as the validation context.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from rules.grade import Grade
from rules.nouns import Item
from rules.policy import Values
from rules.score import HUNDREDTHS, TEN_THOUSANDTHS, ScoreError, parse_decimal


def fail(text: str, rule: str = "") -> PydanticCustomError:
    """The error of a field: its sentence, and the rule whose clause is cited."""
    return PydanticCustomError("kaohe", "{text}", {"text": text, "rule": rule})


def _values(info: ValidationInfo) -> Values:
    values = info.context
    if not isinstance(values, Values):
        raise TypeError("inputs are validated with the policy's values as context")
    return values


_BARRED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_text(value: object, longest: int, *, lines: bool) -> str:
    """Return text without surrounding blanks; ValueError (Chinese) if it holds what it may not."""
    if not isinstance(value, str):
        raise ValueError("须填写文字")
    text = value.replace("\r\n", "\n").strip()
    allowed = {"\n", "\t"} if lines else set()
    if any(unicodedata.category(c) in _BARRED and c not in allowed for c in text):
        raise ValueError("含有控制字符或不可见字符，请删去后重新填写")
    if len(text) > longest:
        raise ValueError(f"长{len(text)}字，超过{longest}字的上限，请精简后重新填写")
    return text


def _text(value: object, info: ValidationInfo) -> str:
    return _checked(value, _values(info).text_max, lines=True)


def _title(value: object, info: ValidationInfo) -> str:
    return _checked(value, _values(info).title_max, lines=False)


def _checked(value: object, longest: int, *, lines: bool) -> str:
    try:
        return clean_text(value, longest, lines=lines)
    except ValueError as error:
        raise fail(str(error)) from None


def _filled(value: str) -> str:
    if not value:
        raise fail("不能为空，请填写")
    return value


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _not_a_day()
    except ValueError:
        raise fail("须写成有效的日期，如 2026-07-03") from None


def _not_a_day() -> date:
    raise ValueError


def _number(rule: str, places: str, high: str | None, units: int) -> BeforeValidator:
    """Read a number of so many decimals at most as whole units, of which a point has `units`."""

    def read(value: object, info: ValidationInfo) -> int:
        values = _values(info)
        top = None if high is None else Fraction(getattr(values, high))
        low = None if high is None else Fraction(0)
        most: int = getattr(values, places)
        each: int = units // 10**most
        try:
            return parse_decimal(value, most, low=low, high=top) * each
        except ScoreError as error:
            raise fail(str(error), rule) from None

    return BeforeValidator(read)


@dataclass(frozen=True, eq=False)
class Choice:
    """Reads one of some words as what it stands for."""

    words: Mapping[str, Any]
    label: str

    def __call__(self, value: object) -> Any:
        """What a word stands for; the error of the field for any other."""
        if isinstance(value, str) and value in self.words:
            return self.words[value]
        raise fail(f"{self.label}须为 {'、'.join(self.words)} 之一")


def choice(words: Mapping[str, Any], label: str) -> BeforeValidator:
    """Read one of some words as what it stands for."""
    return BeforeValidator(Choice(words, label))


_GRADES = {g.value: g for g in Grade if g is not Grade.UNDETERMINED}
_STAGE_ITEMS = {"planning": Item.PLAN, "recording": Item.MONTH}

Text = Annotated[str, BeforeValidator(_text)]
Filled = Annotated[str, BeforeValidator(_filled), BeforeValidator(_text)]
Title = Annotated[str, BeforeValidator(_filled), BeforeValidator(_title)]
Short = Annotated[str, BeforeValidator(_title)]
Day = Annotated[date, BeforeValidator(_day)]
Weight = Annotated[int, _number("plan_weights", "mark_places", "weights_total", HUNDREDTHS)]
KpiMark = Annotated[int, _number("kpi_marks", "mark_places", "full_mark", HUNDREDTHS)]
BpiMark = Annotated[int, _number("bpi_marks", "mark_places", "full_mark", HUNDREDTHS)]
Points = Annotated[int, _number("opi_points", "opi_places", None, TEN_THOUSANDTHS)]
GradeChoice = Annotated[Grade, choice(_GRADES, "等次")]
AnyGrade = Annotated[Grade, choice({g.value: g for g in Grade}, "等次")]
Locked = Annotated[Item, choice(_STAGE_ITEMS, "阶段(只有本人填报的阶段才有截止)")]
Flag = Annotated[bool, Field(strict=True)]
Ordinal = Annotated[int, Field(strict=True, ge=1)]

Month = Annotated[int, Field(strict=True, ge=1, le=12)]


def called(key: str) -> Any:
    """Make a field that is handed in under another key, such as a word Python keeps."""
    return Field(alias=key)
