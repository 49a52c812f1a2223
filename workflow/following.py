"""The moves of a case that has come to its end: what follows the result (R18, R19).

They stand on the page of the quarter's appraisal; its grade is not touched by any of them.
"""

from rules.inputs.following import FollowUpDone, HandOver, RecommendMeasure, RecordUnfitness
from rules.inputs.given import Reason
from rules.nouns import Role
from workflow.effects import following
from workflow.procedure import Move, stay

FOLLOWING_STAGES = ("closed", "undetermined")
CHAIR = (Role.CHAIR,)

FOLLOWING = (
    Move(
        "follow_up_done",
        "办结结果运用事项",
        (Role.OFFICE, Role.SUPERVISOR, Role.CHAIR),
        stay(*FOLLOWING_STAGES),
        FollowUpDone,
        ("follow_up_open", "follow_up_owner", "follow_up_window"),
        following.done,
        frozenset({"follow_ups", "decisions", "feedbacks", "lateness"}),
    ),
    Move(
        "recommend_measure",
        "建议采取措施",
        CHAIR,
        stay("closed"),
        RecommendMeasure,
        ("measure_kind", "measure_unfit"),
        following.recommend,
        frozenset({"follow_ups"}),
    ),
    Move(
        "record_unfitness",
        "认定不能胜任本职工作",
        CHAIR,
        stay(*FOLLOWING_STAGES),
        RecordUnfitness,
        ("resolution_new",),
        following.record_unfitness,
        frozenset({"resolutions"}),
    ),
    Move(
        "hand_over",
        "移送违纪违法问题线索",
        CHAIR,
        stay(*FOLLOWING_STAGES),
        HandOver,
        ("resolution_new",),
        following.hand_over,
        frozenset({"resolutions", "follow_ups"}),
    ),
    Move(
        "confirm_outstanding",
        "确认一贯表现优秀",
        CHAIR,
        stay("closed"),
        Reason,
        ("outstanding_listed",),
        following.confirm_outstanding,
        frozenset({"resolutions"}),
    ),
)
