"""The words beside the fields of forms: short, in Chinese; tests hold them to the inputs."""

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "items": "指标", "title": "指标名称", "goal": "目标来源", "weight": "权重(分)",
    "target": "目标要求", "due": "完成期限", "link": "目标任务编号", "reason": "理由",
    "until": "截至哪天", "date": "日期", "kind": "类别", "text": "内容", "item": "对应的指标",
    "month": "月份", "stage": "哪一种填报", "document": "文件编号", "issuer": "发文机关",
    "level": "发文机关的级别", "points": "分值(扣分写负数)", "basis": "分值的依据",
    "evidence": "佐证材料", "kpi": "个性指标", "bpi": "共性指标", "notes": "评分说明",
    "grade": "等次", "comment": "考核评语", "facts": "主要事实", "present": "到会人员",
    "mode": "反馈方式", "by": "反馈人(不选为本人)", "witness": "见证人(没有的不选)",
    "to": "改到哪天", "who": "谁", "note": "说明", "grant": "是否同意回避",
    "principal": "委托人", "delegate": "受托代签人", "since": "从哪天起",
    "standing": "列入A、B角名单", "number": "第几号", "about": "反映谁",
    "included": "是否列入名册", "section": "内设机构", "supervisor": "分管领导",
    "joined": "到岗日期", "scope": "范围", "of": "确认什么", "outcome": "结果",
    "treatment": "改为怎样处理", "unit": "原单位", "marks": "分项评分", "minutes": "会议纪要编号",
    "grades": "等次", "reasons": "与建议不同的理由", "chair": "主持人(不选为本人)",
    "votes": "同意票数(不填为一致同意)", "recused": "回避人员", "form": "公示形式",
    "contact": "受理部门和电话", "proof": "张贴凭据(如照片存放处、张贴登记号)",
    "owner": "责任人", "name": "署名人",
    "measures": "采取的措施(一行一项)", "key": "口径的名称", "quarter": "季度",
    "Urge.item": "哪一项", "day": "期限", "ImportRoster.text": "人员名单",
    "ImportRoster.quarter": "列入哪个季度(不填从以后的季度起)",
    "SubmitPlan.due": "各项共同的完成日期(某项另填的，以该项的为准)",
    "EndDelegation.number": "终止哪一份委托", "MeasureDone.number": "办结哪一项措施",
    "Annul.number": "撤销哪一次公示(只有一次的可不选)",
    "AppointDelegate.to": "到哪天为止(列入名单的可不填)",
    "AppointDelegate.who": "只委托一人的事项时选",
    "HandOver.to": "移送给哪个单位", "HandOverReport.to": "移送给哪个单位",
    "Confirm.who": "确认不参加考核的人", "Extend.who": "只延期一人时选",
    "Extend.section": "只延期一个机构时选", "Extend.month": "只延期一个月的小结时选",
    "Extend.scope": "延期范围", "Extend.until": "延到哪天",
    "Reopen.until": "补报到哪天为止", "Reopen.month": "只补报一个月的小结时选",
    "Return.until": "修改到哪天为止(不填按方案)", "Publish.scope": "公示范围(不填按方案)",
    "Investigate.by": "调查人员(不选为本人)", "Exempt.kind": "情形", "SetStatus.kind": "情形",
    "SetStatus.until": "到哪天为止(没有期限的不填)", "EndStatus.kind": "已登记的情形",
    "EndStatus.until": "到哪天为止", "Educate.until": "最后参加的日子",
    "RecommendMeasure.kind": "措施", "FollowUpDone.kind": "哪一种事项",
    "ConfirmDirect.grade": "直接确定的等次", "ProposeDirect.grade": "提请直接确定的等次",
    "Propose.grade": "建议等次", "Propose.reason": "与得分对应等次不同的理由",
    "Decide.reason": "因名额所限改定的统一理由",
    "DecideObjection.grade": "变更后的等次(只在变更时选，其他的不填)",
    "DecideObjection.recused": "另有回避的人员(没有的不填)",
    "RecordAnnual.grades": "年度等次", "RecordAnnual.reasons": "例外的理由",
    "RecordAnnual.document": "决定的文件", "CorrectAnnual.document": "更正所依据的文件",
    "CorrectAnnual.grades": "更正为", "CorrectAnnual.reasons": "例外的理由",
    "CorrectAnnual.reason": "更正的理由",
    "SummariseYear.text": "年度总结", "Acknowledge.text": "想说明的话(可不填)",
    "Reassign.section": "新的内设机构", "Reassign.supervisor": "新的分管领导",
    "NoteFlag.who": "反映异议后得分降低的人", "NoteFlag.text": "查看情况",
    "AdoptMeasure.text": "采取什么措施", "OverrideStatus.treatment": "改为怎样处理",
}  # fmt: skip
"""By field, or by model and field."""
CHOICES: Mapping[str, str] = {
    "narrative": "写实式", "item": "条目式", "talk": "当面谈话", "letter": "书面", "other": "其他",
    "commendation": "表彰奖励", "accountability": "问责", "planning": "工作计划",
    "recording": "月小结", "extend": "延期", "exempt": "不参加考核", "all": "全体",
    "section": "一个内设机构", "who": "一人", "street": "街道目标", "duty": "岗位职责",
    "assigned": "上级交办", "maintained": "维持", "changed": "变更", "reappraise": "重新评鉴",
}  # fmt: skip
"""Words of a choice that are not Chinese themselves."""
OFFERED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Extend.scope": (("all", "全体(须经组长确认)"), ("section", "一个内设机构"), ("who", "一人")),
}
"""What a field of free text is mostly filled with, and shown as a choice of."""
GOALS: Mapping[str, str] = {
    "street": "街道目标",
    "section": "机构目标",
    "duty": "岗位职责",
    "assigned": "上级交办",
}


def label_of(model: type, field: str) -> str:
    """The words beside a field of an input; KeyError if nobody has said."""
    for kind in model.__mro__:
        if found := LABELS.get(f"{kind.__name__}.{field}"):
            return found
    return LABELS[field]
