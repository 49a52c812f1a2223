"""The office's quarter: what is done once for all officers together (R12, R13, R15, R30)."""

from rules.beside import AdoptMeasure, MeasureDone
from rules.guards.absence import named
from rules.guards.group import grades_given
from rules.guards.measure import measure_owner
from rules.guards.relief import exempted_person, extended_person
from rules.guards.status import status_person
from rules.inputs.objection import ObjectOther, RegisterLead
from rules.inputs.office import (
    AmendRoster,
    Annul,
    Confirm,
    Decide,
    Extend,
    Postpone,
    Publish,
    RecallDecision,
    SendBack,
)
from rules.inputs.status import (
    EndStatus,
    HandOverNote,
    OverrideStatus,
    Reassign,
    SetStatus,
    SettleSuspension,
)
from rules.nouns import Role
from rules.status import PARTS as STATUSES
from workflow.absence import delegates
from workflow.effects import group, measure, objection, publicity, relief, roster, status
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay
from workflow.supervision import NOTING, REPORTING

CHAIR, OFFICE = (Role.CHAIR,), (Role.OFFICE,)
HELD_UP = STATUSES | {"exemptions", "openings", "extensions", "plans", "summaries"}
STAFF = (Role.OFFICER, Role.SUPERVISOR, Role.MEMBER, Role.CHAIR, Role.DEPUTY, Role.OFFICE)
RESULT_PARTS = frozenset({"plans", "plan_items", "marks", "opi", "proposals", "decisions"})

STAGES = (
    Stage("running", "进行中"),
    Stage("concluded", "本季度办结", final=True),
)

MOVES = (
    # Who stands in for whom; the quarter may have ended.
    *delegates("running", "concluded"),
    REPORTING,
    NOTING,
    # The work of the quarter.
    Move(
        "amend_roster",
        "调整参加考核人员名册",
        OFFICE,
        stay("running"),
        AmendRoster,
        ("roster_person_known", "roster_not_frozen", "roster_changes"),
        roster.amend,
        cohort=frozenset(),
        about=named,
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
        about=extended_person,
    ),
    Move(
        "confirm",
        "组长确认",
        CHAIR,
        stay("running"),
        Confirm,
        ("confirm_pending", "exempt_not_lowered"),
        relief.confirm,
        cohort=frozenset({"exemptions"}),
        about=exempted_person,
    ),
    # Special statuses of a person, whom the input or the command's subject names.
    Move(
        "set_status",
        "登记特殊情形",
        OFFICE,
        stay("running"),
        SetStatus,
        ("status_subject", "status_kind", "status_interval", "status_new"),
        status.set_status,
        cohort=STATUSES | {"exemptions"},
        about=status_person,
    ),
    Move(
        "end_status",
        "登记特殊情形结束",
        OFFICE,
        stay("running"),
        EndStatus,
        ("status_subject", "status_kind", "status_running"),
        status.end_status,
        cohort=STATUSES,
        about=status_person,
    ),
    Move(
        "override_status",
        "按例外情形处理",
        CHAIR,
        stay("running"),
        OverrideStatus,
        ("status_subject", "status_open", "override_changes"),
        status.override_status,
        cohort=HELD_UP,
        about=status_person,
    ),
    Move(
        "settle_suspension",
        "启动补定",
        CHAIR,
        stay("running"),
        SettleSuspension,
        ("status_subject", "settle_ready"),
        status.settle_suspension,
        cohort=HELD_UP,
        about=status_person,
    ),
    Move(
        "hand_over_note",
        "填写交接说明",
        (Role.SUPERVISOR, Role.OFFICE),
        stay("running"),
        HandOverNote,
        ("status_subject", "status_open", "handover_leader"),
        status.hand_over_note,
        cohort=frozenset({"handovers", "led"}),
        about=status_person,
    ),
    Move(
        "reassign",
        "调整分管领导或内设机构",
        OFFICE,
        stay("running"),
        Reassign,
        ("status_subject", "status_open", "reassign_named", "reassign_day"),
        status.reassign,
        cohort=frozenset({"led", "placed"}),
        about=status_person,
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
        about=named,
    ),
    Move(
        "decide",
        "研究确定",
        CHAIR,
        stay("running"),
        Decide,
        (
            "session_present",
            "session_presider",
            "session_quorum",
            "session_recused",
            "session_votes",
            "decide_names_known",
            "decide_names_all",
            "decide_in_stage",
            "decide_totals_ready",
            "decide_scores",
            "decide_ledger",
            "decide_undetermined",
            "decide_status",
            "decide_reasons",
            "decide_direct",
            "direct_settled",
            "decide_not_lowered",
            "quota",
        ),
        group.decide,
        cohort=RESULT_PARTS | STATUSES | {"directs", "objections"},
        about=grades_given,
        collective=True,
    ),
    Move(
        "recall_decision",
        "撤回等次另行研究",
        CHAIR,
        stay("running"),
        RecallDecision,
        ("recall_overtaken",),
        group.recall,
        cohort=STATUSES | {"decisions"},
        about=named,
    ),
    Move(
        "publish",
        "发布公示",
        OFFICE,
        stay("running"),
        Publish,
        (
            "publish_something",
            "publish_after_feedback",
            "publish_complete",
            "publish_quota",
            "publish_status",
        ),
        publicity.publish,
        cohort=STATUSES | {"decisions", "feedbacks", "lateness"},
    ),
    Move(
        "annul_publicity",
        "撤销公示",
        OFFICE,
        stay("running"),
        Annul,
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
        about=measure_owner,
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
        about=measure_owner,
    ),
    Move("end_publicity", "公示期满", (), stay("running"), does=publicity.end, cohort=frozenset()),
    # What others say of a result, by name or without.
    Move(
        "object_other",
        "反映他人公示结果异议",
        STAFF,
        stay("running"),
        ObjectOther,
        ("objected_known", "objected_public"),
        objection.lodge_other,
        cohort=frozenset({"decisions"}),
    ),
    Move(
        "register_lead",
        "登记异议线索",
        OFFICE,
        stay("running"),
        RegisterLead,
        ("objected_known",),
        objection.register_lead,
        cohort=frozenset(),
    ),
    Move("conclude", "本季度办结", (), go("concluded", "running")),
    Move("revive", "恢复办理", (), go("running", "concluded")),
)

DEADLINES = (
    Deadline("measure_due", "办理改进措施", Role.OFFICE, ("running", "concluded")),
    Deadline("decision_due", "研究确定等次", Role.CHAIR, ("running",)),
    Deadline("publicity_due", "发布公示", Role.OFFICE, ("running",)),
    Deadline("publicity_end", "公示期满", Role.CLOCK, ("running",), "end_publicity"),
)

REMINDERS = (
    Reminder("measure_due", "measure_due", "measure_due", escalates=True),
    Reminder("decision_due", "decision_due", "decision_due", escalates=True),
    Reminder("publicity_due", "publicity_due", "publicity_due", escalates=True),
)

CYCLE = Procedure(
    "cycle", "季度考核组织", "running", STAGES, MOVES, DEADLINES, REMINDERS, collective=True
)
