"""The moves of an appraisal that begin a check of conduct, or follow from one (R26)."""

from rules.inputs.conduct import OpenFraud, OpenRefusal
from rules.nouns import Role
from rules.status import BEFORE_DECISION
from workflow.effects import conduct
from workflow.procedure import Move, go, stay

DECIDED = ("feedback", "publicity", "closed")
CONDUCT = (
    Move(
        "open_refusal",
        "开始不参加考核的情况核查",
        (Role.OFFICE,),
        stay(*sorted(BEFORE_DECISION)),
        OpenRefusal,
        ("check_once",),
        conduct.open_refusal,
    ),
    Move(
        "open_fraud",
        "开始弄虚作假的情况核查",
        (Role.OFFICE,),
        stay(*DECIDED),
        OpenFraud,
        ("check_once",),
        conduct.open_fraud,
    ),
    Move("withdraw_result", "撤销结果重新评鉴", (), go("appraising", *DECIDED)),
)
