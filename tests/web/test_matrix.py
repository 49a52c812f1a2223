"""The matrix of access, cell by cell: every route, every subject, every stage of the quarter."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from rules.sign_in import PROFILES
from storage import accounts
from storage.rows import RECORD, JournalRow
from tests.rehearsal import Template
from tests.web import matrix
from tests.web.matrix import ANSWERS, CLASSES, ROUTES, STAGES, SUBJECTS, TABLE, Cell, cells
from tests.web.office import Browser, Web
from tests.web.words import english
from web.app import routes

_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
WRITTEN = {"journal", "journal_value", "chain_head", "request"}
"""What a refusal may write: its line, and the answer kept for the same click sent twice."""
BODY = {"data": {}, "seen": 0, "request": "request-of-the-matrix"}
NAMES = frozenset({*SUBJECTS.values(), "li", "sun", "zheng", "testclient"})
"""What stands on pages in letters of the alphabet: the people, and the address they come from."""
Stages = Callable[[str], Template]


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """The office at each stage."""
    return matrix.templates(tmp_path_factory.mktemp("matrix"))


def held(web: Web) -> dict[str, list[str]]:
    """What the database holds but for what a refusal may write."""
    found: dict[str, list[str]] = {}
    with web.rehearsal.database.read() as connection:
        for table in RECORD.sorted_tables:
            if table.name not in WRITTEN:
                columns = [c for c in table.c if c.name != "seen_at"]
                rows = connection.execute(select(*columns)).all()
                found[table.name] = sorted(map(repr, rows))
    return found


def lines(web: Web) -> int:
    """How many lines the journal has, of office and system."""
    with web.rehearsal.database.read() as connection:
        return connection.execute(select(func.count()).select_from(_journal)).scalar() or 0


class Asking:
    """A subject at a stage, who asks for one route after the other."""

    def __init__(self, web: Web, subject: str, stage: str) -> None:
        self.web = web
        handle = SUBJECTS[subject]
        self.english: set[str] = set()
        self.browser = web.browser(handle) if handle else Browser(web, web.stranger(), "")
        self.places = {
            "number": str(web.case("o1")), "quarter": str(web.case("")),
            "move": TABLE["moves"][stage], "period": "2026Q3",
        }  # fmt: skip
        if subject == "disabled":
            person = web.rehearsal.played.ids[handle]
            with web.rehearsal.database.begin() as connection:
                office = web.site.office.id
                accounts.set_account(connection, office, person, disabled_at=web.present)

    def answer(self, cell: Cell) -> tuple[str, int]:
        """How a route is answered: the word, and the status."""
        method, path = cell.route
        places = dict(self.places)
        if path.startswith("/quarters/"):
            places["number"] = places["quarter"]
        path = path.format(**places)
        if method == "GET":
            told = self.browser.get(path)
        elif path.startswith("/api/"):
            told = self.browser.call(path, BODY)
        else:
            told = self.browser.post(path, {"seen": "0"})
        if told.headers.get("content-type", "").startswith("text/html") and path != "/calendar":
            self.english |= {f"{cell.name}: {w}" for w in english(told.text, NAMES)}
        return _word(told, cell), told.status_code


def _word(told: Any, cell: Cell) -> str:
    if told.status_code == 401:
        return "asked"
    if told.status_code == 303:
        there = told.headers["location"]
        left = cell.route == ("POST", "/sign-out")
        return "asked" if there.startswith("/sign-in") and not left else "in"
    if told.status_code in (409, 422):
        return "refused" if cell.answer == "refused" else "in"
    if cell.route == ("POST", "/sign-in"):
        return {403: "in"}.get(told.status_code, "?")
    return {200: "in", 404: "out"}.get(told.status_code, "?")


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("stage", STAGES)
def test_every_route_answers_every_subject_as_the_matrix_says(
    stages: Stages, stage: str, subject: str
) -> None:
    listed = list(cells(subject, stage))
    with stages(stage).rehearsal() as house:
        web = Web(house, profile=PROFILES["mlps"], now=matrix.when(stage))
        asking = Asking(web, subject, stage)
        before, wrong = held(web), []
        for cell in listed:  # first whatever may change nothing
            if cell.answer == "in":
                continue
            known = lines(web)
            word, status = asking.answer(cell)
            left = lines(web) - known
            if (word, left) != (cell.answer, 0 if cell.answer == "asked" else 1):
                wrong.append(f"{cell.name}: {cell.answer}, not {word} ({status}), {left} lines")
        after = held(web)
        wrong += [f"what was refused changed {t}" for t in before if before[t] != after[t]]
        wrong += [
            f"{cell.name}: in, not {found}"
            for cell in sorted(listed, key=lambda c: c.route == ("POST", "/sign-out"))
            if cell.answer == "in" and (found := asking.answer(cell))[0] != "in"
        ]
        web.app.state.checks.wait()
    assert wrong == []
    assert asking.english == set(), "people read Chinese; names that programs use stand in none"


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ROUTES) == {" ".join(route) for route in routes()}


def test_every_class_is_used_and_names_known_subjects_stages_and_answers() -> None:
    assert set(ROUTES.values()) == set(CLASSES)
    for said in CLASSES.values():
        assert set(said) <= {*SUBJECTS, "others"}
        for found in said.values():
            words = {"others": found} if isinstance(found, str) else found
            assert set(words) <= {*STAGES, "others"}
            assert set(words.values()) <= set(ANSWERS)


def test_nothing_is_open_to_strangers_but_signing_in_and_the_watch() -> None:
    for name, kind in ROUTES.items():
        if matrix.answer_of(kind, "stranger", "planning") == "in":
            assert name in {"GET /healthz", "GET /readyz", "GET /sign-in", "POST /sign-in"}


@pytest.mark.parametrize("subject", ["administrator", "security_administrator"])
def test_administrators_see_nothing_of_any_appraisal(subject: str) -> None:
    for name, kind in ROUTES.items():
        if "{number}" in name:
            assert {matrix.answer_of(kind, subject, stage) for stage in STAGES} == {"out"}
