"""The third quarter of 2026 of six officers, as scenarios that any test can play.

`six_person_quarter` is what an ordinary quarter comes to, from the plans to the closed cases;
`eventful_quarter` adds what may happen besides, so that every table of the record has rows but
that of adoptions, which no move of these pages makes.
"""

from functools import cache
from typing import NamedTuple

from workflow.scenario import Scenario, scenario_from_text

OFFICE = "guanghe"
PERIOD = "2026Q3"


class Officer(NamedTuple):
    """An officer of the quarter: who, where, under whom, and how the quarter went for them."""

    handle: str
    name: str
    section: str
    supervisor: str
    mark: str
    grade: str


OFFICERS = (
    Officer("zhang", "张三", "党建办", "li", "94", "好"),
    Officer("wang", "王芳", "党建办", "li", "91", "好"),
    Officer("zhao", "赵敏", "经济办", "li", "88.5", "较好"),
    Officer("chen", "陈静", "经济办", "sun", "83", "较好"),
    Officer("liu", "刘洋", "综治办", "sun", "72.25", "一般"),
    Officer("yang", "杨柳", "综治办", "sun", "86", "较好"),
)
OTHERS = """
[[people]]
id = "li"
name = "李强"
roles = ["supervisor", "member"]

[[people]]
id = "sun"
name = "孙梅"
roles = ["supervisor", "member"]

[[people]]
id = "zhou"
name = "周正"
roles = ["chair"]

[[people]]
id = "wu"
name = "吴越"
section = "党建群团工作办公室"
roles = ["office"]

[[people]]
id = "zheng"
name = "郑南"
section = "党建群团工作办公室"
roles = ["office"]

[[people]]
id = "qian"
name = "钱监"
roles = ["auditor"]
"""
DIMENSIONS = ("执行力", "服务态度", "学习能力", "工作促进与改进能力", "承担责任能力", "纪律表现")
MONTH_ENDS = {7: "07-31", 8: "08-31", 9: "09-30"}
PRESENT = 'present = ["zhou", "li", "sun"]'
ITEMS = (
    'items = [ { title = "重点工作", goal = "street", weight = "60", target = "按期办结" }, '
    '{ title = "日常工作", goal = "duty", weight = "40", target = "无差错", due = "2026-09-25" } ]'
)


def act(at: str, who: str, do: str, given: str = "", case: str = "", refused: str = "") -> str:
    """One act of 2026 as the scenario's text; `given` is the inside of `with`."""
    lines = [f"at = 2026-{at}:00", f'who = "{who}"', f'do = "{do}"', f"with = {{ {given} }}"]
    lines += [f'case = "{case}"'] * bool(case) + [f'refused = "{refused}"'] * bool(refused)
    return "\n".join(["[[acts]]", *lines, ""])


def person(officer: Officer) -> str:
    """An officer as the scenario's text."""
    return (
        f'[[people]]\nid = "{officer.handle}"\nname = "{officer.name}"\n'
        f'section = "{officer.section}"\nsupervisor = "{officer.supervisor}"\n'
        f'email = "{officer.handle}@guanghe.example"\npost = "科员"\n'
    )


def plans_and_record(officer: Officer) -> list[str]:
    """A plan handed in and approved, an entry of the log and a summary for each month."""
    who, over = officer.handle, officer.supervisor
    acts = [
        act("07-02T09:00", who, "submit_plan", ITEMS),
        act("07-03T09:00", over, "approve_plan", case=who),
    ]
    for month, end in MONTH_ENDS.items():
        text = f'date = "2026-{end}", kind = "item", item = "日常工作", text = "{month}月纪实"'
        acts.append(act(f"{end}T15:00", who, "log", text))
        acts.append(act(f"{end}T16:00", who, "summarise", f'month = {month}, text = "按计划完成"'))
    return acts


def review(officer: Officer, items: tuple[str, ...] = ("重点工作", "日常工作")) -> list[str]:
    """The supervisor's marks, on the items that count, and the proposal."""
    bpi = ", ".join(f'"{name}" = "85"' for name in DIMENSIONS)
    kpi = ", ".join(f'"{item}" = "{officer.mark}"' for item in items)
    proposal = f'grade = "{officer.grade}", comment = "尽职尽责", reason = "实绩突出"'
    return [
        act("10-15T09:00", officer.supervisor, "mark", f"kpi = {{ {kpi} }}, bpi = {{ {bpi} }}",
            officer.handle),
        act("10-16T09:00", officer.supervisor, "propose", proposal, officer.handle),
    ]  # fmt: skip


def decide(at: str, grades: dict[str, str], refused: str = "", reason: str = "综合研究") -> str:
    """A session that decides these grades."""
    listed = ", ".join(f'{who} = "{grade}"' for who, grade in grades.items())
    reasons = ", ".join(f'{who} = "{reason}"' for who in grades)
    given = f'{PRESENT}, minutes = "纪要{at}", grades = {{ {listed} }}, reasons = {{ {reasons} }}'
    return act(at, "zhou", "decide", given, refused=refused)


def feedback(officer: Officer, day: str) -> list[str]:
    """The result told and received."""
    given = 'mode = "talk", text = "肯定成绩，提出希望", witness = "wu"'
    return [
        act(f"{day}T09:00", officer.supervisor, "give_feedback", given, officer.handle),
        act(f"{day}T15:00", officer.handle, "acknowledge", 'text = "已阅知"'),
    ]


def whole(title: str, acts: list[str], until: str, rest: str = "") -> Scenario:
    """A scenario of these acts."""
    head = f'title = "{title}"\noffice = "{OFFICE}"\nquarter = "{PERIOD}"\nuntil = {until}\n'
    people = "\n".join(map(person, OFFICERS))
    return scenario_from_text("\n".join([head, people, OTHERS, *acts, rest]))


@cache
def six_person_quarter() -> Scenario:
    """An ordinary quarter of six officers: everything in time, everyone decided and closed."""
    acts = [line for officer in OFFICERS for line in plans_and_record(officer)]
    acts += [line for officer in OFFICERS for line in review(officer)]
    acts.append(decide("10-19T09:00", {o.handle: o.grade for o in OFFICERS}))
    acts += [line for officer in OFFICERS for line in feedback(officer, "10-20")]
    acts.append(act("10-21T09:00", "wu", "publish"))
    return whole("六个人的一个季度", acts, "2026-10-28T00:00:00")


EARLY = (
    # The plan: refused, returned and handed in again; amended and approved anew.
    act("07-02T10:00", "li", "approve_plan", case="liu", refused="四(一)"),
    act("07-02T11:00", "sun", "return_plan", 'reason = "目标不够具体"', "liu"),
    act("07-03T08:40", "liu", "submit_plan", ITEMS),
    act("08-10T09:00", "zhao", "amend_plan", f'{ITEMS}, reason = "任务调整"'),
    act("08-11T09:00", "li", "approve_plan", case="zhao"),
    # Leave to be late, and leave not to take part.
    act("08-12T09:00", "chen", "summarise", 'month = 7, text = "补报"', refused="四(二)"),
    act("08-12T10:00", "wu", "reopen",
        'stage = "recording", month = 7, until = "2026-08-14", reason = "住院"', "chen"),
    act("08-13T09:00", "chen", "summarise", 'month = 7, text = "补报"'),
    act("08-31T17:00", "li", "return_summary", 'month = 8, reason = "过于简略"', "wang"),
    act("09-01T09:00", "wang", "summarise", 'month = 8, text = "详细的小结"'),
    act("09-02T09:00", "wu", "extend",
        'stage = "recording", month = 8, until = "2026-09-09", scope = "all", reason = "防汛"'),
    act("09-02T10:00", "zhou", "confirm", 'of = "extend"'),
    act("09-03T09:00", "wu", "extend", 'stage = "recording", month = 9, until = "2026-10-14", '
        'scope = "section", section = "党建办", reason = "集中办公"'),
    act("09-10T09:00", "wu", "exempt",
        'kind = "absence", reason = "产假", document = "假条1号"', "yang"),
    act("09-10T10:00", "zhou", "confirm", 'of = "exempt", who = "yang"'),
    act("09-15T09:00", "li", "void_item", 'title = "日常工作", reason = "职责划转"', "zhao"),
    # A check of why somebody took no part, which ended well.
    act("09-14T09:00", "wu", "open_refusal", 'facts = "两次未到会"', "chen"),
    act("09-14T10:00", "chen", "explain_refusal", 'text = "住院"'),
    act("09-14T11:00", "wu", "take_part", 'reason = "已参加"', "chen"),
    # A report to the auditor.
    act("09-14T12:00", "zhang", "report_irregularity",
        'about = "sun", kind = "打击报复", text = "情况说明"'),
    # The ledger.
    act("09-16T09:00", "wu", "record_opi", 'kind = "commendation", issuer = "高新区党工委", '
        'level = "高新区", document = "济高新〔2026〕9号", date = "2026-09-01", points = "1.5", '
        'basis = "通报表扬", evidence = "文件复印件"', "zhang"),
    act("09-17T09:00", "zheng", "verify_opi", 'document = "济高新〔2026〕9号"', "zhang"),
    # Special statuses: one that all may know, one that few may, and what was made of it.
    act("09-18T09:00", "wu", "set_status", 'kind = "training", from = "2026-09-01", '
        'to = "2026-09-10", document = "济高新组〔2026〕20号"', "zhang"),
    act("09-18T10:00", "wu", "end_status",
        'kind = "training", to = "2026-09-09", document = "结业通知"', "zhang"),
    act("09-18T11:00", "wu", "set_status",
        'kind = "warning", from = "2026-08-20", document = "处分决定1号"', "liu"),
    act("09-18T12:00", "zhou", "override_status",
        'treatment = "graded", reason = "处分决定已撤销"', "liu"),
    act("09-18T13:00", "zheng", "hand_over_note",
        'unit = "济阳街道", text = "上半季度表现良好", marks = { "日常工作" = 88 }', "zhang"),
)  # fmt: skip
DIRECT = 'facts = "事实", evidence = "材料"'
LATE = (
    # Direct grades, a session put off, one case set aside and one sent back.
    act("10-15T10:00", "li", "propose_direct", f'grade = "好", {DIRECT}', "wang"),
    act("10-15T11:00", "sun", "propose_direct", f'grade = "较差", {DIRECT}', "liu"),
    act("10-16T08:00", "liu", "state", 'text = "情况说明"'),
    act("10-16T10:00", "zhou", "confirm_direct",
        f'grade = "好", reason = "事迹突出", {PRESENT}', "wang"),
    act("10-16T11:00", "zhou", "confirm_direct",
        f'grade = "较差", reason = "屡教不改", {PRESENT}', "liu"),
    act("10-16T12:00", "zhou", "set_aside", 'reason = "待核实"', "chen"),
    act("10-16T13:00", "zhou", "postpone_session", 'to = "2026-10-20", reason = "防汛会议"'),
    act("10-16T14:00", "zhou", "send_back", 'who = "zhao", reason = "评语过简"'),
    act("10-17T09:00", "li", "return_record", 'reason = "纪实缺页"', "zhao"),
    act("10-22T08:50", "li", "mark",
        'kpi = { "重点工作" = "88" }, notes = "补看纪实后改评"', "zhao"),
    act("10-22T09:00", "li", "propose",
        'grade = "较好", comment = "补充评语", reason = "实绩"', "zhao"),
    decide("10-22T10:00", {"zhang": "好", "wang": "好", "zhao": "好", "liu": "较差"}, "四(三)"),
    decide("10-22T11:00", {"zhang": "好", "wang": "好", "zhao": "较好", "liu": "较差"}),
)  # fmt: skip
END = (
    # Who stands in for whom, who is kin, who leaves a file: entered late, so that nothing changes.
    act(
        "10-23T09:00",
        "zhou",
        "appoint_delegate",
        'for = "sun", delegate = "li", '
        'from = "2026-10-23", to = "2026-12-31", document = "委托1号"',
    ),
    act("10-23T10:00", "zhou", "end_delegation", 'number = 1, reason = "提前返岗"'),
    act("10-23T11:00", "wang", "declare_relation", 'who = "sun", kind = "姻亲"', "wang"),
    act("10-23T12:00", "yang", "apply_recusal", 'who = "zheng", reason = "利害关系"'),
    act(
        "10-23T13:00",
        "zhou",
        "decide_recusal",
        'who = "zheng", grant = true, reason = "属实"',
        "yang",
    ),
    act("10-24T09:00", "wu", "publish", refused="四(五)"),  # a Saturday: not all have heard
    act("10-27T09:00", "wu", "publish"),
    act("10-28T09:00", "wu", "annul_publicity", 'reason = "姓名有误"'),
    act("10-29T09:00", "zheng", "publish", 'scope = "全体干部", form = "公告栏"'),
    decide("10-30T09:00", {"chen": "不确定"}, reason="长期病假"),
    act("11-02T09:00", "zhou", "record_unfitness",
        'reason = "不能胜任现岗位", document = "认定1号"', "chen"),
    # An objection and a lead.
    act("11-02T09:00", "liu", "object", 'text = "一项工作漏计"'),
    act("11-02T10:00", "wu", "register_lead", 'who = "zhao", text = "匿名来信"'),
)  # fmt: skip


@cache
def eventful_quarter() -> Scenario:
    """The same six officers in a quarter in which nearly everything happens, outage included."""
    acts = [line for officer in OFFICERS for line in plans_and_record(officer)]
    gone = {"yang": ("09-30",), "chen": ("07-31T16",)}  # exempt by then; a month not handed in
    acts = [a for a in acts if not _left_out(a, gone)]
    for officer in OFFICERS:
        if officer.handle != "yang":
            voided = officer.handle == "zhao"
            acts += review(officer, ("重点工作",)) if voided else review(officer)
        if officer.handle not in {"yang", "chen"}:
            acts += feedback(officer, "10-26")
    outage = "[[outage]]\nfrom = 2026-08-05T00:00:00\nto = 2026-08-10T08:00:00\n"
    return whole("多事的一个季度", [*acts, *EARLY, *LATE, *END], "2026-11-06T00:00:00", outage)


def _left_out(text: str, gone: dict[str, tuple[str, ...]]) -> bool:
    for who, times in gone.items():
        if f'who = "{who}"' in text and any(f"at = 2026-{time}" in text for time in times):
            return True
    return False
