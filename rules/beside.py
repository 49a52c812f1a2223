"""What is handed in with acts that concern the office beyond one quarter, and with measures.

Adopting an interpretation, changing the policy and keeping the list of goals stand beside the
pages; measures stand on the page of the office's quarter (R04, R24, R35).
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, model_validator

from rules.fields import Day, Filled, Short, Title, choice, fail
from rules.inputs.given import Given

LONGEST_POLICY = 1_000_000


def _policy_text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise fail("须填写政策文件的内容")
    if len(value) > LONGEST_POLICY:
        raise fail("政策文件过大，请核对是不是选错了文件")
    return value


def _number(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < 10**6:
        raise fail("须为1或以上的整数")
    return value


def _list_text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise fail("须选择人员名单文件，或者粘贴名单内容")
    return value


Number = Annotated[int, BeforeValidator(_number)]
DAYS = {"from": "since", "to": "until"}
LEVELS = {"street": "street", "section": "section"}


class Adopt(Given):
    """A provisional entry of the concordance to be adopted under a number (R35)."""

    key: Title
    number: Number


class ImportPolicy(Given):
    """A whole policy file, or amendments to the one in force; the document it rests on (R01)."""

    text: Annotated[str, BeforeValidator(_policy_text)]
    document: Short = ""


class ImportRoster(Given):
    """A list of people to be entered: its text, the document, the quarter they join (R02).

    A list that was refused stays with whoever made it; the journal keeps none of its people.
    """

    kept: ClassVar[bool] = False

    text: Annotated[str, BeforeValidator(_list_text)]
    document: Title
    quarter: Short = ""


class Urge(Given):
    """A reminder sent by hand: of which item due on which day, or of all that is overdue (R30)."""

    quarter: Title
    item: Short = ""
    day: Day | None = None


class Dated(Given):
    """An input whose days may be called from and to."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {DAYS.get(name, name): value for name, value in data.items()}


class RegisterGoal(Dated):
    """A goal of the street or of a section, in force from a day to a day (R04)."""

    title: Title
    level: Annotated[Literal["street", "section"], choice(LEVELS, "目标层级 level ")]
    section: Short = ""
    since: Day | None = None
    until: Day | None = None
    document: Short = ""
    number: Short = ""


class EndGoal(Dated):
    """A goal that ends on a day (R04)."""

    number: Title
    until: Day
    document: Short = ""


class AdoptMeasure(Given):
    """A measure drawn from the analysis of results: what, who sees to it, by when (R24)."""

    text: Filled
    owner: Title
    due: Day


class MeasureDone(Given):
    """A measure that was carried out, with the document that shows it (R24)."""

    number: Number
    document: Title
