"""Refusal to take part without good reason: who does what next, in reading order (R26).

Reminded and reminded again, taught, given a last day; only then the group decides that the person
did not take part. It ends well whenever the person takes part.
"""

from rules.inputs.conduct import DecideRefusal, Educate, Told
from rules.inputs.given import Reason
from rules.nouns import Role
from workflow.effects import conduct
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay

OWN = frozenset({"conduct"})

STAGES = (
    Stage("reminding", "提醒教育"),
    Stage("last_call", "限期参加"),
    Stage("not_taken_part", "教育后拒不改正", final=True),
    Stage("took_part", "本人已参加", final=True),
)

MOVES = (
    Move(
        "remind_refusal",
        "提醒参加考核",
        (Role.OFFICE, Role.SUPERVISOR),
        stay("reminding"),
        Told,
        ("refusal_reminder_gap",),
        conduct.remind,
        OWN,
    ),
    Move(
        "educate_refusal",
        "教育并定最后期限",
        (Role.OFFICE, Role.SUPERVISOR),
        go("last_call", "reminding"),
        Educate,
        ("refusal_reminded",),
        conduct.educate,
        OWN,
    ),
    Move(
        "explain_refusal",
        "说明不参加的理由",
        (Role.OFFICER,),
        stay("reminding", "last_call"),
        Told,
        does=conduct.state,
        reads=OWN,
    ),
    Move(
        "take_part",
        "登记已参加考核",
        (Role.OFFICE,),
        go("took_part", "reminding", "last_call"),
        Reason,
        does=conduct.take_part,
        reads=OWN,
    ),
    Move(
        "decide_refusal",
        "认定未参加考核",
        (Role.CHAIR,),
        go("not_taken_part", "last_call"),
        DecideRefusal,
        ("session_present", "session_quorum", "refusal_deadline_over", "refusal_undecided"),
        conduct.decide_refusal,
        OWN,
        cohort=frozenset({"exemptions"}),
    ),
)

DEADLINES = (
    Deadline("refusal_due", "提醒教育", Role.OFFICE, ("reminding",)),
    Deadline("refusal_decision_due", "研究是否未参加考核", Role.CHAIR, ("last_call",)),
)

REMINDERS = (
    Reminder("refusal_due", "check_due", "check_due", escalates=True),
    Reminder("refusal_decision_due", "check_due", "check_due", escalates=True),
)

REFUSAL = Procedure(
    "refusal", "不参加考核的情况核查", "reminding", STAGES, MOVES, DEADLINES, REMINDERS,
    begun_by=("open_refusal",),
)  # fmt: skip
