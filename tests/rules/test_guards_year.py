"""Each guard on the year: what may be recorded and made public, and what it says if not."""

# ruff: noqa: E501 - a row of a table stays one row

from typing import Any

import pytest

from rules.grade import AnnualGrade, Grade
from rules.inputs.given import Reason, read_input
from rules.inputs.year import CorrectAnnual, RecordAnnual
from rules.nouns import Acknowledgement, AnnualResult, Case, Cohort, Posting, QuarterResult
from tests.rules.asking import (
    NOON,
    POLICY,
    boundaries,
    case,
    judged,
    status,
)

PERIODS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")


def year(
    *grades: str, stage: str = "assessing", open_: str = "", statuses: Any = (), **more: Any
) -> Cohort:
    """A year of 张三 with these four grades (- is none); the quarters named are not settled."""
    quarters = tuple(
        QuarterResult(p, "closed", None if g == "-" else Grade.parse(g), p not in open_)
        for p, g in zip(PERIODS, grades, strict=True)
    )
    return Cohort(
        "2026", None, (case(stage, statuses=statuses),), quarters={"p1": quarters}, **more
    )


def record(**grades: str) -> RecordAnnual:
    """Grades of the year by handle; `because` is the reason given for 张三."""
    because = grades.pop("because", "")
    data = {"grades": grades, "document": "1号"} | (
        {"reasons": {"zhang": because}} if because else {}
    )
    return read_input(RecordAnnual, data, POLICY.values)


def correct(grade: str, because: str = "", document: str = "1号") -> CorrectAnnual:
    """A correction of 张三's grade of the year."""
    data = {"grades": {"zhang": grade}, "document": document, "reason": "登记有误"} | (
        {"reasons": {"zhang": because}} if because else {}
    )
    return read_input(CorrectAnnual, data, POLICY.values)


def entered(grade: str, because: str = "", stage: str = "entered") -> Cohort:
    """A year in which 张三's grade was recorded at noon."""
    result = AnnualResult(1, AnnualGrade(grade), because, "", "1号", "p9", NOON)
    return Cohort("2026", None, (case(stage, annual_results=(result,)),))


def signed(*results: int) -> Case:
    """张三's year, put right once, with the receipts of these results."""
    first = AnnualResult(1, AnnualGrade.COMPETENT, "", "", "1号", "p9", NOON)
    second = AnnualResult(2, AnnualGrade.BASIC, "", "登记有误", "2号", "p9", NOON)
    given = tuple(Acknowledgement(n, result, "", NOON) for n, result in enumerate(results, 1))
    return case("entered", annual_results=(first, second), acknowledgements=given)


GOOD, FAIR = ("好", "好", "较好", "较好"), ("好", "较好", "较好", "较好")
HALF, MORE = ("一般", "较差", "较好", "好"), ("一般", "较差", "一般", "好")
WARNED, DEMERIT = (status("warning", "03-02"),), (status("demerit", "03-02"),)
LAST_YEAR = (status("warning", "2025-12-31"),)
EXPELLED = (status("party_removal", "03-02"),)
TRIAL = (status("probation", "03-01", "2027-02-28"),)
POSTED = Posting(1, 0, NOON.date(), NOON, "open", "", "", "", "", "")
TABLE: list[tuple[str, dict[str, Any], str | None]] = [
    ("annual_names_known", {"cohort": year(*GOOD), "given": record(zhang="称职")}, None),
    ("annual_names_known", {"cohort": year(*GOOD), "given": record(wang="称职")}, "“wang”本年度没有参加"),
    ("annual_names_known", {"cohort": year(*GOOD), "given": record()}, "没有写明谁"),
    ("annual_stage", {"cohort": year(*GOOD), "given": record(zhang="称职")}, None),
    ("annual_stage", {"cohort": year(*GOOD, stage="graded"), "given": record(zhang="称职")}, None),
    ("annual_stage", {"cohort": year(*GOOD, stage="summarising"), "given": record(zhang="称职")}, "年度总结尚未报送"),
    ("annual_stage", {"cohort": year(*GOOD, stage="annual_publicity"), "given": record(zhang="称职")}, "不能重复登记"),
    ("annual_stage", {"cohort": year(*GOOD, stage="entered"), "given": record(zhang="称职")}, "不能重复登记"),
    ("annual_quarters_settled", {"cohort": year(*GOOD), "given": record(zhang="称职")}, None),
    ("annual_quarters_settled", {"cohort": year(*GOOD, open_="2026Q4"), "given": record(zhang="称职")}, "张三的2026年第四季度的考核尚未办结"),
    ("annual_quarters_settled", {"cohort": year(*GOOD, open_="2026Q4", waived=True), "given": record(zhang="称职")}, None),
    ("annual_excellence", {"cohort": year(*GOOD), "given": record(zhang="优秀")}, None),
    ("annual_excellence", {"cohort": year(*FAIR), "given": record(zhang="优秀")}, "未达到"),
    ("annual_excellence", {"cohort": year(*FAIR), "given": record(zhang="优秀", because="工作突出")}, "写明理由也不能例外，请改选“称职”、“基本称职”、“不称职”"),
    ("annual_excellence", {"cohort": year(*MORE), "given": record(zhang="优秀")}, "请改选“基本称职”、“不称职”"),
    ("annual_excellence", {"cohort": year(*MORE, statuses=DEMERIT), "given": record(zhang="优秀")}, "请改选“不定等次”"),
    ("annual_excellence", {"cohort": year(*MORE, refused=frozenset({"p1"})), "given": record(zhang="优秀")}, "请改选“不称职”"),
    ("annual_excellence", {"cohort": year("好", "好", "好", "较差"), "given": record(zhang="优秀")}, "有较差1次"),
    ("annual_excellence", {"cohort": year("好", "-", "-", "-"), "given": record(zhang="优秀")}, "样本不足"),
    ("annual_excellence", {"cohort": year(*FAIR), "given": record(zhang="称职")}, None),
    ("annual_poor", {"cohort": year(*HALF), "given": record(zhang="称职")}, None),
    ("annual_poor", {"cohort": year(*MORE), "given": record(zhang="称职")}, "原则上应为基本称职或不称职"),
    ("annual_poor", {"cohort": year(*MORE), "given": record(zhang="不定等次")}, "请在 reasons(例外的理由)中写明"),
    ("annual_poor", {"cohort": year(*MORE), "given": record(zhang="称职", because="有说明")}, None),
    ("annual_poor", {"cohort": year(*MORE), "given": record(zhang="基本称职")}, None),
    ("annual_poor", {"cohort": year(*MORE), "given": record(zhang="不称职")}, None),
    ("annual_poor", {"cohort": year(*MORE, statuses=DEMERIT), "given": record(zhang="不定等次")}, None),
    ("annual_poor", {"cohort": year(*MORE, statuses=WARNED), "given": record(zhang="不定等次")}, "请在 reasons(例外的理由)中写明"),
    ("annual_status", {"cohort": year(*GOOD), "given": record(zhang="优秀")}, None),
    ("annual_status", {"cohort": year(*GOOD, statuses=WARNED), "given": record(zhang="优秀")}, "张三本年度不得确定为“优秀”(所依据的情形限制知悉)；"),
    ("annual_status", {"cohort": year(*GOOD, statuses=WARNED), "given": record(zhang="优秀", because="处分已撤销")}, None),
    ("annual_status", {"cohort": year(*GOOD, statuses=WARNED), "given": record(zhang="称职")}, None),
    ("annual_status", {"cohort": year(*GOOD, statuses=LAST_YEAR), "given": record(zhang="优秀")}, None),
    ("annual_status", {"cohort": year(*GOOD, statuses=DEMERIT), "given": record(zhang="称职")}, "本年度只写评语、不定等次"),
    ("annual_status", {"cohort": year(*GOOD, statuses=DEMERIT), "given": record(zhang="不定等次")}, None),
    ("annual_status", {"cohort": year(*GOOD, statuses=EXPELLED), "given": record(zhang="不定等次")}, "只能确定为“不称职”"),
    ("annual_status", {"cohort": year(*GOOD, statuses=EXPELLED), "given": record(zhang="不称职")}, None),
    ("annual_status", {"cohort": year(*GOOD, statuses=TRIAL), "given": record(zhang="称职")}, "不定等次(试用期，1号)"),
    ("annual_refused", {"cohort": year(*GOOD), "given": record(zhang="优秀")}, None),
    ("annual_refused", {"cohort": year(*GOOD, refused=frozenset({"p1"})), "given": record(zhang="不称职")}, None),
    ("annual_refused", {"cohort": year(*GOOD, refused=frozenset({"p1"})), "given": record(zhang="称职", because="有说明")}, "拒不改正"),
    ("annual_refused", {"cohort": year(*GOOD, refused=frozenset({"p2"})), "given": record(zhang="优秀")}, None),
    ("annual_reasons", {"cohort": year(*GOOD), "given": record(zhang="称职")}, None),
    ("annual_reasons", {"cohort": year(*GOOD), "given": record(zhang="称职", because="工作突出")}, "张三登记为“称职”不是例外情形，不写例外的理由，请删去"),
    ("annual_reasons", {"cohort": year(*GOOD), "given": record(zhang="优秀", because="工作突出")}, "不是例外情形"),
    ("annual_reasons", {"cohort": year(*FAIR), "given": record(zhang="优秀", because="工作突出")}, None),
    ("annual_reasons", {"cohort": year(*MORE), "given": record(zhang="称职", because="改进明显")}, None),
    ("annual_reasons", {"cohort": year(*MORE), "given": record(zhang="基本称职", because="改进明显")}, "不是例外情形"),
    ("annual_reasons", {"cohort": year(*GOOD, statuses=WARNED), "given": record(zhang="优秀", because="处分已撤销")}, None),
    ("annual_reasons", {"cohort": year(*GOOD, statuses=WARNED), "given": record(zhang="称职", because="处分已撤销")}, "不是例外情形"),
    ("annual_reasons", {"cohort": year(*GOOD), "given": record(because="工作突出")}, "张三只写了例外的理由，没有选年度等次"),
    ("annual_standing", {"cohort": entered("称职"), "given": correct("基本称职")}, None),
    ("annual_standing", {"cohort": entered("称职"), "given": correct("称职")}, "没有可以更正的"),
    ("annual_standing", {"cohort": entered("称职", "工作突出"), "given": correct("称职")}, None),
    ("annual_standing", {"cohort": entered("称职"), "given": correct("称职", document="2号")}, None),
    ("annual_standing", {"cohort": entered("优秀", stage="graded"), "given": correct("称职")}, "请办理“登记年度等次”"),
    ("annual_standing", {"cohort": entered("称职", stage="assessing"), "given": correct("称职")}, "还没有载入登记表"),
    ("annual_standing", {"cohort": entered("优秀", stage="annual_publicity"), "given": correct("称职")}, "撤销年度公示"),
    ("year_unsigned", {"case": signed()}, None),
    ("year_unsigned", {"case": signed(1)}, None),
    ("year_unsigned", {"case": signed(1, 2)}, "不必重复签收"),
    ("annual_something_to_post", {"cohort": year(*GOOD, stage="graded")}, None),
    ("annual_something_to_post", {"cohort": year(*GOOD)}, "没有等待公示"),
    ("annual_posting_open", {"cohort": year(*GOOD, postings=(POSTED,))}, None),
    ("annual_posting_open", {"cohort": year(*GOOD)}, "没有正在公示"),
    ("waived_once", {"cohort": year(*GOOD), "given": read_input(Reason, {"reason": "等不及"}, POLICY.values)}, None),
    ("waived_once", {"cohort": year(*GOOD, waived=True)}, "不必重复"),
]  # fmt: skip


@pytest.mark.rule("R08", "R20", "R21", "R22", "R23")
@boundaries(TABLE)
def test_a_guard_of_the_year_refuses_beyond_its_boundary_and_only_there(
    guard: str, question: dict[str, Any], words: str | None
) -> None:
    """Each row is one boundary: the last thing it lets through, the first it stops."""
    judged(guard, question, words)
