"""The office's quarter: what is done once for all officers together (R12, R13, R15, R30)."""

from rules.beside import AdoptMeasure, MeasureDone
from rules.inputs import AmendRoster, Confirm, Decide, Extend, Postpone, Publish, Reason, SendBack
from rules.nouns import Role
from workflow.effects import group, measure, publicity, relief, roster
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay

CHAIR, OFFICE = (Role.CHAIR,), (Role.OFFICE,)
RESULT_PARTS = frozenset({"plans", "plan_items", "marks", "opi", "proposals", "decisions"})

STAGES = (
    Stage("running", "进行中"),
    Stage("concluded", "本季度办结", final=True),
)

MOVES = (
    Move(
        "amend_roster",
        "调整参加考核人员名册",
        OFFICE,
        stay("running"),
        AmendRoster,
        ("roster_person_known", "roster_not_frozen", "roster_changes"),
        roster.amend,
        cohort=frozenset(),
    ),
    Move(
        "extend",
        "延期",
        OFFICE,
        stay("running"),
        Extend,
        ("extend_scope", "extend_later", "month_in_quarter", "until_not_past"),
        relief.extend,
        cohort=frozenset(),
    ),
    Move(
        "confirm",
        "组长确认",
        CHAIR,
        stay("running"),
        Confirm,
        ("confirm_pending",),
        relief.confirm,
        cohort=frozenset({"exemptions"}),
    ),
    Move(
        "postpone_session",
        "会议改期",
        CHAIR,
        stay("running"),
        Postpone,
        ("session_ahead",),
        group.postpone,
        cohort=frozenset(),
    ),
    Move(
        "send_back",
        "退回重新评鉴",
        CHAIR,
        stay("running"),
        SendBack,
        ("send_back_known",),
        group.send_back,
        cohort=frozenset(),
    ),
    Move(
        "decide",
        "研究确定",
        CHAIR,
        stay("running"),
        Decide,
        (
            "session_present",
            "session_quorum",
            "session_votes",
            "decide_names_known",
            "decide_names_all",
            "decide_in_stage",
            "decide_totals_ready",
            "decide_scores",
            "decide_ledger",
            "decide_undetermined",
            "decide_reasons",
            "decide_direct",
            "direct_settled",
            "quota",
        ),
        group.decide,
        cohort=RESULT_PARTS | {"directs"},
    ),
    Move(
        "publish",
        "发布公示",
        OFFICE,
        stay("running"),
        Publish,
        ("publish_something", "publish_after_feedback", "publish_complete", "publish_quota"),
        publicity.publish,
        cohort=frozenset({"decisions", "feedbacks"}),
    ),
    Move(
        "annul_publicity",
        "撤销公示",
        OFFICE,
        stay("running"),
        Reason,
        ("posting_open",),
        publicity.annul,
        cohort=frozenset(),
    ),
    Move(
        "adopt_measure",
        "采取改进措施",
        (Role.OFFICE, Role.CHAIR),
        stay("running", "concluded"),
        AdoptMeasure,
        ("measure_owner_known", "measure_due_ahead"),
        measure.adopt,
        frozenset({"measures"}),
    ),
    Move(
        "measure_done",
        "改进措施办结",
        (Role.OFFICE, Role.CHAIR),
        stay("running", "concluded"),
        MeasureDone,
        ("measure_open",),
        measure.done,
        frozenset({"measures"}),
    ),
    Move("end_publicity", "公示期满", (), stay("running"), does=publicity.end, cohort=frozenset()),
    Move("conclude", "本季度办结", (), go("concluded", "running")),
)

DEADLINES = (
    Deadline("decision_due", "研究确定等次", Role.CHAIR, ("running",)),
    Deadline("publicity_due", "发布公示", Role.OFFICE, ("running",)),
    Deadline("publicity_end", "公示期满", Role.CLOCK, ("running",), "end_publicity"),
)

REMINDERS = (
    Reminder("decision_due", "decision_due", "decision_due"),
    Reminder("publicity_due", "publicity_due", "publicity_due"),
)

CYCLE = Procedure(
    "cycle", "季度考核组织", "running", STAGES, MOVES, DEADLINES, REMINDERS, collective=True
)
