"""The grades of a quarter: four that the group may decide, and 不确定 (R07)."""

from __future__ import annotations

from enum import StrEnum


class Grade(StrEnum):
    """A quarterly grade; its value is the word people read.

    Compare grades by `rank`: as strings they would sort by code point, which means nothing.
    """

    GOOD = "好"
    FAIRLY_GOOD = "较好"
    ORDINARY = "一般"
    POOR = "较差"
    UNDETERMINED = "不确定"

    @property
    def rank(self) -> int:
        """Return the place of a determined grade, higher is better; 0 for 不确定."""
        return _RANKS[self]

    @property
    def determined(self) -> bool:
        """Tell whether this is one of the four grades (annual arithmetic counts only these)."""
        return self is not Grade.UNDETERMINED

    @classmethod
    def parse(cls, text: object) -> Grade:
        """Return the grade that `text` names; ValueError in Chinese for any other value."""
        for grade in cls:
            if text == grade.value:
                return grade
        names = "、".join(grade.value for grade in cls)
        raise ValueError(f"“{str(text)[:20]}”不是考核等次；等次应为{names}之一")


class AnnualGrade(StrEnum):
    """A grade of the year, given by the annual body alone (R20–R23)."""

    EXCELLENT = "优秀"
    COMPETENT = "称职"
    BASIC = "基本称职"
    INCOMPETENT = "不称职"
    UNGRADED = "不定等次"


DETERMINED: tuple[Grade, ...] = (
    Grade.GOOD,
    Grade.FAIRLY_GOOD,
    Grade.ORDINARY,
    Grade.POOR,
)
"""The four determined grades, best first."""

_RANKS = {grade: place for place, grade in enumerate((Grade.UNDETERMINED, *reversed(DETERMINED)))}
