"""The demonstration is a real quarter: every case comes to its end, the same each time."""

from collections import Counter
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from rules.calendar import Quarter, load_calendar
from rules.cohort import quota_limit
from rules.grade import Grade
from rules.policy import load_policy
from storage.database import Database, open_database
from storage.outbox import listing
from storage.rows import RECORD
from workflow.demo import OFFICE, demo_scenario, run_demo
from workflow.demo.cast import MOST, DemoError, Part, cast_of
from workflow.demo.script import course_of

Q3 = Quarter(2026, 3)
SHARE = load_policy(OFFICE, Q3.last).values.quota_share


class Shown:
    """A demonstration that was given: its document, its database, its mails."""

    def __init__(self, folder: Path, people: int, quarter: Quarter = Q3) -> None:
        self.told: list[str] = []
        self.database = open_database(f"sqlite:///{folder}/demo.db")
        self.mails = folder / "mail"
        self.document = run_demo(
            self.database,
            people=people,
            quarter=quarter,
            mail_folder=self.mails,
            progress=lambda at, text: self.told.append(f"{at.isoformat()} {text}"),
        )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demonstration as it is given by default, with 36 people."""
    shown = Shown(tmp_path_factory.mktemp("demo"), 36)
    yield shown
    shown.database.dispose()


def rows_digest(database: Database) -> str:
    """One digest of all rows of all tables."""
    seal = sha256()
    with database.read() as connection:
        for table in RECORD.sorted_tables:
            rows = connection.execute(select(table).order_by(*table.primary_key)).all()
            seal.update(repr((table.name, rows)).encode())
    return seal.hexdigest()


@pytest.mark.rule("R13", "R15", "R30")
@pytest.mark.parametrize("people", [1, 2, 3, 5])
def test_every_case_of_a_small_office_is_closed_within_the_quota(
    tmp_path: Path, people: int
) -> None:
    document = Shown(tmp_path, people).document
    assert document["failures"] == []
    assert [c["stage"] for c in document["cases"]] == ["closed"] * people
    assert document["tasks"] == []
    assert document["quota"]["n"] == people
    assert document["quota"]["used"] <= document["quota"]["limit"] == quota_limit(people, SHARE)
    assert document["journal"]["valid"]


@pytest.mark.rule("R13", "R15", "R30")
def test_every_case_of_the_office_of_36_is_closed_and_the_quota_is_full(office: Shown) -> None:
    document = office.document
    assert document["failures"] == []
    assert document["tasks"] == []
    assert {c["stage"] for c in document["cases"]} == {"closed"}
    assert document["quota"] == {"n": 36, "limit": 14, "used": 14}
    assert document["journal"]["valid"]
    assert document["people"] == 36
    assert document["gap"] is None


def test_all_that_is_to_be_told_happens_in_the_office_of_36(office: Shown) -> None:
    document = office.document
    assert [(r["do"], r["reasons"][0]["clause"]) for r in document["refusals"]] == [
        ("submit_plan", "四(一)"),
        ("summarise", "四(二)"),
        ("decide", "四(三)"),
    ]
    by_who = {c["who"]: c for c in document["cases"]}
    cast = cast_of(36, 14)
    playing = {part: by_who[handle] for handle, part in cast.parts.items()}
    assert playing[Part.DIRECT]["direct"] == "好"
    assert playing[Part.DIRECT]["grade"] == "好"
    assert playing[Part.DIRECT]["band"] == "较好"
    assert playing[Part.LATE]["late"] == ["plan"]
    assert playing[Part.MISSING]["late"] == ["month_8"]
    assert (playing[Part.MISSING]["band"], playing[Part.MISSING]["proposed"]) == ("较好", "一般")
    assert len(document["publicities"]) == 2
    kinds = Counter(m["kind"] for m in document["mails"])
    for kind in ("plan_returned", "reopened", "escalation", "month_overdue", "decision_due"):
        assert kinds[kind] > 0
    assert kinds["result_final"] == 36


def test_more_than_the_quota_are_worth_the_highest_grade_and_the_rank_decides(
    office: Shown,
) -> None:
    cases = office.document["cases"]
    wanted = [c for c in cases if c["proposed"] == "好"]
    given = [c for c in wanted if c["grade"] == "好" and not c["direct"]]
    not_given = [c for c in wanted if c["grade"] != "好"]
    assert len(wanted) > office.document["quota"]["limit"]
    assert not_given
    assert min(_total(c) for c in given) > max(_total(c) for c in not_given)


def _total(case: dict[str, Any]) -> Fraction:
    return Fraction(case["total"])


def test_the_sections_add_up_to_the_office(office: Shown) -> None:
    sections = office.document["sections"]
    assert [s["section"] for s in sections] == [
        "党建办",
        "综合办",
        "民生办",
        "城建办",
        "平安办",
        "经发办",
    ]
    assert sum(s["n"] for s in sections) == 36
    assert sum(s["grades"][Grade.GOOD] for s in sections) == 14
    assert all(sum(s["grades"].values()) == s["n"] for s in sections)


def test_who_was_late_is_named_with_what_and_when_it_was_due(office: Shown) -> None:
    found = [(late["by"], late["what"], late["due"]) for late in office.document["late"]]
    assert found == [("钱乙", "工作计划", "2026-07-07"), ("李丁", "8月小结", "2026-09-07")]


def test_every_mail_that_was_accepted_lies_in_the_folder_once(office: Shown) -> None:
    accepted = listing(office.database, OFFICE, states=["accepted"])
    files = sorted(p.name for p in (office.mails / "new").iterdir())
    assert files == sorted(m.message_id.strip("<>") for m in accepted)
    assert len(accepted) == office.document["mails_sent"] == len(office.document["mails"])


def test_mails_go_out_as_the_days_pass(office: Shown) -> None:
    sent = {m.settled_at for m in listing(office.database, OFFICE)}
    assert len(sent) > 20


def test_the_clock_of_the_demonstration_only_goes_forward(office: Shown) -> None:
    instants = [line.split(" ")[0] for line in office.told]
    assert instants == sorted(instants)
    assert any("钱乙 提交工作计划" in line for line in office.told)
    assert any("到期处理" in line for line in office.told)


def test_the_same_demonstration_leaves_the_same_rows(tmp_path: Path) -> None:
    digests, keys = set(), set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        shown = Shown(tmp_path / name, 5)
        digests.add(rows_digest(shown.database))
        keys.add(shown.document["digest"])
    assert len(digests) == len(keys) == 1


@pytest.mark.rule("R30")
def test_where_the_calendar_ends_the_demonstration_says_so(tmp_path: Path) -> None:
    document = Shown(tmp_path, 5, Quarter(2026, 4)).document
    assert "2027年工作日历" in document["gap"]
    assert document["failures"] == []
    assert {c["stage"] for c in document["cases"]} == {"recording"}
    assert "calendar_missing" in {t["kind"] for t in document["tasks"]}
    assert document["journal"]["valid"]


QUARTERS = [Quarter(y, q) for y in range(2020, 2027) for q in range(1, 5)][3:-1]


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_every_quarter_with_a_calendar_has_a_course_to_its_end(quarter: Quarter) -> None:
    _, course = demo_scenario(8, quarter)
    assert course.gap is None
    assert course.until is not None
    assert course.acts[-1].at < course.until


@pytest.mark.parametrize("quarter", ["2020Q3", "2020Q4", "2022Q1", "2023Q3"])
def test_a_quarter_of_another_year_closes_as_well(tmp_path: Path, quarter: str) -> None:
    document = Shown(tmp_path, 4, Quarter.parse(quarter)).document
    assert document["failures"] == []
    assert {c["stage"] for c in document["cases"]} == {"closed"}


@pytest.mark.parametrize(
    ("people", "quarter", "word"),
    [
        (0, "2026Q3", "1至500"),
        (MOST + 1, "2026Q3", "1至500"),
        (5, "2027Q1", "2027年工作日历"),
        (5, "2020Q2", "2020"),
        (5, "2019Q4", "2020-08-25"),
    ],
)
def test_what_cannot_be_demonstrated_is_refused_in_chinese(
    people: int, quarter: str, word: str
) -> None:
    with pytest.raises(DemoError, match=word):
        demo_scenario(people, Quarter.parse(quarter))


@pytest.mark.parametrize("people", [1, 2, 3, 4, 7, 12, 36, 100, MOST])
def test_however_many_take_part_more_want_the_highest_grade_than_may_have_it(people: int) -> None:
    policy = load_policy(OFFICE, Q3.last)
    places = quota_limit(people, SHARE)
    course = course_of(cast_of(people, places), Q3, policy, load_calendar())
    batch = [o for o in course.work if o.part is not Part.ASIDE]
    assert sum(1 for o in batch if o.proposed is Grade.GOOD) > places


def test_all_names_and_handles_differ() -> None:
    people = cast_of(MOST, 1).people
    assert len({p.handle for p in people}) == len({p.name for p in people}) == len(people)
