"""One officer's year: summary, the grade the annual body gave, publicity of excellence (R20–R23).

The software never gives a grade of the year: it shows what the quarters allow and keeps the record.
"""

from rules.inputs.reporting import Acknowledge
from rules.inputs.year import SummariseYear
from rules.nouns import Role
from workflow.effects import annual
from workflow.procedure import Deadline, Move, Procedure, Reminder, Stage, go, stay

OFFICER = (Role.OFFICER,)

STAGES = (
    Stage("summarising", "年度总结"),
    Stage("assessing", "年度评定"),
    Stage("graded", "年度等次已登记，待公示"),
    Stage("annual_publicity", "年度公示"),
    Stage("entered", "载入年度考核登记表", final=True),
)

MOVES = (
    Move(
        "summarise_year",
        "报送年度总结",
        OFFICER,
        (*go("assessing", "summarising"), *stay("assessing")),
        SummariseYear,
        does=annual.summarise,
        reads=frozenset({"year_summaries"}),
    ),
    Move("begin_assessment", "转入年度评定", (), go("assessing", "summarising")),
    Move("enter_excellent", "登记年度等次，待公示", (), go("graded", "assessing", "graded")),
    Move("enter_grade", "登记年度等次", (), go("entered", "assessing", "graded")),
    Move("correct_grade", "更正年度等次", (), stay("entered")),
    Move("correct_excellent", "更正年度等次，待公示", (), go("graded", "entered")),
    Move("post_year", "公示年度等次", (), go("annual_publicity", "graded")),
    Move("unpost_year", "撤下年度公示", (), go("graded", "annual_publicity")),
    Move("close_year", "年度公示期满", (), go("entered", "annual_publicity")),
    Move(
        "acknowledge_year",
        "签收年度结果",
        OFFICER,
        stay("entered"),
        Acknowledge,
        ("year_unsigned",),
        annual.acknowledge,
        frozenset({"acknowledgements", "annual_results"}),
    ),
)

DEADLINES = (
    Deadline(
        "year_summary_due", "报送年度总结", Role.OFFICER, ("summarising",), "begin_assessment"
    ),
)

REMINDERS = (Reminder("year_summary_due", "year_summary_due", "year_summary_overdue"),)

ANNUAL = Procedure(
    "annual", "年度总结和年度等次登记", "summarising", STAGES, MOVES, DEADLINES, REMINDERS,
    begun_by=("open_year",), members="annual",
)  # fmt: skip
