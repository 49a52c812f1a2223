"""The year in a browser: quarters beside the summary, the grades a body gave put on record."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import open_database
from storage.load import Loader
from tests.offices.test_examples import EXAMPLES
from tests.rehearsal import Rehearsal, at
from tests.web.office import Web
from tests.web.words import english
from workflow.play import play
from workflow.scenario import load_scenario

YEAR = "2025"
DOCUMENT = "党工委纪要〔2026〕2号"
pytestmark = [pytest.mark.rule("R08"), pytest.mark.rule("R20")]


@pytest.fixture
def web(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Web]:
    """An office before its year is graded; the chair is kin to one of three."""
    until = at(getattr(request, "param", "01-19T09:00"))
    whole = load_scenario(EXAMPLES / "year_corrected.toml")
    acts = tuple(a for a in whole.acts if a.at < until)
    database = open_database(f"sqlite:///{tmp_path}/year.db")
    played = play(replace(whole, acts=acts, until=until, expect={}), database)
    assert played.failures == []
    yield Web(Rehearsal(played), now=until)
    database.dispose()


def file(web: Web, handle: str = "") -> str:
    """The address of somebody's year, or of everybody's."""
    person = web.rehearsal.played.ids.get(handle, "")
    with web.rehearsal.database.read() as connection:
        loader = Loader(connection, web.site.office.id, lock=False)
        found = loader.case_of("annual" if handle else "year", YEAR, person)
    assert found is not None
    return f"/cases/{found.id}"


def test_the_body_sees_the_quarters_and_records_what_it_gave(web: Web) -> None:
    """Each by whoever may: of their kin the chair is told to leave it to others."""
    chair, deputy = web.browser("zhou"), web.browser("zheng")
    page = chair.get(file(web)).text
    for words in ("张三", "王芳", "赵敏", "可评优", "已报送", "未报送", "不代为定等"):
        assert words in page, words
    assert "2025年度考核组织" in page
    assert english(page) <= {"GET"}
    form = chair.get(f"{file(web)}/do/record_annual").text
    assert "您须回避" in form
    assert 'name="grades:zhang"' in form
    assert 'name="grades:zhao"' not in form
    assert 'name="grades:zhao"' in deputy.get(f"{file(web)}/do/record_annual").text
    sent = {
        "grades:zhang": "优秀",
        "grades:wang": "称职",
        "reasons:zhang": "",
        "document": DOCUMENT,
    }
    assert "<b>其他等次</b>当即载入登记表" in form
    done = chair.post(f"{file(web)}/do/record_annual", sent)
    assert done.status_code == 303
    page = chair.get(done.headers["location"]).text
    assert "登记2人：优秀1人、称职1人；优秀的1人接下来由考核办发布年度公示（1月21日前）" in page
    assert "1人已载入登记表，已通知本人签收" in page
    wrong = {"grades:zhao": "优秀", "document": DOCUMENT}
    refused = deputy.post(f"{file(web)}/do/record_annual", wrong)
    assert refused.status_code == 422
    assert '<option value="优秀" selected>优秀（不能评优）' in refused.text
    assert "写明理由也不能例外，请改选“称职”" in refused.text
    assert 'name="reasons:' not in refused.text
    right = {"grades:zhao": "称职", "document": DOCUMENT}
    assert deputy.post(f"{file(web)}/do/record_annual", right).status_code == 303
    page = chair.get(file(web)).text
    assert page.count('<td class="text-nowrap" data-label="年度等次">称职</td>') == 2
    assert '<td class="text-nowrap" data-label="年度等次">优秀</td>' in page
    form = chair.get(f"{file(web)}/do/record_annual").text
    assert "已登记“优秀”，不改" in form
    assert "参加年度考核3人，已登记3人，其中优秀1人" in form


@pytest.mark.parametrize("web", ["01-13T09:30"], indirect=True)
def test_while_nobody_can_be_recorded_the_form_says_why_and_has_no_button(web: Web) -> None:
    """The quarter that is open by its Chinese name, everybody it is true of, and the way out."""
    form = web.browser("zhou").get(f"{file(web)}/do/record_annual").text
    assert "现在还没有人可以登记" in form
    assert "2025年第四季度的考核尚未办结" in form
    assert "do/run_without" in form
    assert "data-submit" not in form
    assert 'name="grades:' not in form


def test_the_rest_is_filled_in_at_once_and_kept_to_be_looked_over(web: Web) -> None:
    """Without scripts too; what was chosen stays, and nothing is recorded by it."""
    chair, form = web.browser("zhou"), f"{file(web)}/do/record_annual"
    assert "其余没有选的都填“称职”" in chair.get(form).text
    sent = {"fill": "称职", "rest": ["zhang", "wang"], "grades:zhang": "优秀", "grades:wang": ""}
    answer = chair.post(f"{file(web)}/drafts/record_annual", sent)
    assert answer.status_code == 303
    page = chair.get(answer.headers["location"]).text
    assert page.count('<option value="优秀" selected>') == 1
    assert page.count('<option value="称职" selected>') == 1
    assert "上面已选2人：优秀1人、称职1人" in page
    assert "已登记" not in page


def test_an_officer_reads_their_own_year_and_no_grade_before_its_time(web: Web) -> None:
    """The summary and the quarters that stand; the grade of the year once it was told."""
    officer, leader = web.browser("zhang"), web.browser("li")
    page = officer.get(file(web, "zhang")).text
    assert "下半年工作总结。" in page
    assert "好2次，较好0次" in page
    chair = web.browser("zhou")
    sent = {"grades:zhang": "优秀", "document": DOCUMENT}
    assert chair.post(f"{file(web)}/do/record_annual", sent).status_code == 303
    assert "登记的年度等次" not in officer.get(file(web, "zhang")).text
    assert "登记的年度等次" in leader.get(file(web, "zhang")).text
    office = web.browser("wu")
    form = office.get(f"{file(web)}/do/publish_year").text
    for words in ("将公示的名单（1人）", "张三</th>", "至2026年1月26日24:00期满"):
        assert words in form, words
    assert office.post(f"{file(web)}/do/publish_year", {}).status_code == 303
    down = office.post(f"{file(web)}/do/annul_year_publicity", {"reason": "姓名有误"})
    assert "重新发布年度公示（1月21日前）" in office.get(down.headers["location"]).text
    for handle, path in (("wang", file(web, "zhang")), ("zhang", file(web))):
        assert web.browser(handle).get(path).status_code == 404


@pytest.mark.parametrize("web", ["01-13T09:30"], indirect=True)
def test_a_quarter_that_is_not_settled_tells_an_officer_nothing_yet(web: Web) -> None:
    """The fourth was decided and is not told: neither it nor what follows from it is theirs."""
    page = web.browser("zhang").get(file(web, "zhang")).text
    assert "第4季度尚未办结" in page
    assert "尚未办结</dd>" in page
    assert "可评优" not in page
    assert "登记表所载" not in page
    assert "好2次" in web.browser("li").get(file(web, "zhang")).text


def test_whoever_looks_at_everybodys_year_reads_of_their_own_on_their_file_alone(web: Web) -> None:
    """Somebody who is appraised and sits in the group is on their own year only themselves."""
    with web.rehearsal.database.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO role (office, person, role, since) VALUES (?, ?, 'member', '2025-01-01')",
            (web.site.office.id, web.rehearsal.played.ids["wang"]),
        )
    page = web.browser("wang").get(file(web)).text
    assert "张三" in page
    assert f'href="{file(web, "wang")}"' not in page


def test_a_quarter_that_is_over_stays_within_reach_of_those_who_oversee_it(web: Web) -> None:
    """From the home page of the group and of the clerks, though not of officers."""
    for who in ("zhou", "wu"):
        page = web.browser(who).get("/").text
        ended = re.findall(r'<a href="(/cases/\d+)">(2025年第.季度)</a>', page)
        assert [title for _, title in ended] == ["2025年第三季度"], who
        page = web.browser(who).get(ended[0][0], follow_redirects=True).text
        assert ended[0][1] in page
    assert "已经办结的季度和年度" not in web.browser("zhang").get("/").text
    ledger = web.browser("wu").get("/opi?quarter=2025Q3").text
    assert '<option value="2025Q3" selected>' in ledger


def test_the_summary_is_written_beside_the_quarters_and_begins_with_what_was_handed_in(
    web: Web,
) -> None:
    """How long, until when, and that it may be changed; once it is in nothing presses for it."""
    officer = web.browser("zhang")
    page = officer.get(f"{file(web, 'zhang')}/do/summarise_year").text
    assert "下半年工作总结。</textarea>" in page
    assert "最多3000字" in page
    assert "以最后报送的为准" in page
    assert "2025年第三季度：好" in page
    page = officer.get(file(web, "zhang")).text
    assert 'class="btn btn-primary" href' not in page


def recorded(web: Web, **grades: str) -> None:
    """The chair records grades of the year."""
    sent = {f"grades:{who}": grade for who, grade in grades.items()} | {"document": DOCUMENT}
    assert web.browser("zhou").post(f"{file(web)}/do/record_annual", sent).status_code == 303


@pytest.mark.rule("R23")
def test_a_grade_that_stands_is_told_at_home_signed_for_once_and_anew_when_it_is_put_right(
    web: Web,
) -> None:
    """The strip on the first page, the form with the grade, the day of the receipt, the change."""
    officer, chair = web.browser("wang"), web.browser("zhou")
    recorded(web, wang="称职", zhang="优秀")
    own = file(web, "wang")
    assert "2025年度的考核结果已经告知您：<b>称职</b>" in officer.get("/").text
    assert "<li>年度公示" not in officer.get(own).text
    assert "<li>年度公示" in chair.get(file(web, "zhang")).text
    form = officer.get(f"{own}/do/acknowledge_year").text
    for words in ("<b>称职</b>", DOCUMENT, "签收只表示已经阅知，不代表同意"):
        assert words in form, words
    assert officer.post(f"{own}/do/acknowledge_year", {"text": ""}).status_code == 303
    page = officer.get(own).text
    assert "已签收，1月19日" in page
    assert "do/acknowledge_year" not in page
    assert "2025年度的考核结果已经告知您" not in officer.get("/").text
    twice = officer.post(f"{own}/do/acknowledge_year", {"text": ""})
    assert (twice.status_code, "已于1月19日签收，不必重复签收" in twice.text) == (422, True)
    right = f"{file(web)}/do/correct_annual"
    assert f'href="{right}">更正</a>' in chair.get(own).text
    assert f'href="{right}">更正</a>' not in web.browser("li").get(own).text
    form = chair.get(right).text
    assert '<option value="">不更正</option>' in form
    assert 'name="grades:wang"' in form
    assert 'name="grades:zhang"' not in form
    sent = {"grades:wang": "基本称职", "document": "党工委纪要〔2026〕4号", "reason": "登记时填错"}
    done = chair.post(right, sent)
    assert "更正1人：基本称职1人；1人已载入登记表，已通知本人重新签收" in (
        chair.get(done.headers["location"]).text
    )
    assert "考核结果已经告知您：<b>基本称职</b>" in officer.get("/").text
    page = officer.get(own).text
    assert f"原登记“称职”（{DOCUMENT}）；理由：登记时填错" in page
    assert "do/acknowledge_year" in page


@pytest.mark.parametrize("web", ["01-13T09:30"], indirect=True)
def test_not_to_wait_is_said_to_be_for_everybody_and_for_good(web: Web) -> None:
    """Which quarter, for how many, what stays as it is; then on to the grades themselves."""
    chair = web.browser("zhou")
    form = chair.get(f"{file(web)}/do/run_without").text
    for words in ("2025年第四季度：3人", "全机关3人", "不能撤回", "2人尚未报送"):
        assert words in form, words
    done = chair.post(f"{file(web)}/do/run_without", {"reason": "上级限期"})
    page = chair.get(done.headers["location"]).text
    assert f'href="{file(web)}/do/record_annual" autofocus>接着办：登记年度等次' in page


@pytest.mark.parametrize("web", ["01-08T09:00"], indirect=True)
def test_a_summary_that_is_too_long_is_named_as_on_its_form_and_followed_by_what_comes(
    web: Web,
) -> None:
    """年度总结, not 内容; then who records the grade and by when."""
    officer, own = web.browser("wang"), file(web, "wang")
    refused = officer.post(f"{own}/do/summarise_year", {"text": "长" * 3001})
    assert "年度总结：长3001字，超过3000字的上限" in refused.text
    done = officer.post(f"{own}/do/summarise_year", {"text": "全年总结"})
    page = officer.get(done.headers["location"]).text
    assert re.search("接下来由组长照有权机关的决定登记年度等次，3月.日前", page)
