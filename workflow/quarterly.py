"""One officer's appraisal of one quarter: who does what next, in reading order (R09–R17, R31)."""

from rules.inputs.appraisal import (
    ConfirmDirect,
    GiveFeedback,
    MarkGiven,
    Propose,
    ProposeDirect,
    RecordOpi,
    VerifyOpi,
    VoidOpi,
)
from rules.inputs.given import Reason
from rules.inputs.objection import Object
from rules.inputs.office import Exempt, Reopen
from rules.inputs.reporting import (
    Acknowledge,
    AmendPlan,
    Log,
    Return,
    ReturnSummary,
    State,
    SubmitPlan,
    Summarise,
    VoidItem,
)
from rules.nouns import Role
from workflow.absence import recusals
from workflow.conduct import CONDUCT
from workflow.effects import appraisal, group, objection, plan, publicity, record, relief
from workflow.following import FOLLOWING, FOLLOWING_STAGES
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay

OFFICER, SUPERVISOR, OFFICE = (Role.OFFICER,), (Role.SUPERVISOR,), (Role.OFFICE,)
CHAIR = (Role.CHAIR,)
CONTENTS = (
    "plan_items_count",
    "plan_weights",
    "plan_weights_positive",
    "plan_titles_differ",
    "plan_assigned_weight",
    "plan_goal_listed",
)
ENTITLED = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.AUDITOR})
"""Who alone may learn that a case is suspended (R29)."""
OBJECTED = ("feedback", "publicity", "closed", "undetermined")
FILLING = ("planning", "plan_review", "recording")
BEFORE_DECISION = ("planning", "plan_review", "recording", "appraising", "determining")

STAGES = (
    Stage("planning", "拟定计划"),
    Stage("plan_review", "计划审定"),
    Stage("recording", "工作纪实和小结"),
    Stage("appraising", "审核评鉴"),
    Stage("determining", "研究确定"),
    Stage("feedback", "结果反馈"),
    Stage("publicity", "公示"),
    Stage("closed", "办结归档", final=True),
    Stage("undetermined", "不确定等次", final=True),
    Stage("exempt", "不参加考核", final=True),
    Stage("suspended", "暂不确定等次(待补定)"),
)

MOVES = (
    # The plan.
    Move(
        "submit_plan",
        "提交工作计划",
        OFFICER,
        go("plan_review", "planning"),
        SubmitPlan,
        ("plan_not_locked", *CONTENTS),
        plan.submit,
        frozenset({"plans"}),
    ),
    Move("lock_plan", "工作计划填报截止", (), stay("planning")),
    Move(
        "approve_plan",
        "审定工作计划",
        SUPERVISOR,
        (*go("recording", "plan_review"), *stay("recording")),
        guards=("plan_pending",),
        does=plan.approve,
        reads=frozenset({"plans", "lateness"}),
    ),
    Move(
        "return_plan",
        "退回工作计划",
        SUPERVISOR,
        (*go("planning", "plan_review"), *stay("recording")),
        Return,
        ("plan_pending", "until_not_past"),
        plan.return_plan,
        frozenset({"plans", "openings"}),
    ),
    Move(
        "amend_plan",
        "调整工作计划",
        OFFICER,
        stay("recording"),
        AmendPlan,
        ("plan_approved", "plan_none_pending", "amend_in_time", *CONTENTS),
        plan.amend,
        frozenset({"plans"}),
    ),
    Move("resume", "恢复工作纪实", (), go("recording", "planning")),
    # The record of the quarter.
    Move(
        "log",
        "填写工作纪实",
        OFFICER,
        stay(*FILLING),
        Log,
        ("log_day_in_quarter", "log_item_known"),
        record.log,
        frozenset({"logs"}),
    ),
    Move(
        "summarise",
        "报送月小结",
        OFFICER,
        stay(*FILLING),
        Summarise,
        ("summary_after_approval", "month_in_quarter", "month_begun", "month_not_locked"),
        record.summarise,
        frozenset({"summaries"}),
    ),
    Move("lock_month", "月小结填报截止", (), stay(*FILLING)),
    Move(
        "return_summary",
        "退回月小结",
        SUPERVISOR,
        (*stay("recording"), *go("recording", "appraising")),
        ReturnSummary,
        ("month_in_quarter", "month_submitted", "until_not_past"),
        record.return_summary,
        frozenset({"summaries", "openings"}),
    ),
    Move(
        "void_item",
        "指标不计入",
        SUPERVISOR,
        stay("recording", "appraising"),
        VoidItem,
        ("plan_approved", "void_known_item"),
        plan.void_item,
        frozenset({"plans", "plan_items"}),
    ),
    Move("begin_appraisal", "转入审核评鉴", (), go("appraising", "recording")),
    # Leave to be late, and leave not to take part.
    Move(
        "reopen",
        "准予补报",
        OFFICE,
        (
            *go(
                "planning",
                "planning",
                "plan_review",
                "recording",
                "appraising",
                "determining",
                when="plan",
            ),
            *stay(*FILLING),
            *go("recording", "appraising", "determining", when="month"),
        ),
        Reopen,
        ("month_in_quarter", "until_not_past"),
        record.reopen,
        frozenset({"plans", "openings"}),
    ),
    Move(
        "exempt",
        "提请不参加考核",
        OFFICE,
        stay(*BEFORE_DECISION, "suspended"),
        Exempt,
        ("exempt_once", "exempt_not_lowered"),
        relief.exempt,
        frozenset({"exemptions"}),
    ),
    Move("leave", "不参加考核", (), go("exempt", *BEFORE_DECISION, "suspended")),
    # Special statuses: suspended until what stands in the way has ended, then taken up again.
    Move("suspend", "暂不确定等次", (), go("suspended", *BEFORE_DECISION)),
    Move(
        "take_up",
        "转入补定",
        (),
        tuple(r for stage in BEFORE_DECISION[:4] for r in go(stage, "suspended", when=stage)),
    ),
    Move("change_hands", "分管领导或内设机构调整", (), stay(*BEFORE_DECISION, "suspended")),
    # The review.
    Move(
        "record_opi",
        "登记加减分事项",
        OFFICE,
        stay(*BEFORE_DECISION),
        RecordOpi,
        ("opi_day", "opi_level", "opi_issuer", "opi_points", "opi_new_document"),
        appraisal.record_opi,
        frozenset({"opi"}),
    ),
    Move(
        "verify_opi",
        "核实加减分事项",
        OFFICE,
        stay(*BEFORE_DECISION),
        VerifyOpi,
        ("opi_to_verify", "opi_second_person"),
        appraisal.verify_opi,
        frozenset({"opi"}),
    ),
    Move(
        "void_opi",
        "撤回加减分事项",
        OFFICE,
        stay(*BEFORE_DECISION),
        VoidOpi,
        ("opi_to_void",),
        appraisal.void_opi,
        frozenset({"opi"}),
    ),
    Move(
        "mark",
        "评分",
        SUPERVISOR,
        stay("appraising"),
        MarkGiven,
        ("plan_approved", "kpi_marks", "bpi_marks", "bpi_notes"),
        appraisal.mark,
        frozenset({"marks", "plans"}),
    ),
    Move(
        "propose",
        "提出等次建议",
        SUPERVISOR,
        go("determining", "appraising"),
        Propose,
        (
            "plan_approved",
            "marks_complete",
            "total_ready",
            "opi_all_verified",
            "departure_reason",
            "departure_standard",
        ),
        appraisal.propose,
        frozenset({"proposals", "lateness", "plans", "openings", "extensions"}),
    ),
    Move(
        "return_record",
        "退回工作纪实",
        SUPERVISOR,
        go("recording", "appraising"),
        Return,
        ("until_not_past",),
        record.return_record,
        frozenset({"openings"}),
    ),
    Move(
        "propose_direct",
        "提请直接确定等次",
        SUPERVISOR,
        stay("appraising"),
        ProposeDirect,
        ("direct_kind", "direct_once", "direct_not_lowered"),
        appraisal.propose_direct,
        frozenset({"directs"}),
    ),
    Move(
        "state",
        "陈述意见",
        OFFICER,
        stay("appraising", "determining"),
        State,
        ("statement_due",),
        appraisal.state,
        frozenset({"statements"}),
    ),
    # The decision.
    Move(
        "confirm_direct",
        "确认直接确定等次",
        CHAIR,
        stay("appraising", "determining"),
        ConfirmDirect,
        (
            "direct_kind",
            "direct_proposed",
            "direct_statement",
            "direct_not_lowered",
            "direct_status",
            "session_present",
            "session_quorum",
            "session_recused",
        ),
        appraisal.confirm_direct,
        frozenset({"directs"}),
    ),
    Move(
        "set_aside",
        "暂缓研究",
        CHAIR,
        stay(*BEFORE_DECISION),
        Reason,
        ("not_aside",),
        group.set_aside,
    ),
    Move("sent_back", "退回重新评鉴", (), go("appraising", "determining")),
    Move("determine", "研究确定等次", (), go("feedback", "determining")),
    Move("recalled", "撤回等次另行研究", (), go("determining", "feedback")),
    Move("withhold", "不确定等次", (), go("undetermined", *BEFORE_DECISION)),
    # Feedback and publicity.
    Move(
        "give_feedback",
        "反馈结果",
        (Role.SUPERVISOR, Role.OFFICE, Role.MEMBER, Role.CHAIR, Role.DEPUTY),
        stay("feedback", "undetermined"),
        GiveFeedback,
        ("feedback_people_known",),
        publicity.give_feedback,
        frozenset({"feedbacks", "decisions", "lateness", "plans", "openings", "extensions"}),
    ),
    Move(
        "acknowledge",
        "签收结果",
        OFFICER,
        stay("feedback", "publicity", "closed", "undetermined"),
        Acknowledge,
        ("feedback_recorded",),
        publicity.acknowledge,
        frozenset({"acknowledgements", "feedbacks"}),
    ),
    Move("post", "公示结果", (), go("publicity", "feedback")),
    Move("unpost", "撤下公示", (), go("feedback", "publicity")),
    Move("close", "办结归档", (), go("closed", "publicity")),
    *FOLLOWING,
    *CONDUCT,
    # Who keeps away from this file, in whatever stage it is.
    *recusals(*(s.id for s in STAGES)),
    # Objecting, and what an objection brings about.
    Move(
        "object",
        "反映异议",
        OFFICER,
        stay(*OBJECTED),
        Object,
        ("objection_told",),
        objection.lodge,
        frozenset({"decisions", "feedbacks"}),
        cohort=frozenset({"cycle"}),
    ),
    Move("redetermine", "异议改定", (), go("determining", *OBJECTED)),
    Move("reappraise", "异议重新评鉴", (), go("appraising", *OBJECTED)),
)

DEADLINES = (
    Deadline("plan_due", "报送工作计划", Role.OFFICER, ("planning",), "lock_plan"),
    Deadline("plan_approval_due", "审定工作计划", Role.SUPERVISOR, ("plan_review", "recording")),
    Deadline("summary_due", "报送月小结", Role.OFFICER, (*FILLING, "appraising"), "lock_month"),
    Deadline("recording_end", "转入审核评鉴", Role.CLOCK, ("recording",), "begin_appraisal"),
    Deadline("appraisal_due", "审核评鉴", Role.SUPERVISOR, ("appraising",)),
    Deadline("statement_due", "陈述意见", Role.OFFICER, ("appraising", "determining")),
    Deadline("settlement_due", "启动补定", Role.CHAIR, ("suspended",), seen_by=ENTITLED),
    Deadline("feedback_due", "反馈结果", Role.SUPERVISOR, ("feedback",)),
    Deadline("follow_up_due", "办理结果运用事项", Role.OFFICE, FOLLOWING_STAGES),
)

REMINDERS = (
    Reminder("plan_due", "plan_due", "plan_overdue", escalates=True),
    Reminder("plan_approval_due", "plan_to_approve", "plan_to_approve", escalates=True),
    Reminder("summary_due", "month_due", "month_overdue", escalates=True),
    Reminder("appraisal_due", "appraisal_due", "appraisal_overdue", escalates=True),
    Reminder("statement_due", "statement_due", escalates=True, on_day=True),
    Reminder(
        "settlement_due",
        "reserved_due",
        "reserved_due",
        escalates=True,
        to=(Role.CHAIR, Role.DEPUTY, Role.MEMBER),
    ),
    Reminder("feedback_due", "feedback_due", "feedback_due", escalates=True),
    Reminder("follow_up_due", "follow_up_due", "follow_up_due", escalates=True),
)

QUARTERLY = Procedure("quarterly", "季度平时考核", "planning", STAGES, MOVES, DEADLINES, REMINDERS)
