"""An objection to a result: who does what next, in reading order (R27).

Lodged, received by the office, looked into, answered by the group with reasons. What came late is
on record and waits for the group to admit it. The reviewer states and takes no other part. Where
the facts are clear the group may answer at once.
"""

from rules.inputs.objection import (
    DecideObjection,
    Investigate,
    Numbered,
    NumberedReason,
    ReviewerStatement,
)
from rules.nouns import Role
from rules.result import PARTS as RESULT
from workflow.effects import objection
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay

OFFICE, CHAIR, SUPERVISOR = (Role.OFFICE,), (Role.CHAIR,), (Role.SUPERVISOR,)
OWN = frozenset({"objections", "lateness"})

STAGES = (
    Stage("lodged", "已反映"),
    Stage("received", "已登记受理"),
    Stage("investigated", "已调查核实"),
    Stage("answered", "已答复", final=True),
    Stage("not_admitted", "逾期不予受理", final=True),
)

MOVES = (
    Move(
        "receive_objection",
        "登记受理异议",
        OFFICE,
        go("received", "lodged"),
        Numbered,
        ("objection_in_time",),
        objection.receive,
        OWN,
    ),
    # What came late.
    Move(
        "admit_objection",
        "决定受理逾期异议",
        CHAIR,
        go("received", "lodged"),
        NumberedReason,
        ("objection_came_late", "reviewer_apart"),
        objection.admit,
        OWN,
        cohort=frozenset({"cycle"}),
    ),
    Move(
        "refuse_objection",
        "决定不受理逾期异议",
        CHAIR,
        go("not_admitted", "lodged"),
        NumberedReason,
        ("objection_came_late", "reviewer_apart"),
        objection.refuse,
        OWN,
    ),
    # Looking into it.
    Move(
        "reviewer_statement",
        "评鉴人陈述意见",
        SUPERVISOR,
        stay("lodged", "received", "investigated"),
        ReviewerStatement,
        does=objection.state,
        reads=OWN,
    ),
    Move(
        "investigate_objection",
        "调查核实异议",
        (Role.OFFICE, Role.MEMBER),
        (*go("investigated", "received"), *stay("investigated")),
        Investigate,
        ("investigators_known", "reviewer_apart"),
        objection.investigate,
        OWN,
    ),
    # The answer.
    Move(
        "decide_objection",
        "研究答复异议",
        CHAIR,
        go("answered", "lodged", "received", "investigated"),
        DecideObjection,
        (
            "objection_admitted",
            "session_present",
            "reviewer_apart",
            "objection_quorum",
            "objection_votes",
            "objection_outcome",
            "objection_result_there",
            "objection_not_lowered",
            "objection_total",
            "objection_status",
            "objection_quota",
        ),
        objection.decide,
        OWN,
        cohort=RESULT | {"decisions", "proposals", "directs", "follow_ups", "cycle"},
    ),
)

DEADLINES = (
    Deadline("objection_receipt_due", "登记受理异议", Role.OFFICE, ("lodged",)),
    Deadline("objection_admission_due", "决定是否受理逾期异议", Role.CHAIR, ("lodged",)),
    Deadline(
        "reviewer_statement_due", "评鉴人陈述意见", Role.SUPERVISOR, ("received", "investigated")
    ),
    Deadline("investigation_due", "调查核实异议", Role.OFFICE, ("received",)),
    Deadline("objection_due", "答复异议", Role.CHAIR, ("lodged", "received", "investigated")),
)

REMINDERS = (
    Reminder("objection_receipt_due", "objection_lodged", "objection_lodged", escalates=True),
    Reminder("objection_admission_due", "objection_due", "objection_due", escalates=True),
    Reminder("reviewer_statement_due", "review_statement_due", escalates=True, on_day=True),
    Reminder("investigation_due", "objection_due", "objection_due", escalates=True),
    Reminder("objection_due", "objection_due", "objection_due", escalates=True),
)

OBJECTION = Procedure(
    "objection",
    "反映异议",
    "lodged",
    STAGES,
    MOVES,
    DEADLINES,
    REMINDERS,
    begun_by=("object", "object_other"),
)
