"""What is filled in with a move, field by field: what it means, and an example that can be copied.

By the field's name, or by model and field where a name means different things; tests hold the
table to the models, so that no field of a new move is left without words.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Words(NamedTuple):
    """What a field means, and an example of its value."""

    meaning: str
    example: Any


_MARKS = {
    "执行力": "90", "服务态度": "91", "学习能力": "89",
    "工作促进与改进能力": "92", "承担责任能力": "88", "纪律表现": "90",
}  # fmt: skip
_PLAN = [
    {"title": "信访件办结", "goal": "street", "weight": "60", "target": "办结率100%"},
    {"title": "档案整理", "goal": "section", "weight": "40", "target": "9月前完成"},
]
FIELDS: Mapping[str, Words] = {
    "items": Words(
        "各项指标，每项写 title、goal、weight、target，也可写 due、link；权重合计100", _PLAN
    ),
    "title": Words("指标名称，与计划中的一致", "档案整理"),
    "reason": Words("理由", "上级任务调整"),
    "due": Words("完成期限，如 2026-09-25", "2026-09-25"),
    "text": Words("内容", "按计划完成各项工作"),
    "date": Words("哪一天，如 2026-07-10", "2026-07-10"),
    "month": Words("月份，1至12", 7),
    "item": Words("对应的指标名称", "档案整理"),
    "until": Words("到哪天为止，如 2026-07-20", "2026-07-20"),
    "kpi": Words("个性指标的评分：指标名称 → 0至100", {"信访件办结": "92", "档案整理": "88.5"}),
    "bpi": Words("共性指标的评分：六个方面 → 0至100", _MARKS),
    "notes": Words("评分说明：一段文字，或指标名称(方面) → 文字", "见工作纪实"),
    "grade": Words("等次：好、较好、一般、较差", "好"),
    "comment": Words("考核评语", "完成任务扎实"),
    "facts": Words("主要事实", "承担急难任务，处置得当"),
    "evidence": Words("佐证材料", "值守记录、现场照片"),
    "present": Words("到会人员的登录名", ["wang", "li"]),
    "issuer": Words("发文机关", "高新区管委会"),
    "level": Words("发文机关的级别", "区级"),
    "document": Words("文件编号", "济高新〔2026〕1号"),
    "points": Words("分值，扣分写负数", "0.5"),
    "basis": Words("分值的依据", "上级考核办法"),
    "witness": Words("见证人的登录名", "zhao"),
    "form": Words("公示形式", "公开栏"),
    "contact": Words("受理部门和电话", "考核办"),
    "proof": Words("张贴凭据", "现场照片2张"),
    "stage": Words("哪一种填报：planning(工作计划)或 recording(月小结)", "planning"),
    "section": Words("内设机构", "党建办"),
    "who": Words("谁的登录名", "zhang"),
    "of": Words("确认什么：extend(延期)或 exempt(不参加考核)", "extend"),
    "minutes": Words("会议纪要编号", "会议纪要〔2026〕8号"),
    "grades": Words("登录名 → 好、较好、一般、较差或不确定，本批各人都要写", {"zhang": "好"}),
    "reasons": Words("登录名 → 与分管领导建议不同的理由", {"zhang": "名额所限"}),
    "chair": Words("主持人的登录名，不写为办理人", "wang"),
    "votes": Words("同意的票数，不写为到会人员一致同意", 2),
    "recused": Words("回避人员的登录名", ["li"]),
    "included": Words("true 为列入名册，false 为不列入", True),
    "supervisor": Words("分管领导的登录名，列入名册时写", "li"),
    "joined": Words("到岗的日子，如 2026-08-03", "2026-08-03"),
    "to": Words("改到哪天，如 2026-10-28", "2026-10-28"),
    "mode": Words("反馈方式：talk(谈话)、letter(书面)或 other(其他)", "talk"),
    "by": Words("反馈人的登录名，不写为办理人", "li"),
    "scope": Words("公示范围", "街道机关"),
    "kind": Words("写法：narrative(写实式)或 item(条目式)", "narrative"),
    "RecordOpi.kind": Words("类别：commendation(表彰奖励)或 accountability(问责)", "commendation"),
    "RecordOpi.date": Words("文件日期，如 2026-08-03", "2026-08-03"),
    "measures": Words("采取的措施，可以不写", ["批评教育"]),
    "Educate.until": Words("最后参加的日子，如 2026-07-20", "2026-07-20"),
    "FollowUpDone.kind": Words("哪一种事项，如 commendation(表扬)，见 kaohe case", "commendation"),
    "RecommendMeasure.kind": Words("措施，如 admonition(诫勉)、transfer(调整岗位)", "admonition"),
    "HandOver.to": Words("移送给哪个单位", "街道纪工委"),
    "Exempt.kind": Words("情形：合法缺席、在外考核或拒不参加", "在外考核"),
    "Exempt.document": Words("依据的文件编号", "挂职通知〔2026〕1号"),
    "Extend.scope": Words("范围：all(全体)、section(内设机构)或一人的登录名", "all"),
    "Extend.who": Words("只延期一人时写其登录名", "zhang"),
    "Extend.section": Words("范围是 section 时写内设机构", "党建办"),
    "Extend.month": Words("只延期一个月的小结时写月份", 7),
    "Reopen.month": Words("只补报一个月的小结时写月份", 7),
    "Confirm.who": Words("确认不参加考核时写其登录名", "zhang"),
    "ConfirmDirect.grade": Words("直接确定的等次：好或较差", "好"),
    "ProposeDirect.grade": Words("提请直接确定的等次：好或较差", "好"),
    "Propose.reason": Words("与得分对应等次不同时必须写明的理由", "有突出事实"),
    "Decide.reason": Words("只因名额所限改定的，可以统一写明的理由", "名额所限"),
    "AmendRoster.section": Words("内设机构，列入名册时写", "党建办"),
    "key": Words("口径的名称，见 kaohe policy provisional", "values.band_good"),
    "Adopt.number": Words("《方案》解释口径第几号", 1),
    "ImportPolicy.text": Words("政策文件的内容", "[[amendments]]\nfrom = 2027-01-01"),
    "since": Words("从哪天起(也可写 from)，不写为今天", "2026-07-01"),
    "AdoptMeasure.text": Words("采取什么措施", "对月小结逾期较多的机构集中辅导一次"),
    "AdoptMeasure.due": Words("完成期限，如 2026-12-31", "2026-12-31"),
    "owner": Words("责任人的登录名", "li"),
    "MeasureDone.number": Words("第几项措施", 1),
    "MeasureDone.document": Words("办结所凭的文件或记录", "培训签到册〔2026〕2号"),
    "RegisterGoal.title": Words("目标任务的名称", "信访件办结率100%"),
    "RegisterGoal.level": Words("层级：street(街道)或 section(内设机构)", "street"),
    "RegisterGoal.section": Words("层级是 section 时写内设机构", "党建办"),
    "RegisterGoal.number": Words("编号，不写为下一个号数；工作计划中用 link 写这个编号", "7"),
    "RegisterGoal.until": Words("到哪天为止(也可写 to)，不写为长期", "2026-12-31"),
    "EndGoal.number": Words("目标任务清单中的编号", "7"),
    "EndGoal.until": Words("到哪天为止(也可写 to)", "2026-12-31"),
    "principal": Words("委托人的登录名", "li"),
    "delegate": Words("受托代签人的登录名：分管领导、领导小组成员或副组长", "wang"),
    "AppointDelegate.since": Words("从哪天起，如 2026-07-06", "2026-07-06"),
    "standing": Words("true 为列入A、B角名单，可以长期有效", True),
    "EndDelegation.number": Words("委托的编号", 1),
    "note": Words("说明", "连襟"),
    "grant": Words("true 为同意回避，false 为不同意", True),
    "AppointDelegate.to": Words("到哪天为止，如 2026-07-15；列入名单的可以不写", "2026-07-15"),
    "AppointDelegate.who": Words("只委托一人的事项时写其登录名", "zhang"),
    "DeclareRelation.who": Words("亲属的登录名", "li"),
    "DeclareRelation.kind": Words("夫妻、血亲、姻亲或其他", "姻亲"),
    "ApplyRecusal.who": Words("应当回避的人的登录名", "li"),
    "DecideRecusal.who": Words("应当回避的人的登录名", "li"),
    "number": Words("第几号异议，不写为最新的尚未答复的一号", 1),
    "name": Words("书面反映的，写署名人", "钱某"),
    "DecideObjection.outcome": Words("处理结果：维持、变更或重新评鉴；变更的要写 grade", "维持"),
    "Object.text": Words("对结果有什么异议", "9月值守没有计入"),
    "ObjectOther.text": Words("对他人的公示结果有什么异议", "所列一项成果系他人完成"),
    "RegisterLead.text": Words("匿名反映的内容", "来信称经常迟到"),
    "ReviewerStatement.text": Words("评鉴人的陈述", "值守已在评分时考虑"),
    "Investigate.facts": Words("查明的事实", "值守记录与纪实一致"),
    "Investigate.by": Words("调查人员的登录名，不写为办理人", ["wu"]),
    "DecideObjection.grade": Words("变更后的等次：好、较好、一般、较差", "较好"),
    "DecideObjection.reason": Words("答复的理由", "值守已经计入评分"),
    "Acknowledge.text": Words("想说明的话", "已知悉"),
    "RecordAnnual.grades": Words(
        "登录名 → 有权机关确定的年度等次：优秀、称职、基本称职、不称职或不定等次", {"zhang": "称职"}
    ),
    "RecordAnnual.document": Words("有权机关决定的文件编号", "党工委纪要〔2027〕2号"),
    "RecordAnnual.reasons": Words("登录名 → 按例外情形处理的理由", {"zhang": "有特殊情况说明"}),
    "SetStatus.kind": Words("情形，如 试用期、病假、调入、退休；写错时会列出全部情形", "试用期"),
    "SetStatus.since": Words("从哪天起(也可写 from)", "2026-07-01"),
    "SetStatus.until": Words("到哪天为止(也可写 to)，没有期限的不写", "2026-12-31"),
    "EndStatus.kind": Words("已登记的情形", "试用期"),
    "EndStatus.until": Words("到哪天为止(也可写 to)", "2026-08-31"),
    "outcome": Words("结果", "已办结"),
    "treatment": Words("改为怎样处理：照常确定等次、不确定等次、不得确定为“好”等", "照常确定等次"),
    "OverrideStatus.reason": Words("按例外情形处理的理由", "领导小组会议研究，情况特殊"),
    "unit": Words("由原单位出具的，写单位名称", "济阳街道"),
    "marks": Words("分项评分：指标名称或方面 → 0至100", {"信访件办结": "92"}),
    "Reassign.since": Words("从哪天起(也可写 from)", "2026-09-30"),
    "Reassign.section": Words("新的内设机构", "党建办"),
    "Reassign.supervisor": Words("新的分管领导的登录名", "li"),
    "Return.until": Words("修改到哪天为止，不写为方案规定的工作日", "2026-07-20"),
}
"""By field, or by model and field."""
EXPECTED: Mapping[str, tuple[str, ...]] = {
    "MarkGiven": ("kpi", "bpi"),
    "AmendRoster": ("section", "supervisor"),
}
"""Fields a model lets be empty and a guard then asks for."""
