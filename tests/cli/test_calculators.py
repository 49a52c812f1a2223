"""The calculators give every number exactly as the regulation and the calendar have it."""

import pytest

from tests.cli.shell import Shell
from tests.rules.vectors import PLACES, PUBLICITY_ENDS, WORKING_DAYS


@pytest.mark.rule("R15")
@pytest.mark.parametrize(
    ("posted", "ends"),
    PUBLICITY_ENDS,
)
def test_a_notice_of_three_working_days_ends_on_this_day(
    shell: Shell, posted: str, ends: str
) -> None:
    found = shell.json("workdays", "--after", posted, "--count", "3")
    assert found["end"] == ends
    assert len(found["days"]) == 3
    assert found["days"][-1] == ends


@pytest.mark.rule("R09", "R10", "R11", "R12")
@pytest.mark.parametrize(
    ("before", "count", "day"),
    [
        ("2026-06-30", 5, "2026-07-07"),
        ("2026-06-30", 8, "2026-07-10"),
        ("2026-07-31", 5, "2026-08-07"),
        ("2026-08-31", 5, "2026-09-07"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-09-30", 10, "2026-10-20"),
        ("2026-09-30", 15, "2026-10-27"),
    ],
)
def test_the_due_days_of_the_third_quarter_of_2026(
    shell: Shell, before: str, count: int, day: str
) -> None:
    assert shell.json("workdays", "--after", before, "--count", str(count))["end"] == day


@pytest.mark.parametrize(("quarter", "count"), WORKING_DAYS)
def test_a_quarter_of_2026_has_so_many_working_days(shell: Shell, quarter: str, count: int) -> None:
    assert shell.json("workdays", "--quarter", quarter) == {"count": count}


def test_a_missing_year_is_named_and_not_guessed(shell: Shell) -> None:
    for words in (("--quarter", "2027Q1"), ("--after", "2026-12-31", "--count", "1")):
        told = shell("workdays", *words, "--json")
        assert told.code == 1
        assert told.document["missing_year"] == 2027
        assert "2027年" in told.err


@pytest.mark.rule("R13")
@pytest.mark.parametrize(("n", "limit"), PLACES)
def test_the_places_are_the_whole_part_of_two_fifths(shell: Shell, n: int, limit: int) -> None:
    found = shell.json("quota", str(n))
    assert found == {"n": n, "limit": limit, "clause": "四(三)", "basis": "reading"}


@pytest.mark.rule("R03", "R07")
@pytest.mark.settles(
    "values.band_ordinary", "values.bpi_weights", "values.full_mark", "values.printed_places"
)
@pytest.mark.parametrize(
    ("words", "total", "band", "shown"),
    [
        ("--kpi 90 --bpi 90 --opi 0", "90", "好", "90.00"),
        ("--kpi 90 --bpi 90,91,89,92,88,90 --opi 0", "90", "好", "90.00"),
        ("--kpi 90 --bpi 90,91,89,92,88,89 --opi 0", "89.95", "较好", "89.95"),
        ("--kpi 90 --bpi 90 --opi -0.004", "89.996", "较好", "89.996"),
        ("--kpi 80 --bpi 80", "80", "较好", "80.00"),
        ("--kpi 80 --bpi 80 --opi -0.004", "79.996", "一般", "79.996"),
        ("--kpi 60 --bpi 60", "60", "一般", "60.00"),
        ("--kpi 60 --bpi 60 --opi -0.0001", "59.9999", "较差", "59.9999"),
        ("--kpi 100 --bpi 100 --opi 3", "103", "好", "103.00(按百分制记100.00)"),
        ("--kpi 82.5 --bpi 0 --opi 0", "57.75", "较差", "57.75"),
        ("--items 40:80,20:不计入,40:85 --bpi 82.5", "82.5", "较好", "82.50"),
        ("--items 40:90,30:不计入,30:80 --bpi 0", "60", "一般", "60.00"),
        ("--items 40:100,30:不计入,30:80 --bpi 90.01", "91.003", "好", "91.00"),
        ("--items 40:80,30:82,30:不计入 --bpi 0.01", "56.603", "较差", "56.60"),
    ],
)
def test_a_score_is_exact_to_the_last_place(
    shell: Shell, words: str, total: str, band: str, shown: str
) -> None:
    found = shell.json("score", *words.split())
    assert (found["total"], found["band"], found["shown"]) == (total, band, shown)


@pytest.mark.rule("R04")
def test_a_voided_item_leaves_sevenths_that_stay_exact(shell: Shell) -> None:
    found = shell.json("score", "--items", "40:80,30:85,30:不计入", "--bpi", "90")
    assert found["kpi"] == "575/7"
    assert found["total"] == "84.5"
    other = shell.json("score", "--kpi", "0", "--bpi", "90,91,89,92,88,89")
    assert other["bpi"] == "539/6"


@pytest.mark.rule("R03")
def test_a_score_shows_every_term_with_its_clause_and_basis(shell: Shell) -> None:
    terms = shell.json("score", "--kpi", "90", "--bpi", "80", "--opi", "1.5")["terms"]
    assert [(t["name"], t["value"], t["points"]) for t in terms] == [
        ("KPI", "90", "63"),
        ("BPI", "80", "24"),
        ("OPI", "1.5", "1.5"),
    ]
    assert [(t["clause"], t["basis"]) for t in terms] == [
        ("三(一)", "text"),
        ("三(一)", "text"),
        ("三(一)3", "text"),
    ]


@pytest.mark.rule("R20", "R21", "R22")
@pytest.mark.parametrize(
    ("grades", "candidate", "half", "poor"),
    [
        ("好 好 较好 较好", True, False, False),
        ("好 好 好 较差", False, False, False),
        ("一般 一般 较好 好", False, False, False),
        ("一般 较差 一般 好", False, True, False),
        ("较差 较差 不确定 不确定", False, True, True),
        ("好", False, False, False),
    ],
)
def test_the_year_follows_from_its_quarters(
    shell: Shell, grades: str, candidate: bool, half: bool, poor: bool
) -> None:
    found = shell.json("annual", *grades.split())
    assert found["excellent_candidate"] is candidate
    assert found["more_than_half_poor"] is half
    assert found["all_poor"] is poor
    assert found["determined"] == sum(1 for g in grades.split() if g != "不确定")
    assert found["counts"]["好"] == grades.split().count("好")
    assert {r["clause"] for r in found["reasons"]} == {"五(二)"}


def test_the_policy_of_the_day_is_asked_for(shell: Shell) -> None:
    told = shell("score", "--kpi", "90", "--bpi", "90", "--at", "2019-01-01")
    assert told.code == 1
    assert "2020-08-25" in told.err


def test_people_read_a_table_instead(shell: Shell) -> None:
    told = shell("score", "--kpi", "90", "--bpi", "90")
    assert told.code == 0
    assert "合计 90，表上记作 90.00" in told.out
    assert "好" in shell("annual", "好", "好").out
    assert "66个工作日" in shell("workdays", "--quarter", "2026Q3").out
    assert "至多7人" in shell("quota", "18").out
