"""The strict loader of policy files: what it takes, what it refuses, and how it says so (R01)."""

import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from rules.policy import (
    BASIS_TITLES,
    Basis,
    Cite,
    Policy,
    PolicyError,
    clause_title,
    load_policy,
    policy_from_pin,
    policy_from_text,
    value_names,
)
from rules.provisional import provisional
from tests.rules.policies import DAY, TEXT, refusal, swapped

pytestmark = pytest.mark.rule("R01")


def without(start: str) -> str:
    """The shipped file without the one line that starts so."""
    lines = TEXT.splitlines()
    left = [line for line in lines if not line.startswith(start)]
    assert len(left) == len(lines) - 1
    return "\n".join(left)


def with_value(name: str, value: str) -> str:
    """The shipped file with another value of that name, written as TOML."""
    text, times = re.subn(
        rf"^({name} = \{{ value = )(.*?)(, clause = )",
        lambda found: found[1] + value + found[3],
        TEXT,
        flags=re.MULTILINE,
    )
    assert times == 1
    return text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (TEXT + '\n[strange]\na = "1"\n', "strange"),
        (
            swapped('serves = "R03", note = "KPI占七成"', 'serves = "R03", remark = "KPI占七成"'),
            "values.kpi_share.remark",
        ),
        (swapped('name = "洸河街道"', 'name = "洸河街道"\nseat = "济宁"'), "office.seat"),
        (
            swapped('status = "partly", why = "名册', 'state = "partly", why = "名册'),
            "二.state",
        ),
    ],
)
def test_an_unknown_key_is_refused_by_name(text: str, key: str) -> None:
    assert f"{key} 多出了不认识的项" in refusal(text)


def test_a_value_of_no_known_name_is_refused_though_it_is_fully_cited() -> None:
    line = 'bonus = { value = 1, clause = "六", basis = "convention", serves = "R31" }\n'
    assert "values.bonus 多出了不认识的项" in refusal(swapped("[values]\n", f"[values]\n{line}"))


@pytest.mark.parametrize("name", sorted(value_names()))
def test_a_missing_value_is_refused_by_name(name: str) -> None:
    block = rf"^{name} = \{{.*$|^{name}\.clause[^#]*?^\]\n(?!{name})"
    text, times = re.subn(block, "", TEXT, flags=re.MULTILINE)
    assert times == 1
    assert f"values.{name} 缺少这一项" in refusal(text)


@pytest.mark.parametrize("part", ["in_force", "silent_on"])
def test_a_missing_part_is_refused_by_name(part: str) -> None:
    assert f"{part} 缺少这一项" in refusal(without(f"{part} = "))


@pytest.mark.parametrize("part", ["value", "clause", "basis", "serves"])
def test_a_value_without_its_citation_is_refused(part: str) -> None:
    line = re.search(r"^kpi_share = .*$", TEXT, re.MULTILINE)
    assert line
    bare = re.sub(rf'{part} = "[^"]*",? ?', "", line[0])
    assert f"values.kpi_share.{part} 缺少这一项" in refusal(TEXT.replace(line[0], bare))


@pytest.mark.parametrize(
    "doubled",
    [
        'kpi_share = { value = "1/2", clause = "三(一)", basis = "text", serves = "R03" }',
        "[values]",
    ],
)
def test_a_doubled_key_is_refused_showing_its_line(doubled: str) -> None:
    text = swapped("# ── KPI：三(一)1 ──", doubled)
    said = refusal(text)
    found = re.search(r"第(\d+)行", said)
    assert found
    assert text.splitlines()[int(found[1]) - 1] == doubled
    assert doubled[:40] in said


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \nc = 3\n", 2), ("a = 1\nb", 2), ('a = "', 1), ("甲 = 1", 1), ("\n\n[a\n", 3)],
)
def test_malformed_toml_is_refused_in_chinese_naming_the_line(text: str, line: int) -> None:
    said = refusal(text)
    assert said.startswith(f"office.toml 第{line}行"), said
    assert "at line" not in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("full_mark", '"100"', "须为整数"),
        ("full_mark", "100.0", "须为整数"),
        ("items_min", "true", "须为整数"),
        ("items_max", "-1", "不能为负"),
        ("remind_before", "3", "须为列表"),
        ("remind_before", '["3"]', "须为整数"),
        ("bpi_dimensions", '"执行力"', "须为列表"),
        ("publicity_scope", "3", "须为文字"),
        ("quota_share", "0.4", "须写成分数或整数"),
        ("quota_share", "true", "须写成分数或整数"),
        ("quota_share", '"四成"', "须写成分数或整数"),
        ("quota_share", '"2/0"', "分母不能为零"),
        ("quota_share", '"7/5"', "须在0与1之间"),
        ("kpi_share", '"-1/10"', "须在0与1之间"),
        ("band_good", '"高"', "须写成分数或整数"),
        ("open_at", '"24:00"', "写法不对"),
        ("remind_at", '"8点半"', "写法不对"),
        ("first_quarter", '"2020Q5"', "写法不对"),
        ("late_work", '"forgive"', "不在允许的范围内"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_name(name: str, value: str, said: str) -> None:
    found = refusal(with_value(name, value))
    assert f"values.{name}" in found
    assert said in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (swapped("in_force = 2020-08-25", "in_force = 20200825"), "in_force 须写成日期"),
        (swapped("in_force = 2020-08-25", "in_force = 2020-08-25T00:00:00"), "in_force 须写成日期"),
        (swapped("silent_on = []", 'silent_on = "quota"'), "silent_on 须为列表"),
        (swapped('scheme = "洸河', 'scheme = 1 # "洸河'), "office.scheme 须为文字"),
        (
            swapped('加减OPI", status = "implemented"', '加减OPI", status = "done"'),
            "status 取值不在允许的范围内",
        ),
        (
            swapped(
                'basis = "referred", serves = "R29", note = "不确定',
                'basis = "law", note = "不确定',
            ),
            "moves.withhold.basis 取值不在允许的范围内",
        ),
        (
            swapped('serves = "R03", note = "KPI占七成"', 'serves = "shares"'),
            "values.kpi_share.serves 写法不对",
        ),
    ],
)
def test_anything_else_of_the_wrong_type_is_refused_by_name(text: str, said: str) -> None:
    assert said in refusal(text)


@pytest.mark.parametrize("table", ["values", "rules", "moves", "deadlines", "statuses"])
def test_a_clause_that_the_regulation_does_not_have_cannot_be_cited(table: str) -> None:
    head, tail = TEXT.split(f"\n[{table}]\n")
    text = f"{head}\n[{table}]\n" + tail.replace('clause = "', 'clause = "八', 1)
    assert re.search(r"引用了 clauses 中没有的条款 八", refusal(text))


@pytest.mark.parametrize("status", ["partly", "not_automated"])
@pytest.mark.parametrize("why", ["", ', why = ""'])
def test_what_is_not_wholly_done_says_why(status: str, why: str) -> None:
    text = swapped('加减OPI", status = "implemented"', f'加减OPI", status = "{status}"{why}')
    assert "条款 三(一) 未标为全部办理，但没有写明原因 why" in refusal(text)


def test_the_policy_is_in_force_from_its_first_day() -> None:
    assert policy_from_text(TEXT, date(2020, 8, 25)).in_force == date(2020, 8, 25)
    assert "2020-08-24 尚无生效的政策，最早自 2020-08-25 起施行" in refusal(TEXT, date(2020, 8, 24))


def test_a_pin_rebuilds_the_same_policy() -> None:
    policy = policy_from_text(TEXT, DAY)
    again = policy_from_pin(policy.text)
    assert (again.text, again.digest) == (policy.text, policy.digest)
    for part in ("office", "in_force", "silent_on", "clauses", "values", "cites", "rules"):
        assert getattr(again, part) == getattr(policy, part)
    assert (again.moves, again.deadlines) == (policy.moves, policy.deadlines)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: "# 另一条注释\n" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("[moves]", "[moves] # 步骤"),
    ],
)
def test_comments_and_blanks_do_not_change_the_digest(rewrite: Callable[[str], str]) -> None:
    assert policy_from_text(rewrite(TEXT), DAY).digest == policy_from_text(TEXT, DAY).digest


@pytest.mark.parametrize(
    "text", [with_value("items_max", "9"), swapped("KPI占七成", "KPI占七成。")]
)
def test_every_other_difference_changes_the_digest(text: str) -> None:
    assert policy_from_text(text, DAY).digest != policy_from_text(TEXT, DAY).digest


def test_the_pinned_text_cannot_be_altered() -> None:
    policy = policy_from_text(TEXT, DAY)
    with pytest.raises(FrozenInstanceError):
        policy.text = "{}"  # type: ignore[misc]


def test_a_policy_is_loaded_by_name_or_by_path(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text(swapped('id = "guanghe"', 'id = "other"'), encoding="utf-8")
    assert load_policy("guanghe", DAY).office.id == "guanghe"
    assert load_policy(str(path), DAY).office.id == "other"


def test_a_file_saved_with_a_byte_order_mark_is_the_same_policy(tmp_path: Path) -> None:
    path = tmp_path / "marked.toml"
    path.write_text(TEXT, encoding="utf-8-sig")
    assert load_policy(str(path), DAY).digest == load_policy("guanghe", DAY).digest


@pytest.mark.parametrize("name", ["nowhere", "", "a\0b", "."])
def test_a_policy_that_is_not_there_is_refused_with_the_shipped_ones(name: str) -> None:
    with pytest.raises(PolicyError, match="自带的有 guanghe"):
        load_policy(name, DAY)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.toml"
    path.write_text("name = '洸河'", encoding="gb18030")
    with pytest.raises(PolicyError, match="UTF-8"):
        load_policy(str(path), DAY)


@pytest.mark.parametrize(
    ("clause", "title"),
    [
        ("四(首)", "第四部分首段"),
        ("四(末)", "第四部分末段"),
        ("四(三)", "四(三)"),
        ("三(一)1", "三(一)1"),
        ("六", "六"),
        ("引言", "引言"),
    ],
)
def test_a_clause_is_named_by_its_heading_and_bare_paragraphs_by_words(
    clause: str, title: str
) -> None:
    assert clause_title(clause) == title


@pytest.mark.parametrize(
    ("basis", "phrase"),
    [
        (Basis.TEXT, "依据四(三)"),
        (Basis.READING, "依据本单位对四(三)的条文理解"),
        (Basis.CONVENTION, "依据本单位暂行口径(方案未作规定)，服务于四(三)"),
        (Basis.REFERRED, "援引上位规定(文本待补)，服务于四(三)"),
    ],
)
def test_a_sentence_claims_no_more_than_its_basis(basis: Basis, phrase: str) -> None:
    cite = Cite(clause="四(三)", basis=basis, serves="R13")
    assert cite.phrase == phrase
    assert cite.phrase in (cite.brief, f"依据{cite.brief}")
    assert ("依据四(三)" in cite.phrase) is (basis is Basis.TEXT)


def test_every_basis_has_a_title() -> None:
    assert set(BASIS_TITLES) == set(Basis)


@pytest.mark.rule("R35")
def test_all_that_is_not_text_awaits_adoption_with_its_value() -> None:
    policy = policy_from_text(TEXT, DAY)
    found = {(kind, name): (cite, value) for kind, name, cite, value in provisional(policy)}
    expected = {
        (kind, name)
        for kind, group in groups(policy).items()
        for name, cite in group.items()
        if cite.basis is not Basis.TEXT
    }
    assert set(found) == expected
    assert found["values", "quorum_share"] == (policy.cites["quorum_share"], Fraction(2, 3))
    assert found["rules", "quota"] == (policy.rules["quota"], None)
    assert ("values", "quota_share") not in found


def groups(policy: Policy) -> dict[str, dict[str, Cite]]:
    """The citations of a policy by the table they stand in."""
    return {
        "values": dict(policy.cites),
        "rules": dict(policy.rules),
        "moves": dict(policy.moves),
        "deadlines": dict(policy.deadlines),
        "statuses": dict(policy.statuses),
    }


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("bpi_weights", "[1, 1, 1, 1, 1]", "bpi_weights 须为每个维度写一个份额"),
        ("bpi_weights", "[1, 1, 1, 1, 1, 0]", "values.bpi_weights.5"),
        ("bpi_dimensions", '["执行力", "甲", "乙", "丙", "丁", "戊"]', "bpi_anchors 须为每个维度"),
        ("band_good", "80", "分数线应当由高到低"),
        ("band_ordinary", '"250/3"', "分数线应当"),
        ("tie_order", '["total", "lot"]', "values.tie_order.1"),
    ],
)
def test_values_that_do_not_fit_together_are_refused(name: str, value: str, said: str) -> None:
    assert said in refusal(with_value(name, value))
