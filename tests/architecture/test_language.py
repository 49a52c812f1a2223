"""Clauses stand in the policy and the time is an argument: neither stands in Python."""

import re

import pytest

from tests.architecture.tree import PRODUCT, python_files, read

CLOCK = "workflow/clock.py"
MEASURING = ("cli/",)

CLAUSE = re.compile(r"[一二三四五六七][((][一二三四五六七八九十首末]+[))]\d?")
NOW = re.compile(
    r"""
      \b(?:datetime|date)\.(?:now|utcnow|today)\b
    | \btime\.(?:time|time_ns|ctime|gmtime|localtime)\b
    | \bfrom\ time\ import\b.*\b(?:time|time_ns|ctime|gmtime|localtime)\b
    | \.astimezone\(\s*\)                                        # to the machine's own zone
    | \b(?:make_msgid|formatdate)\b
    | \buuid[14]\b
    | ^\s*(?:import|from)\ random\b
    | \bfunc\.(?:now|current_\w+|localtime\w*|sysdate)\b
    | \bCURRENT_(?:TIMESTAMP|TIME|DATE)\b
    | \b(?:clock|statement|transaction)_timestamp\b
    | \b(?:date|time|datetime|julianday|unixepoch|strftime)\([^)]*'now'
    """,
    re.VERBOSE | re.MULTILINE,
)
MEASURE = re.compile(r"\b(?:monotonic|perf_counter|process_time)(?:_ns)?\b")


def clause_labels(text: str) -> list[str]:
    """The clause labels that stand in a text."""
    return CLAUSE.findall(text)


def clock_readings(text: str, *, measuring: bool = False) -> list[str]:
    """The readings of a clock, and the draws of chance, that stand in a text."""
    found = [match.group().strip() for match in NOW.finditer(text)]
    return found if measuring else found + MEASURE.findall(text)


@pytest.mark.parametrize("path", python_files(*PRODUCT))
def test_no_clause_label_stands_in_python(path: str) -> None:
    assert clause_labels(read(path)) == []


@pytest.mark.parametrize("path", [path for path in python_files(*PRODUCT) if path != CLOCK])
def test_no_clock_is_read_outside_the_one_clock(path: str) -> None:
    assert clock_readings(read(path), measuring=path.startswith(MEASURING)) == []


@pytest.mark.parametrize(
    "fault", ['clause = "四(三)"', '"""Serves 三(一)1."""', "# see 五(二)", "四(末)", "四(首)"]
)
def test_a_planted_clause_label_is_found(fault: str) -> None:
    assert clause_labels(f"x = 1\n{fault}\n")


@pytest.mark.parametrize("honest", ["R13", "第(1)项", "f(x)", "(三)", "共七(含)项"])
def test_other_brackets_are_no_clause_label(honest: str) -> None:
    assert clause_labels(honest) == []


@pytest.mark.parametrize(
    "fault",
    [
        "at = datetime.now(UTC)",
        "at = dt.datetime.utcnow()",
        "day = date.today()",
        "seconds = time.time()",
        "from time import sleep, time",
        "local = at.astimezone()",
        "key = uuid4()",
        "import random",
        "stamp = func.now()",
        'server_default = text("CURRENT_TIMESTAMP")',
        "SELECT datetime('now')",
        '"""Defaults to datetime.now()."""',
        "start = perf_counter()",
    ],
)
def test_a_planted_clock_reading_is_found(fault: str) -> None:
    assert clock_readings(f"x = 1\n{fault}\n")


@pytest.mark.parametrize(
    "honest",
    [
        "at = clock.now()",
        "from datetime import date, datetime, time",
        "from time import sleep",
        "datetime.combine(day, time(8, 30))",
        "shown = at.astimezone(BEIJING)",
        "runtime = 1",
    ],
)
def test_an_instant_that_is_given_is_no_reading(honest: str) -> None:
    assert clock_readings(honest) == []


def test_the_command_line_may_measure_but_not_read_the_time() -> None:
    assert clock_readings("start = monotonic()", measuring=True) == []
    assert clock_readings("at = datetime.now(UTC)", measuring=True)
