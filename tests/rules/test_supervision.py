"""Who is flagged as marked lower after objecting, and whom a report may be about (R34)."""

# ruff: noqa: E501 - a row of a table stays one row

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as always
from hypothesis import strategies as st

from rules.inputs.given import read_input
from rules.inputs.supervision import NoteFlag, ReportIrregularity
from rules.supervision import Lowered, Scored, marked_lower
from tests.rules.asking import POLICY, Row, boundaries, cohort, judged

pytestmark = pytest.mark.rule("R34")
QUARTERS = ("2026Q3", "2026Q4", "2027Q1", "2027Q2")


def scores(*totals: int | None, leaders: str = "aaaa") -> list[Scored]:
    """The totals of one person from the third quarter of 2026 on, and who marked them."""
    return [
        Scored("p1", period, leader, Fraction(total))
        for period, total, leader in zip(QUARTERS, totals, leaders, strict=False)
        if total is not None
    ]


@pytest.mark.parametrize(
    ("totals", "leaders", "flagged"),
    [
        ((90, 89, 91, 80), "aaaa", ["2026Q4"]),
        ((90, 90, 89, 80), "aaaa", ["2027Q1"]),
        ((90, 80, 70, 60), "aaaa", ["2026Q4", "2027Q1"]),
        ((90, 90, 90, 80), "aaaa", []),
        ((90, 95, 99, 80), "aaaa", []),
        ((90, 80, 70, 60), "abba", []),
        ((90, 80, 70, 60), "abaa", ["2027Q1"]),
        ((None, 80, 70, 60), "aaaa", []),
        ((90, None, 70, 60), "aaaa", ["2027Q1"]),
    ],
)
def test_only_the_next_two_quarters_under_the_same_leader_are_looked_at(
    totals: tuple[int | None, ...], leaders: str, flagged: list[str]
) -> None:
    terms = POLICY.values.retaliation_quarters
    found = marked_lower([("p1", "2026Q3")], scores(*totals, leaders=leaders), terms)
    assert [f.period for f in found] == flagged


@always(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_nobody_is_flagged_who_did_not_object_or_was_not_marked_lower(totals: list[int]) -> None:
    assert marked_lower([], scores(*totals), 2) == []
    found = marked_lower([("p1", "2026Q3"), ("p1", "2026Q3")], scores(*totals), 2)
    assert all(f.after < f.before and f.leader == "a" for f in found)
    assert len(found) == sum(total < totals[0] for total in totals[1:3])


REPORT = {"text": "情况", "kind": "打击报复"}
WATCHED = replace(cohort(), auditors=frozenset({"p4"}))
FLAG = Lowered("p1", "p2", "2026Q1", Fraction(85), "2026Q3", Fraction(80))
FLAGGED = replace(cohort(), flags=(FLAG,))
NOTE = read_input(NoteFlag, {"text": "已查看", "who": "zhang"}, POLICY.values)
OTHER = read_input(NoteFlag, {"text": "已查看", "who": "wang"}, POLICY.values)
TABLE: list[Row] = [
    ("report_about", {"given": read_input(ReportIrregularity, REPORT | {"about": "li"}, POLICY.values), "cohort": WATCHED}, None),
    ("report_about", {"given": read_input(ReportIrregularity, REPORT | {"about": "zhao"}, POLICY.values), "cohort": WATCHED}, "上级纪检监察机关"),
    ("report_about", {"given": read_input(ReportIrregularity, REPORT | {"about": "gone"}, POLICY.values), "cohort": WATCHED}, "没有“gone”"),
    ("flag_open", {"given": NOTE, "cohort": FLAGGED, "actor": "p4"}, None),
    ("flag_open", {"given": NOTE, "cohort": FLAGGED, "actor": "p2"}, "没有该同志须由您查看的提示"),
    ("flag_open", {"given": NOTE, "cohort": cohort(), "actor": "p4"}, "没有该同志须由您查看的提示"),
    ("flag_open", {"given": OTHER, "cohort": FLAGGED, "actor": "p4"}, "没有该同志须由您查看的提示"),
    ("flag_open", {"cohort": FLAGGED, "actor": "p4"}, None),
    ("flag_open", {"cohort": FLAGGED, "actor": "p2"}, "没有须由您查看的提示"),
    ("report_about", {"given": read_input(ReportIrregularity, REPORT | {"about": "li"}, POLICY.values), "cohort": cohort()}, "尚未指定监督人员"),
]  # fmt: skip


@boundaries(TABLE)
def test_a_report_is_about_somebody_of_the_office_but_the_auditor(
    guard: str, question: dict[str, Any], words: str | None
) -> None:
    judged(guard, question, words)
