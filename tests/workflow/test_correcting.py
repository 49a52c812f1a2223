"""What a notice says of the one it corrects: which, of which day, in which entries (R15, R27)."""

import json
from datetime import date
from typing import Any

import pytest

from rules.nouns import Posting
from tests.rules.asking import NOON
from workflow.effects.correcting import correcting, correction

pytestmark = pytest.mark.rule("R15", "R27")

ZHANG, LI = ["张三", "党建办", "好"], ["李四", "经济办", "较好"]
LI_CHANGED = ["李四", "经济办", "好"]


def posting(number: int, *entries: list[Any], status: str = "ended", day: int = 21) -> Posting:
    """A notice of October with these entries."""
    content = json.dumps({"number": number, "entries": entries}, ensure_ascii=False)
    return Posting(number, 1, date(2026, 10, day), NOON, status, "", content, "", "", "")


@pytest.mark.parametrize(
    ("entries", "earlier", "told"),
    [
        ([ZHANG, LI], [], ""),
        ([LI], [posting(1, ZHANG)], ""),
        (
            [LI_CHANGED],
            [posting(1, ZHANG, LI)],
            "本次公示更正10月21日发布的第1次公示，更正的条目：李四",
        ),
        (
            [LI],
            [posting(1, ZHANG, LI)],
            "10月21日发布的第1次公示中以下条目重新公示，内容没有变动：李四",
        ),
        (
            [ZHANG, LI_CHANGED],
            [posting(1, ZHANG, LI, status="annulled")],
            "本次公示代替10月21日发布的第1次公示(已撤销)，公示期重新计算，更正的条目：李四",
        ),
        (
            [ZHANG],
            [posting(1, ZHANG, LI, status="annulled")],
            (
                "本次公示代替10月21日发布的第1次公示(已撤销)，公示期重新计算，"
                "其中1人不在本次公示之列，其余各条目没有变动"
            ),
        ),
        (
            [LI_CHANGED],
            [posting(1, ZHANG, LI, status="annulled")],
            (
                "本次公示代替10月21日发布的第1次公示(已撤销)，公示期重新计算，"
                "其中1人不在本次公示之列，更正的条目：李四"
            ),
        ),
        (
            [ZHANG, LI],
            [posting(1, ZHANG, LI, status="annulled"), posting(2, LI, day=23)],
            (
                "本次公示代替10月21日发布的第1次公示(已撤销)，公示期重新计算，各条目没有变动；"
                "10月23日发布的第2次公示中以下条目重新公示，内容没有变动：李四"
            ),
        ),
    ],
)
def test_a_notice_says_which_earlier_one_it_corrects_and_in_which_entries(
    entries: list[list[str]], earlier: list[Posting], told: str
) -> None:
    """Held against the newest that showed the person; of nobody shown before nothing is said."""
    assert correction(entries, earlier) == told
    assert correcting(told) == ({"corrects": told} if told else {})
