"""How long a text and how fine a number may be: values of the policy that hold at the edge."""

import pytest

from rules.inputs.appraisal import MarkGiven, RecordOpi
from rules.inputs.given import BadInput, read_input
from rules.inputs.reporting import Log
from rules.policy import policy_from_text
from tests.rules.asking import POLICY
from tests.rules.policies import DAY, refusal, swapped

OPI = {
    "kind": "commendation", "issuer": "区委", "level": "区级", "document": "1号",
    "date": "2026-07-01", "basis": "依据", "evidence": "佐证",
}  # fmt: skip


@pytest.mark.rule("R10")
@pytest.mark.settles("values.text_max", "values.title_max")
def test_a_text_and_a_title_are_as_long_as_the_office_allows() -> None:
    """3,000 signs and 60; one more is refused, blanks around it do not count."""
    entry = {"date": "2026-07-01", "kind": "narrative"}
    assert read_input(Log, entry | {"text": " " + "字" * 3000}, POLICY.values)
    assert read_input(Log, entry | {"text": "字", "item": "字" * 60}, POLICY.values)
    for long in ({"text": "字" * 3001}, {"text": "字", "item": "字" * 61}):
        with pytest.raises(BadInput, match="上限"):
            read_input(Log, entry | long, POLICY.values)


@pytest.mark.rule("R03")
@pytest.mark.settles("values.mark_places", "values.opi_places")
def test_a_mark_has_two_decimals_and_points_have_four() -> None:
    """They are kept in hundredths and ten-thousandths."""
    marks = read_input(MarkGiven, {"kpi": {"甲": "85.25"}}, POLICY.values)
    assert marks.kpi == {"甲": 8525}
    assert read_input(RecordOpi, OPI | {"points": "0.6543"}, POLICY.values).points == 6543
    with pytest.raises(BadInput, match="最多保留2位"):
        read_input(MarkGiven, {"kpi": {"甲": "85.255"}}, POLICY.values)
    with pytest.raises(BadInput, match="最多保留4位"):
        read_input(RecordOpi, OPI | {"points": "0.65432"}, POLICY.values)


@pytest.mark.rule("R03")
def test_whole_marks_only_are_worth_what_they_say() -> None:
    """An office that takes fewer decimals keeps the same units: 85 is 85, not 0.85."""
    text = swapped("mark_places = { value = 2,", "mark_places = { value = 0,")
    whole = policy_from_text(
        text.replace("opi_places = { value = 4,", "opi_places = { value = 1,"), DAY
    )
    assert read_input(MarkGiven, {"kpi": {"甲": "85"}}, whole.values).kpi == {"甲": 8500}
    assert read_input(RecordOpi, OPI | {"points": "0.5"}, whole.values).points == 5000
    with pytest.raises(BadInput, match="最多保留0位"):
        read_input(MarkGiven, {"kpi": {"甲": "85.5"}}, whole.values)


@pytest.mark.rule("R03")
@pytest.mark.parametrize(("name", "most"), [("mark_places", 2), ("opi_places", 4)])
def test_no_more_decimals_are_taken_than_are_kept(name: str, most: int) -> None:
    told = refusal(swapped(f"{name} = {{ value = {most},", f"{name} = {{ value = {most + 1},"))
    assert f"{name} 至多为{most}" in told


@pytest.mark.rule("R05")
@pytest.mark.settles("values.bpi_heads")
def test_every_dimension_stands_under_one_of_the_three_heads() -> None:
    """政治素质, 工作能力 and 履职态度, two dimensions each."""
    heads = dict(head.split("：") for head in POLICY.values.bpi_heads)
    assert list(heads) == ["政治素质", "工作能力", "履职态度"]
    listed = [name for names in heads.values() for name in names.split("、")]
    assert sorted(listed) == sorted(POLICY.values.bpi_dimensions)
