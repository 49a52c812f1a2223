"""Acts in two quarters at once that count out the same number: both come to an answer (R32)."""

from threading import Barrier, local

import pytest

from storage.work import Work
from tests.races.contest import threads
from tests.rehearsal import GROUP, Part, Rehearsal, Template, at, officers
from workflow.command import Answer, Command
from workflow.engine import perform
from workflow.replay import verify_office
from workflow.scenario import Scenario, scenario_from_text

QUARTERS = ("2026Q3", "2026Q4")
NOW = at("10-09T10:00")
PEOPLE = (*officers(1), *GROUP, Part("qian", ("chair",)), Part("han", ("deputy", "supervisor")))

pytestmark = [pytest.mark.postgres, pytest.mark.rule("R32")]


def _scenario() -> Scenario:
    tables = [
        f'[[people]]\nid = "{p.handle}"\nname = "{p.handle}同志"\nroles = {list(p.roles)}\n'
        f'supervisor = "{p.supervisor}"\nsection = "党建办"\n'
        for p in PEOPLE
    ]
    head = f'title = "两个季度"\nquarters = {list(QUARTERS)}\nuntil = 2026-12-31T00:00:00\n'
    return scenario_from_text(head + "".join(tables))


@pytest.fixture(scope="module")
def two_open(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """An office on PostgreSQL with two quarters running."""
    folder = tmp_path_factory.mktemp("two")
    return Template("postgresql", folder, _scenario(), lambda house: house.run_to(NOW))


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two transactions write only when both have looked; what is tried again goes on at once."""
    both, mine, honest = Barrier(2), local(), Work.change

    def waiting(work: Work, changes: object) -> None:
        if not getattr(mine, "came", False):
            mine.came = True
            both.wait(timeout=60)
        honest(work, changes)  # type: ignore[arg-type]

    monkeypatch.setattr(Work, "change", waiting)


def _appoint(house: Rehearsal, place: int, principal: str) -> Answer:
    chair, ids = ("zhou", "qian")[place], house.played.ids
    given = {"for": principal, "delegate": "han", "from": "2026-10-09", "to": "2026-12-31",
             "document": f"委托{place + 1}号"}  # fmt: skip
    return perform(
        house.office, Command("appoint_delegate", ids[chair], QUARTERS[place], data=given), NOW
    )


@pytest.mark.parametrize(
    ("principals", "accepted"), [(("li", "sun"), [True, True]), (("li", "li"), [False, True])],
    ids=["of two leaders", "of one leader"],
)  # fmt: skip
@pytest.mark.usefixtures("together")
def test_two_chairs_appoint_in_two_quarters_at_one_moment(
    two_open: Template, principals: tuple[str, str], accepted: list[bool]
) -> None:
    """Each is numbered for itself; a second delegate of one leader is refused with the first."""
    with two_open.rehearsal() as house:
        answers = threads(2, lambda place: _appoint(house, place, principals[place]))
        assert sorted(answer.done for answer in answers) == accepted
        assert all("已有受托代签人han同志" in a.text for a in answers if not a.done)
        with house.database.read() as connection:
            query = "SELECT number FROM delegation ORDER BY number"
            numbers = list(connection.exec_driver_sql(query).scalars())
        assert numbers == list(range(1, accepted.count(True) + 1))
        key = house.office.store.journal_key
        assert verify_office(house.office, mac_key=key).faults == ()
