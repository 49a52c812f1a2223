"""Reports of irregularities to the auditor: who does what next, in reading order (R34).

Anybody of the office may report; from then on the auditor alone sees and acts. Nothing of it is
owed by others or shown to them; the auditor's own mails say how many things wait, and no more.
"""

from rules.guards.supervision import flagged_person
from rules.inputs.supervision import CloseReport, HandOverReport, NoteFlag, ReportIrregularity
from rules.nouns import Role
from workflow.effects import supervision
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay

AUDITOR = (Role.AUDITOR,)
ANYBODY = tuple(role for role in Role if role is not Role.CLOCK)

REPORTING = Move(
    "report_irregularity",
    "向监督人员反映问题",
    ANYBODY,
    stay("running", "concluded"),
    ReportIrregularity,
    ("report_about",),
    supervision.report,
    cohort=frozenset({"auditors"}),
    declares=True,
    unsigned=True,
)
"""Stands on the office's quarter: it is about nobody's appraisal."""

NOTING = Move(
    "note_flag",
    "登记得分降低提示的查看情况",
    (Role.CHAIR,),
    stay("running", "concluded"),
    NoteFlag,
    ("flag_open",),
    supervision.note_flag,
    frozenset({"flag_notes"}),
    about=flagged_person,
    apart=True,
)
"""Stands on the office's quarter, so that the objector's own file tells nothing of it."""

STAGES = (
    Stage("registered", "已登记"),
    Stage("handed_over", "已移送"),
    Stage("report_closed", "已有结果", final=True),
)

MOVES = (
    Move(
        "hand_over_report",
        "移送反映的问题",
        AUDITOR,
        go("handed_over", "registered"),
        HandOverReport,
        does=supervision.hand_over,
        reads=frozenset({"irregularities"}),
    ),
    Move(
        "close_report",
        "登记处理结果",
        AUDITOR,
        go("report_closed", "registered", "handed_over"),
        CloseReport,
        does=supervision.close,
        reads=frozenset({"irregularities"}),
    ),
)

ALONE = frozenset(AUDITOR)
DEADLINES = (
    Deadline("report_due", "办理反映的问题", Role.AUDITOR, ("registered",), seen_by=ALONE),
    Deadline("report_outcome_due", "登记处理结果", Role.AUDITOR, ("handed_over",), seen_by=ALONE),
)

REMINDERS = (
    Reminder("report_due", "reserved_due", "reserved_due", escalates=True, to=AUDITOR),
    Reminder("report_outcome_due", "reserved_due", "reserved_due", escalates=True, to=AUDITOR),
)

SUPERVISION = Procedure(
    "supervision", "反映问题的办理", "registered", STAGES, MOVES, DEADLINES, REMINDERS,
    begun_by=("report_irregularity",), sealed=True,
)  # fmt: skip

SECRET_MOVES = frozenset({REPORTING.id, NOTING.id, *(move.id for move in MOVES)})
"""The moves whose lines nobody but the auditor is shown."""
