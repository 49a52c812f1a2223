"""The office's year: what is recorded and made public for all officers together (R20–R23)."""

from rules.guards.annual import annual_persons
from rules.inputs.given import Reason
from rules.inputs.office import Annul, Publish
from rules.inputs.year import CorrectAnnual, RecordAnnual
from rules.nouns import Role
from workflow.effects import annual
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay

CHAIR, OFFICE = (Role.CHAIR,), (Role.OFFICE,)

STAGES = (
    Stage("year_running", "年度考核进行中"),
    Stage("year_concluded", "年度考核办结", final=True),
)

MOVES = (
    Move(
        "run_without",
        "不待未结季度",
        CHAIR,
        stay("year_running"),
        Reason,
        ("waived_once",),
        annual.waive,
        cohort=frozenset(),
    ),
    Move(
        "record_annual",
        "登记年度等次",
        CHAIR,
        stay("year_running"),
        RecordAnnual,
        (
            "annual_names_known",
            "annual_stage",
            "annual_quarters_settled",
            "annual_excellence",
            "annual_poor",
            "annual_status",
            "annual_refused",
            "annual_reasons",
        ),
        annual.record,
        cohort=frozenset({"annual_results", "statuses"}),
        about=annual_persons,
    ),
    Move(
        "correct_annual",
        "更正年度等次",
        CHAIR,
        (*go("year_running", "year_concluded"), *stay("year_running")),
        CorrectAnnual,
        (
            "annual_names_known",
            "annual_standing",
            "annual_excellence",
            "annual_poor",
            "annual_status",
            "annual_refused",
            "annual_reasons",
        ),
        annual.correct,
        cohort=frozenset({"annual_results", "statuses"}),
        about=annual_persons,
    ),
    Move(
        "publish_year",
        "发布年度公示",
        OFFICE,
        stay("year_running"),
        Publish,
        ("annual_something_to_post",),
        annual.publish,
        cohort=frozenset({"annual_results"}),
    ),
    Move(
        "annul_year_publicity",
        "撤销年度公示",
        OFFICE,
        stay("year_running"),
        Annul,
        ("annual_posting_open",),
        annual.annul,
        cohort=frozenset(),
    ),
    Move(
        "end_year_publicity",
        "年度公示期满",
        (),
        stay("year_running"),
        does=annual.end,
        cohort=frozenset(),
    ),
    Move("conclude_year", "年度考核办结", (), go("year_concluded", "year_running")),
)

DEADLINES = (
    Deadline("annual_due", "登记年度等次", Role.CHAIR, ("year_running",)),
    Deadline("annual_publicity_due", "发布年度公示", Role.OFFICE, ("year_running",)),
    Deadline(
        "annual_publicity_end", "年度公示期满", Role.CLOCK, ("year_running",), "end_year_publicity"
    ),
)

REMINDERS = (
    Reminder("annual_due", "annual_due", "annual_due", escalates=True),
    Reminder(
        "annual_publicity_due", "annual_publicity_due", "annual_publicity_due", escalates=True
    ),
)

YEAR = Procedure(
    "year", "年度考核组织", "year_running", STAGES, MOVES, DEADLINES, REMINDERS,
    begun_by=("open_year",), collective=True, members="annual",
)  # fmt: skip
