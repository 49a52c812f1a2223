"""Wording: every kind has its template, says what it must, and shows no grade and no score."""

import re
from typing import Any

import pytest
from jinja2 import meta

from notifications.compose import PREFIX, TEMPLATES, ComposeError, compose, environment
from notifications.notice import ADDED, COMMON, KINDS, SHAPES, required_data
from tests.notifications.samples import FACTS, mail, notice

AVOID = ["驳回", "豁免", "审批", "关闭", "配额", "申诉", "复核", "立案", "升级", "系统建议"]
GRADES = ["好", "一般", "较差", "不确定"]
CANARIES = [*GRADES, "较好", "92.50", "CANARY"]


def variables(name: str) -> set[str]:
    """The names a template uses, those of the files it includes among them."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    tree = environment().parse(source)
    found = meta.find_undeclared_variables(tree)
    for other in meta.find_referenced_templates(tree):
        assert other is not None
        found |= variables(other)
    return found


def test_there_is_one_template_for_each_kind_and_no_other() -> None:
    names = {path.stem for path in TEMPLATES.iterdir()}
    assert names == set(KINDS) | {"_signature"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_prints_exactly_the_listed_data(kind: str) -> None:
    assert variables(f"{kind}.txt") == required_data[kind] | COMMON


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_starts_with_its_subject_and_a_blank_line(kind: str) -> None:
    lines = (TEMPLATES / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].strip()
    assert lines[1] == ""
    assert lines[2] == "{{ name }}同志："


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.stem)
def test_no_template_uses_a_word_to_avoid_or_names_a_grade(path: Any) -> None:
    source = path.read_text(encoding="utf-8")
    assert [word for word in AVOID + GRADES if word in source] == []
    assert not re.search(r"[一-龥][,;:!?()]", source), "full-width marks in Chinese text"


@pytest.mark.parametrize("overdue", [False, True])
@pytest.mark.parametrize("days_left", [0, 3])
@pytest.mark.parametrize("text", ["", "10月10日"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_grade_and_no_score_stands_in_any_mail(
    kind: str, text: str, days_left: int, overdue: bool
) -> None:
    """Surplus data, also inside list rows, is never printed, in any branch of a template."""
    surplus: dict[str, Any] = dict.fromkeys(SHAPES, "CANARY 好 较差 92.50")
    surplus |= dict.fromkeys(("grade", "score", "total", "band", "reason"), "CANARY 好 较差 92.50")
    surplus = {key: value for key, value in surplus.items() if key not in required_data[kind]}
    changes: dict[str, Any] = {"ends": text, "contact": text}
    changes |= {"days_left": days_left, "overdue": overdue}
    changes |= {"items": [FACTS["items"][0] | {"grade": "较差", "score": "CANARY 92.50"}]}
    kept = {key: value for key, value in changes.items() if key in required_data[kind]}
    done = mail(notice(kind, **surplus | kept))
    for canary in CANARIES:
        assert canary not in done.subject + done.body


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_is_one_clean_subject_and_a_signed_body(kind: str) -> None:
    done = mail(notice(kind))
    assert done.subject.startswith(PREFIX)
    assert len(done.subject) <= 40
    assert done.body.startswith("张三同志：\n\n")
    assert done.body.endswith("洸河街道考核办\n本邮件由平时考核系统自动发送，请勿回复。\n")
    assert "\n\n\n" not in done.body
    assert not re.search(r"[{}%]|None|True|False", done.subject + done.body)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "clause" in required_data[kind]])
def test_what_is_owed_comes_with_its_day_and_its_clause(kind: str) -> None:
    done = mail(notice(kind))
    assert f"\n\n依据：{FACTS['clause']}\n" in done.body
    assert FACTS["due" if "due" in required_data[kind] else "until"] in done.body


@pytest.mark.parametrize(
    "kind", ["plan_due", "plan_overdue", "month_due", "month_overdue", "quarter_opened", "extended"]
)
def test_a_lock_is_announced_together_with_the_way_out(kind: str) -> None:
    body = mail(notice(kind)).body
    assert "截止" in body
    assert "准予补报" in body


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("month_due", "【平时考核】请于10月13日前报送9月小结"),
        ("plan_due", "【平时考核】请于10月13日前报送工作计划"),
        ("plan_to_approve", "【平时考核】提请您审定3名同志的工作计划"),
        ("escalation", "【平时考核】催办清单：2026年第三季度1项"),
        ("reopened", "【平时考核】准予补报9月小结，请于10月16日前报送"),
    ],
)
def test_subjects_say_what_to_do_and_by_when(kind: str, subject: str) -> None:
    assert mail(notice(kind)).subject == subject


@pytest.mark.parametrize(
    ("days_left", "words"),
    [(3, "距截止还有3个工作日"), (1, "距截止还有1个工作日"), (0, "今天为最后一日")],
)
def test_a_reminder_counts_the_working_days_left(days_left: int, words: str) -> None:
    assert words in mail(notice("month_due", days_left=days_left)).body


@pytest.mark.parametrize("kind", ["publicity_posted", "annual_publicity_posted"])
def test_a_notice_that_corrects_an_earlier_one_says_so_and_a_first_one_does_not(kind: str) -> None:
    done, first = mail(notice(kind)), mail(notice(kind, corrects=""))
    assert (done.subject.endswith("（更正）"), first.subject.endswith("公示")) == (True, True)
    assert "\n本次公示更正9月28日发布的第1次公示，更正的条目：张三。\n" in done.body
    assert "更正" not in first.body


@pytest.mark.parametrize("kind", ["publicity_posted", "annual_publicity_posted"])
def test_a_notice_queued_by_an_earlier_release_is_sent_as_it_was(kind: str) -> None:
    queued = notice(kind)
    data = {name: value for name, value in queued.data.items() if name != "corrects"}
    old = mail(type(queued)(**{**vars(queued), "data": data}))
    assert old == mail(notice(kind, corrects=""))


@pytest.mark.parametrize(
    ("until", "words"),
    [("10月16日", "期间：10月12日至10月16日\n"), ("", "期间：10月12日起，至终止时为止\n")],
)
def test_who_stands_in_and_who_is_stood_in_for_read_from_when_to_when(
    until: str, words: str
) -> None:
    body = mail(notice("delegate_appointed", until=until)).body
    assert words in body
    assert "组长已指定褚乙受陈甲委托代签" in body


def test_a_publicity_without_a_calendar_says_its_end_will_follow() -> None:
    body = mail(notice("publicity_posted", ends="")).body
    assert "公示截止：待日历公布后另行通知。" in body
    assert "公示截止：10月10日24时。" in mail(notice("publicity_posted")).body


def test_a_digest_lists_every_name_and_says_when_it_is_late() -> None:
    assert "张三、李四、阿依古丽·买买提" in mail(notice("decision_due")).body
    assert "现已超过" not in mail(notice("decision_due")).body
    assert "现已超过" in mail(notice("decision_due", overdue=True)).body


def test_the_office_reads_each_open_item_on_its_own_line() -> None:
    rows = [{"name": f"某{n}", "what": "工作计划逾期未报", "due": "7月7日"} for n in range(3)]
    body = mail(notice("escalation", items=rows)).body
    assert "1. 某0：工作计划逾期未报（时限7月7日）\n2. 某1：" in body


def test_the_reason_of_a_return_stays_out_of_the_mail() -> None:
    body = mail(notice("plan_returned", reason="指标过低")).body
    assert "指标过低" not in body
    assert "查看退回原因" in body


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_fact_is_named(kind: str) -> None:
    for key in required_data[kind] - set(ADDED):
        lacking = notice(kind)
        data = {name: value for name, value in lacking.data.items() if name != key}
        with pytest.raises(ComposeError, match=f"缺少数据项 {key}"):
            mail(type(lacking)(**{**vars(lacking), "data": data}))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("month_due", {"month": "9"}),
        ("month_due", {"month": True}),
        ("month_due", {"due": None}),
        ("month_due", {"due": 10}),
        ("decision_due", {"names": []}),
        ("decision_due", {"names": "张三"}),
        ("decision_due", {"names": ["张三", 4]}),
        ("decision_due", {"names": ["张三", ""]}),
        ("decision_due", {"overdue": 1}),
        ("escalation", {"items": []}),
        ("escalation", {"items": ["张三"]}),
        ("escalation", {"items": [{"name": "张三", "what": "工作计划"}]}),
    ],
)
def test_a_fact_of_the_wrong_shape_is_refused(kind: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ComposeError, match="形式不对"):
        mail(notice(kind, **changes))


def test_a_value_is_text_and_never_a_template() -> None:
    body = mail(notice("reopened", item="{{ 7 * 7 }}{% include 'x' %}")).body
    assert "{{ 7 * 7 }}{% include 'x' %}" in body


@pytest.mark.parametrize(
    ("period", "title"),
    [("2026Q3", "2026年第三季度"), ("2027Q1", "2027年第一季度"), ("2026", "2026年度")],
)
def test_periods_are_written_out(period: str, title: str) -> None:
    given = notice("result_final")
    assert title in mail(type(given)(**{**vars(given), "period": period})).subject


def test_an_impossible_period_is_refused() -> None:
    given = notice("result_final")
    with pytest.raises(ComposeError):
        mail(type(given)(**{**vars(given), "period": "2026Q5"}))


def test_composing_twice_gives_the_same_mail() -> None:
    assert mail() == mail()
    assert compose.__kwdefaults__ == {"domain": "kaohe.invalid"}
