"""Fraud in an appraisal: who does what next, in reading order (R26).

The person is heard; the group finds it proven, and the case is appraised again, or not proven.
"""

from rules.inputs.conduct import ClearFraud, ProveFraud, Told
from rules.nouns import Role
from workflow.effects import conduct
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay

OWN = frozenset({"conduct"})
CHAIR = (Role.CHAIR,)

STAGES = (
    Stage("hearing", "听取陈述"),
    Stage("proven", "情况属实", final=True),
    Stage("not_proven", "不能认定", final=True),
)

MOVES = (
    Move(
        "answer_fraud",
        "就核查情况陈述意见",
        (Role.OFFICER,),
        stay("hearing"),
        Told,
        does=conduct.state,
        reads=OWN,
    ),
    Move(
        "prove_fraud",
        "认定弄虚作假",
        CHAIR,
        go("proven", "hearing"),
        ProveFraud,
        ("session_present", "session_quorum", "fraud_heard", "fraud_measures",
         "fraud_result_there"),
        conduct.prove,
        OWN,
        cohort=frozenset({"follow_ups", "cycle"}),
    ),
    Move(
        "clear_fraud",
        "不予认定弄虚作假",
        CHAIR,
        go("not_proven", "hearing"),
        ClearFraud,
        ("session_present", "session_quorum", "fraud_heard"),
        conduct.clear,
        OWN,
    ),
)  # fmt: skip

DEADLINES = (
    Deadline("fraud_statement_due", "本人陈述意见", Role.OFFICER, ("hearing",)),
    Deadline("fraud_due", "研究认定", Role.CHAIR, ("hearing",)),
)

REMINDERS = (
    Reminder("fraud_statement_due", "statement_due", escalates=True, on_day=True),
    Reminder("fraud_due", "check_due", "check_due", escalates=True),
)

FRAUD = Procedure(
    "fraud", "弄虚作假的情况核查", "hearing", STAGES, MOVES, DEADLINES, REMINDERS,
    begun_by=("open_fraud",),
)  # fmt: skip
