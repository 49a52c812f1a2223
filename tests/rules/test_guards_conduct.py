"""Each guard of a check of conduct: what it lets through, and what it says when it does not."""

# ruff: noqa: E501 - a row of a table stays one row

from datetime import date
from typing import Any

import pytest

from rules.conduct import Check, ConductEntry
from rules.grade import Grade
from rules.inputs.conduct import DecideRefusal, Educate, OpenFraud, OpenRefusal, ProveFraud, Told
from tests.rules.asking import (
    answer,
    ask,
    beijing,
    boundaries,
    case,
    cohort,
    decided,
    given,
    judged,
)

pytestmark = pytest.mark.rule("R26")
START = beijing("2026-07-09T09:00:00")
PRESENT = {"present": ["wang"], "reason": "理由"}


def entry(kind: str, at: str = "2026-07-09T09:00:00", until: date | None = None) -> ConductEntry:
    """One entry of a check."""
    return ConductEntry(1, kind, "", "", until, "", (), "p3", beijing(at))


def check(*entries: ConductEntry, **parts: Any) -> Any:
    """A check of conduct with these entries."""
    return case("reminding", conduct=entries, **parts)


REMINDED = (entry("facts"), entry("reminder"), entry("reminder", "2026-07-16T09:00:00"))
TAUGHT = entry("education", "2026-07-17T09:00:00", date(2026, 7, 24))
REFUSED = given(DecideRefusal, **PRESENT)
TOLD, FRAUD = given(Told, text="提醒"), given(ProveFraud, **PRESENT, measures=["批评教育"])
CLOSED = case("closed", decisions=decided(Grade.GOOD))
TABLE: list[tuple[str, dict[str, Any], str | None]] = [
    ("check_once", {"given": given(OpenRefusal, facts="事实"), "case": case(checks=())}, None),
    ("check_once", {"given": given(OpenRefusal, facts="事实"), "case": case(checks=(Check("refusal", True), Check("fraud", False)))}, None),
    ("check_once", {"given": given(OpenRefusal, facts="事实"), "case": case(checks=(Check("refusal", False),))}, "正在办理"),
    ("check_once", {"given": given(OpenFraud, facts="事实", evidence="证据"), "case": case(checks=(Check("fraud", False),))}, "正在办理"),
    ("refusal_reminder_gap", {"given": TOLD, "case": check(entry("facts")), "at": START}, None),
    ("refusal_reminder_gap", {"given": TOLD, "case": check(entry("reminder")), "at": beijing("2026-07-15T23:59:59")}, "7月16日"),
    ("refusal_reminder_gap", {"given": TOLD, "case": check(entry("reminder")), "at": beijing("2026-07-16T00:00:00")}, None),
    ("refusal_reminded", {"given": given(Educate, text="教育", until="2026-07-22"), "case": check(*REMINDED), "at": beijing("2026-07-17T09:00:00")}, None),
    ("refusal_reminded", {"given": given(Educate, text="教育", until="2026-07-21"), "case": check(*REMINDED), "at": beijing("2026-07-17T09:00:00")}, "7月22日"),
    ("refusal_reminded", {"given": given(Educate, text="教育", until="2026-07-31"), "case": check(*REMINDED[:2]), "at": START}, "已提醒1次"),
    ("refusal_deadline_over", {"given": REFUSED, "case": check(*REMINDED, TAUGHT), "at": beijing("2026-07-24T23:59:59")}, "尚未届满"),
    ("refusal_deadline_over", {"given": REFUSED, "case": check(*REMINDED, TAUGHT), "at": beijing("2026-07-25T00:00:00")}, None),
    ("refusal_undecided", {"given": REFUSED, "case": check(), "cohort": cohort(case("planning"))}, None),
    ("refusal_undecided", {"given": REFUSED, "case": check(), "cohort": cohort(CLOSED)}, "已经研究确定"),
    ("refusal_undecided", {"given": REFUSED, "case": check(), "cohort": cohort(case("appraising", decisions=decided(Grade.GOOD)))}, "已经研究确定"),
    ("fraud_heard", {"given": FRAUD, "case": check(entry("facts")), "at": beijing("2026-07-14T23:59:59")}, "7月14日24:00"),
    ("fraud_heard", {"given": FRAUD, "case": check(entry("facts")), "at": beijing("2026-07-15T00:00:00")}, None),
    ("fraud_heard", {"given": FRAUD, "case": check(entry("facts"), entry("statement")), "at": START}, None),
    ("fraud_measures", {"given": FRAUD}, None),
    ("fraud_measures", {"given": given(ProveFraud, **PRESENT)}, None),
    ("fraud_measures", {"given": given(ProveFraud, **PRESENT, measures=["罚款"])}, "罚款"),
    ("fraud_result_there", {"given": FRAUD, "case": check(), "cohort": cohort(CLOSED)}, None),
    ("fraud_result_there", {"given": FRAUD, "case": check(), "cohort": cohort(case("appraising"))}, "没有已经确定"),
]  # fmt: skip


@boundaries(TABLE)
def test_a_guard_answers_as_the_table_says(
    guard: str, question: dict[str, Any], words: str | None
) -> None:
    judged(guard, question, words)


@pytest.mark.parametrize(
    "guard",
    sorted(
        {name for name, _, _ in TABLE} - {"refusal_undecided", "fraud_result_there", "fraud_heard"}
    ),
)
def test_a_guard_asked_about_another_input_has_nothing_to_say(guard: str) -> None:
    last = check(entry("facts"), entry("reminder"), checks=(Check("fraud", False),))
    assert (
        answer(guard, ask(REFUSED if guard != "refusal_deadline_over" else TOLD, case=last)) is None
    )
