"""A result is explained whole: every value with its clause, its basis, who gave it and when."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from rules.calendar import Quarter, parse_instant
from storage.database import open_database
from storage.history import adoptions, case_lines
from tests.offices.test_examples import EXAMPLES
from tests.workflow.quarters import (
    OFFICERS,
    act,
    eventful_quarter,
    plans_and_record,
    review,
    whole,
)
from workflow.beside import adopt
from workflow.demo import run_demo
from workflow.demo.session import SESSION_REASON
from workflow.explain import UnknownCase, explain, explain_lines
from workflow.office import Office
from workflow.play import Played, play, rehearsal_store
from workflow.scenario import Scenario, load_scenario

PERIOD = "2026Q3"
AFTER = parse_instant("2026-12-01")
HANDLES = [o.handle for o in OFFICERS]
# Parts that only gather others, or whose sources stand beside them.
GATHERING = {"", "policy", "supervisor", "directs", "feedback"}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A quarter in which nearly everything happens."""
    yield from _played(eventful_quarter(), tmp_path_factory.mktemp("explain"))


def _played(scenario: Scenario, folder: Path) -> Iterator[Played]:
    database = open_database(f"sqlite:///{folder}/office.db")
    done = play(scenario, database)
    assert done.failures == []
    yield done
    database.dispose()


def of(played: Played, handle: str) -> dict[str, Any]:
    """The derivation of one officer."""
    return explain(played.office, handle, PERIOD, AFTER)


def tables(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a document with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from tables(inner, f"{path}.{key}".strip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from tables(inner, path)


def reckoned(document: dict[str, Any]) -> Fraction:
    """The total reckoned anew from the marks that the document shows."""
    score = document["score"]
    live = [i for i in score["kpi"]["items"] if not i["voided"]]
    weights = sum(Fraction(i["weight"]) for i in live)
    kpi = sum(Fraction(i["weight"]) * Fraction(i["mark"]) for i in live) / weights
    marks = [Fraction(m["mark"]) for m in score["bpi"]["marks"]]
    opi = sum((Fraction(o["points"]) for o in score["opi"]["items"]), Fraction(0))
    return kpi * 7 / 10 + sum(marks) / len(marks) * 3 / 10 + opi


@pytest.mark.rule("R03")
@pytest.mark.parametrize("handle", ["zhang", "wang", "zhao", "chen", "liu"])
def test_the_total_is_what_the_marks_shown_come_to(played: Played, handle: str) -> None:
    document = of(played, handle)
    assert Fraction(document["score"]["total"]) == reckoned(document)
    assert sum(Fraction(t["points"]) for t in document["score"]["terms"]) == reckoned(document)


@pytest.mark.rule("R35")
@pytest.mark.parametrize("handle", HANDLES)
def test_every_value_comes_with_clause_and_basis(played: Played, handle: str) -> None:
    bare = [
        path
        for path, table in tables(of(played, handle))
        if path not in GATHERING
        and not path.endswith("verified")
        and (not table.get("clause") or not table.get("basis"))
    ]
    assert bare == []


@pytest.mark.rule("R35")
def test_every_value_that_a_person_gave_tells_who_and_when(played: Played) -> None:
    document = of(played, "zhang")
    score = document["score"]
    given = [
        *score["kpi"]["items"],
        *score["bpi"]["marks"],
        *score["opi"]["items"],
        *score["terms"],
        score,
        *document["plans"],
        *document["proposals"],
        *document["decisions"],
        *document["feedback"]["given"],
        *document["feedback"]["acknowledged"],
        document["publicity"],
    ]
    assert all(part["by"] and part["when"] for part in given)
    assert {m["who"] for m in score["bpi"]["marks"]} == {"li"}
    assert score["opi"]["items"][0]["verified"]["who"] == "zheng"
    assert document["decisions"][0]["session"]["minutes"] == "纪要10-22T11:00"
    assert document["decisions"][0]["session"]["present"] == ["周正", "李强", "孙梅"]


@pytest.mark.rule("R04")
def test_an_item_left_out_names_who_left_it_out_and_why(played: Played) -> None:
    items = {i["title"]: i for i in of(played, "zhao")["score"]["kpi"]["items"]}
    left_out = items["日常工作"]
    assert left_out["voided"]
    assert (left_out["by"], left_out["void_reason"]) == ("李强", "职责划转")
    assert left_out["when"].startswith("2026-09-15")


@pytest.mark.rule("R05")
def test_a_mark_given_again_tells_of_the_later_hand(played: Played) -> None:
    score = of(played, "zhao")["score"]
    marked = next(i for i in score["kpi"]["items"] if i["title"] == "重点工作")
    assert marked["mark"] == "88"
    assert marked["when"].startswith("2026-10-22")
    assert all(m["when"].startswith("2026-10-15") for m in score["bpi"]["marks"])


@pytest.mark.rule("R07")
def test_the_band_shows_its_thresholds_as_the_conventions_they_are(played: Played) -> None:
    band = of(played, "chen")["score"]["band"]
    assert band["grade"] == "较好"
    assert [(t["grade"], t["from"], t["reached"]) for t in band["thresholds"]] == [
        ("好", "90", False),
        ("较好", "80", True),
        ("一般", "60", True),
    ]
    assert {(t["clause"], t["basis"]) for t in band["thresholds"]} == {("三(二)", "convention")}


@pytest.mark.rule("R13")
def test_the_quota_place_tells_rank_and_line_but_nobody_elses_name(played: Played) -> None:
    quota = of(played, "zhang")["quota"]
    assert (quota["n"], quota["limit"], quota["used"]) == (5, 2, 2)
    assert (quota["rank"], quota["tied"], quota["ranked"]) == (1, 0, 4)
    assert quota["takes_place"]
    assert of(played, "wang")["quota"]["direct"]
    names = {o.name for o in OFFICERS} - {"张三"}
    assert not names & set(str(of(played, "zhang")["quota"]).split("'"))


@pytest.mark.rule("R13")
def test_a_direct_grade_takes_its_place_before_the_line_is_drawn(played: Played) -> None:
    quota = of(played, "zhang")["quota"]
    assert quota["rivals"] == 1
    assert not quota["on_the_line"]


@pytest.mark.rule("R13")
def test_equal_scores_share_a_rank_and_the_cut_lies_between_them(tmp_path: Path) -> None:
    people = [o._replace(mark="95", grade="好") for o in OFFICERS]
    acts = [line for o in people for line in plans_and_record(o)]
    acts += [line for o in people for line in review(o)]
    scenario = whole("得分相同", acts, "2026-10-20T00:00:00")
    for done in _played(scenario, tmp_path):
        quota = of(done, "liu")["quota"]
        assert (quota["rank"], quota["tied"], quota["ranked"]) == (1, 5, 6)
        assert quota["on_the_line"]
        assert quota["rivals"] == 6


@pytest.mark.rule("R16", "R17")
def test_direct_grades_and_the_statement_are_told(played: Played) -> None:
    poor = of(played, "liu")["directs"]
    assert [(d["grade"], d["status"]) for d in poor["proposals"]] == [("较差", "confirmed")]
    assert [s["text"] for s in poor["statements"]] == ["情况说明"]
    assert poor["proposals"][0]["settled"]["by"] == "周正"


@pytest.mark.rule("R12")
def test_the_sessions_one_reason_stands_only_where_the_group_departed(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/demo.db")
    shown = run_demo(
        database, people=5, quarter=Quarter.parse(PERIOD), mail_folder=tmp_path / "mail"
    )
    office = Office.load(rehearsal_store(database, shown["digest"]), "guanghe")
    found = set()
    for case in shown["cases"]:
        document = explain(office, case["who"], PERIOD, AFTER)
        decision = document["decisions"][-1]
        found.add((decision["departs"], bool(decision["reason"])))
        told = any(SESSION_REASON in line for line in explain_lines(document))
        assert told == decision["departs"]
        assert decision["departs"] == (case["proposed"] != case["grade"])
    assert found == {(True, True), (False, False)}
    with database.read() as connection:
        written = connection.exec_driver_sql("SELECT reason FROM decision").scalars().all()
    departed = [c for c in shown["cases"] if c["proposed"] != c["grade"]]
    assert written.count(SESSION_REASON) == len(departed)
    database.dispose()


@pytest.mark.rule("R12")
def test_a_reason_of_ones_own_is_told(played: Played) -> None:
    withheld = of(played, "chen")["decisions"][-1]
    assert (withheld["grade"], withheld["reason"]) == ("不确定", "长期病假")


@pytest.mark.rule("R31")
def test_what_was_late_is_told_with_its_due_day(played: Played) -> None:
    late = of(played, "chen")["late"]
    assert [(x["who"], x["what"], x["due"], x["clause"]) for x in late] == [
        ("chen", "7月小结", "2026-08-07", "四(二)")
    ]


@pytest.mark.rule("R15")
def test_the_notice_is_the_one_that_stands_after_an_annulled_one(played: Played) -> None:
    notice = of(played, "zhang")["publicity"]
    assert (notice["number"], notice["status"], notice["by"]) == (2, "ended", "郑南")
    assert notice["ends"] == "2026-11-04T00:00:00+08:00"


@pytest.mark.rule("R28")
def test_the_lines_of_the_case_are_listed_with_their_refusals(played: Played) -> None:
    document = of(played, "chen")
    seqs = [line["seq"] for line in document["journal"]]
    assert seqs == sorted(seqs)
    refused = [line for line in document["journal"] if line["outcome"] == "refused"]
    assert refused[0]["title"] == "报送月小结"
    assert refused[0]["reasons"][0]["clause"] == "四(二)"
    assert "补报" in refused[0]["reasons"][0]["text"]
    opened = document["journal"][0]
    assert (opened["title"], opened["by"]) == ("启动季度考核", "到期处理")


@pytest.mark.rule("R28")
def test_every_line_has_a_title_that_people_read(played: Played) -> None:
    titles = [line["title"] for h in HANDLES for line in of(played, h)["journal"]]
    assert all(not title.isascii() for title in titles)


@pytest.mark.rule("R28")
def test_erased_values_leave_a_derivation_with_gaps_and_no_error(tmp_path: Path) -> None:
    for done in _played(eventful_quarter(), tmp_path):
        with done.office.store.database.begin() as connection:
            connection.execute(text("update journal_value set salt = '', value = ''"))
        document = of(done, "zhang")
        assert document["score"]["bpi"]["marks"][0]["who"] is None
        assert "(内容已隐去)" in "\n".join(explain_lines(of(done, "chen")))


@pytest.mark.rule("R01")
def test_the_pinned_policy_is_named_with_the_instant_of_pinning(played: Played) -> None:
    policy = of(played, "zhang")["policy"]
    with played.office.store.database.read() as connection:
        pinned = connection.execute(text("select policy from quarter")).scalar()
    assert policy["digest"] == pinned
    assert policy["pinned"] == "2026-07-01T08:30:00+08:00"


@pytest.mark.rule("R35")
def test_what_is_adopted_after_a_decision_changes_nothing_of_its_result(
    tmp_path: Path,
) -> None:
    for done in _played(eventful_quarter(), tmp_path):
        before = {p["name"]: p for p in of(done, "zhang")["provisional"]}
        assert before["band_good"]["adopted"] is None
        assert all(p["basis"] != "text" for p in before.values())
        at = parse_instant("2026-11-20T09:00:00")
        assert adopt(done.office, "band_good", 3, done.ids["zhou"], at).done
        after = of(done, "zhang")
        assert after["interpretations"] == []
        assert {p["adopted"] for p in after["provisional"]} == {None}
        with done.office.store.database.read() as connection:
            made = adoptions(connection, done.office.id)
        assert [(a.number, a.key, a.said) for a in made] == [(3, "values.band_good", "90")]


@pytest.mark.rule("R03")
def test_a_case_without_marks_says_what_is_lacking(tmp_path: Path) -> None:
    acts = [act("07-02T09:00", "zhang", "log", LOGGED)]
    scenario = whole("刚启动", acts, "2026-07-03T12:00:00")
    for done in _played(scenario, tmp_path):
        document = explain(done.office, "zhang", PERIOD, parse_instant("2026-07-08T09:00:00"))
        assert document["score"]["total"] is None
        assert "已审定的工作计划" in document["score"]["lacking"]["parts"]
        assert [(o["what"], o["overdue"]) for o in document["owed"]] == [("工作计划", True)]
        printed = "\n".join(explain_lines(document))
        for words in ("未提交", "得分尚不能算出", "尚未研究确定", "尚未反馈", "尚未公示"):
            assert words in printed


LOGGED = 'date = "2026-07-02", kind = "narrative", text = "到岗"'


@pytest.mark.parametrize(
    ("handle", "period", "words"),
    [
        ("nobody", PERIOD, "没有“nobody”这个人"),
        ("li", PERIOD, "不在2026Q3参加考核人员名册"),
        ("zhang", "2026Q4", "尚未启动"),
        ("zhang", "第三季度", "2026Q3"),
        ("", PERIOD, "没有“”这个人"),
    ],
)
def test_an_unknown_person_or_quarter_is_refused_in_chinese(
    played: Played, handle: str, period: str, words: str
) -> None:
    with pytest.raises(UnknownCase, match=words):
        explain(played.office, handle, period, AFTER)


@pytest.mark.rule("R03", "R13")
def test_the_lines_show_the_reckoning_as_a_person_would_check_it(played: Played) -> None:
    printed = "\n".join(explain_lines(of(played, "zhang")))
    assert "KPI = (60×94 + 40×94) ÷ 100 = 94" in printed
    assert "BPI = (85 + 85 + 85 + 85 + 85 + 85) ÷ 6 = 85" in printed
    assert "得分 = 94×70% + 85×30% + 1.5 = 92.8(精确值)" in printed
    assert "得分对应等次(参考)：“好”" in printed
    assert "第1次会议(首批研究)" in printed
    assert "依据本单位暂行口径(方案未作规定)，服务于三(二)" in printed


@pytest.mark.parametrize("handle", HANDLES)
def test_the_lines_of_every_case_can_be_printed(played: Played, handle: str) -> None:
    lines = explain_lines(of(played, handle))
    assert all("None" not in line and "\n" not in line for line in lines)
    assert len([line for line in lines if line and not line.startswith(" ")]) >= 13


def test_only_the_lines_of_the_case_are_read(played: Played) -> None:
    with played.office.store.database.read() as connection:
        lines = case_lines(connection, played.office.id, 2)
    assert lines
    assert {line.body["case"] for line in lines} == {2}


@pytest.mark.rule("R18")
def test_what_a_role_owes_together_is_said_to_be_owed_by_that_role(played: Played) -> None:
    """Not by the clock, which owes nothing; what one person owes bears that person's name."""
    document = of(played, "wang")
    assert {(o["by"], o["who"]) for o in document["owed"]} == {("考核办", None)}
    assert "已逾期：考核办 表扬" in "\n".join(explain_lines(document))


def test_a_mark_given_anew_tells_the_earlier_one_to_those_who_are_entitled(tmp_path: Path) -> None:
    """Who changed which mark from what to what; what was only confirmed stands once."""
    path = EXAMPLES / "fraud_while_objecting.toml"
    database = open_database(f"sqlite:///{tmp_path}/office.db")
    office = play(load_scenario(path), database).office
    told = {e: explain(office, "li", PERIOD, AFTER, entitled=e) for e in (True, False)}
    other = explain(office, "zhang", PERIOD, AFTER, entitled=True)
    database.dispose()
    score = told[True]["score"]
    for part in (*score["kpi"]["items"], *score["bpi"]["marks"]):
        (earlier,) = part["earlier"]
        assert (part["mark"], part["by"], part["when"][:10]) == ("70", "陈甲", "2026-10-29")
        assert (earlier["mark"], earlier["by"]) == ("85", "陈甲")
        assert earlier["when"][:16] == "2026-10-14T09:01"
    lines = list(explain_lines(told[True]))
    assert lines.count("      先前评分85(陈甲，2026-10-14 09:01)") == 7
    hidden = told[False]["score"]
    assert not any(p["earlier"] for p in (*hidden["kpi"]["items"], *hidden["bpi"]["marks"]))
    assert "先前评分" not in "\n".join(explain_lines(told[False]))
    assert not any(m["earlier"] for m in other["score"]["bpi"]["marks"])
