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
        (
            "处理结果 outcome 须为 maintained、changed、维持、变更 之一",
            "处理结果须为维持、变更之一",
        ),
        (
            "mode：反馈方式 mode 须为 talk、letter、other 之一",
            "反馈方式：反馈方式须为当面谈话、书面、其他之一",
        ),
        ("列入名册须写明分管领导 supervisor", "列入名册须写明分管领导"),
        ("机构目标请把 level 写成 section", "机构目标请把“目标层级”写成“内设机构”"),
        ("请在 who(或 --case)中写明登录名", "请在“是谁”中写明登录名"),
        ("处理结果写 changed(变更)", "处理结果写“变更”"),
        ("included：须为 true 或 false", "是否列入名册：须为“是”或“否”"),
        ("没有“reason”这个人，请核对", "没有“reason”这个人，请核对"),
        (
            "请组长查看并登记(note_flag)，得分见 kaohe flags",
            "请组长查看并登记，得分见“得分降低提示”",
        ),
        ("没有BPI维度“勤奋”", "没有BPI维度“勤奋”"),
        (
            "items.0.target：不能为空(依据本单位暂行口径(方案未作规定)，服务于三(一)1)",
            "第1项目标要求：不能为空",
        ),
        (
            "KPI指标权重合计为99(依据本单位暂行口径(方案未作规定)，服务于三(一)1)",
            "指标权重合计为99(本单位暂行口径，为落实三(一)1)",
        ),
    ],
)
def test_a_sentence_is_put_in_plain_words(text: str, said: str) -> None:
    assert plain(text) == said
