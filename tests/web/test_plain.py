"""What people at a page are told names no field or move as programs write them."""

import pytest

from web.plain import plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("须在 notes 中写明理由(依据三(一)2)", "须在“评分说明”中写明理由(依据三(一)2)"),
        ("请在 reason 中写明理由", "请在“理由”中写明理由"),
        ("请组长指定受托代签人(appoint_delegate，写明 who)", "请组长指定受托代签人(写明“是谁”)"),
        ("由组长启动补定(settle_suspension)", "由组长启动补定"),
        ("是否受理(admit_objection 或 refuse_objection)", "是否受理"),
        ("items.0.weight：不能为空", "第1项权重：不能为空"),
        ("kpi.信访件办结：须为数字", "个性指标“信访件办结”：须为数字"),
        ("text：不能为空，请填写", "内容：不能为空，请填写"),
        ("工作计划已截止(依据四(一))", "工作计划已截止(依据四(一))"),
        ("没有BPI维度“勤奋”", "没有BPI维度“勤奋”"),
    ],
)
def test_a_sentence_is_put_in_plain_words(text: str, said: str) -> None:
    assert plain(text) == said
