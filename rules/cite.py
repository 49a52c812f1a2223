"""What a rule rests on, and the types of a policy's terms: bases, citations, shares, days (R01)."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Basis(StrEnum):
    """What a value or guard rests on; shown wherever it is used."""

    TEXT = "text"
    READING = "reading"
    CONVENTION = "convention"
    REFERRED = "referred"


BASIS_TITLES: Mapping[Basis, str] = {
    Basis.TEXT: "方案明文",
    Basis.READING: "条文理解",
    Basis.CONVENTION: "暂行口径",
    Basis.REFERRED: "援引上位规定(文本待补)",
}


NOT_ADOPTED = "本单位不采用这条规则"
"""Stands in the place of a citation where an office is silent on a rule."""


def _fraction(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ValueError('须写成分数或整数，如 "2/5"')
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise ValueError("分数的分母不能为零") from None
    except ValueError:
        raise ValueError('须写成分数或整数，如 "2/5"') from None


def _share(value: object) -> Fraction:
    share = _fraction(value)
    if not 0 <= share <= 1:
        raise ValueError("须在0与1之间")
    return share


def _day(value: object) -> object:
    # A pin carries the day as text; a number or an instant is no day.
    if isinstance(value, str) or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise ValueError("须写成日期，如 2027-01-01")


Points = Annotated[Fraction, BeforeValidator(_fraction)]
Share = Annotated[Fraction, BeforeValidator(_share)]
Whole = Annotated[int, Field(strict=True, ge=0)]
Time = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Period = Annotated[str, Field(pattern=r"^[0-9]{4}Q[1-4]$")]
Key = Annotated[str, Field(pattern=r"^R[0-9]{2}$")]
Day = Annotated[date, BeforeValidator(_day)]


class Strict(BaseModel):
    """A table of the policy file: closed to keys it does not know, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Cite(Strict):
    """The clause a value, rule, move or deadline rests on (basis text) or serves (any other)."""

    clause: str
    basis: Basis
    serves: Key
    note: str = ""

    @property
    def phrase(self) -> str:
        """How a sentence to a person names the clause, never claiming more than the basis."""
        lead = "" if self.basis is Basis.REFERRED else "依据"
        return f"{lead}{self.brief}"

    @property
    def brief(self) -> str:
        """The same without the word 依据 in front, for mails."""
        name = clause_title(self.clause)
        return {
            Basis.TEXT: name,
            Basis.READING: f"本单位对{name}的条文理解",
            Basis.CONVENTION: f"本单位暂行口径(方案未作规定)，服务于{name}",
            Basis.REFERRED: f"援引上位规定(文本待补)，服务于{name}",
        }[self.basis]


def clause_title(clause: str) -> str:
    """Name a clause to people: the opening and last paragraphs by words, the rest by number."""
    part, _, rest = clause.partition("(")
    words = {"首)": "首段", "末)": "末段"}
    return f"第{part}部分{words[rest]}" if rest in words else clause
