"""Whatever anybody asks in whatever state: the page's way, or a refusal with its clause."""

import re
import sys

import pytest

from cli.moves import known
from rules.nouns import Role
from storage.database import open_database
from tests.exhaustive.explorer import Explorer, Tried, uncovered
from tests.offices.test_examples import FILES
from tests.rules.asking import POLICY
from workflow.beside import PAGE as BESIDE
from workflow.pages import PAGES
from workflow.procedure import Move

PARTS = 2


@pytest.fixture(scope="module", params=range(PARTS))
def explored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Explorer:
    """Everything asked in half of the stages that the examples come to."""
    explorer = Explorer(request.param, PARTS)
    for path in FILES:
        database = open_database(f"sqlite:///{tmp_path_factory.mktemp('asked')}/play.db")
        explorer.explore(path, database)
        database.dispose()
    return explorer


@pytest.mark.rule("R28")
def test_every_move_goes_the_pages_way_or_is_refused_with_a_clause(explored: Explorer) -> None:
    """Nothing falls between: no crash, no silent refusal, no way that is on no page."""
    edges = {edge for page in PAGES.values() for edge in page.edges}
    odd = [t for t in explored.tried if not _right(t, edges)]
    assert [(t.procedure, t.stage, t.move, t.kind, t.answer) for t in odd[:5]] == []
    assert len(explored.tried) > 1000


def _right(tried: Tried, edges: set[tuple[str, str, str]]) -> bool:
    answer = tried.answer
    if answer.done and tried.move in BESIDE.by_id:
        return True  # it concerns the office beyond any case
    if answer.done:
        return any(move == tried.move and answer.stage == target for move, _, target in edges)
    return (
        bool(answer.obstacles)
        and tried.lines == 1
        and all(o.clause in POLICY.clauses for o in answer.obstacles)
        and all(re.search(r"[\u4e00-\u9fff]", o.text) for o in answer.obstacles)
    )


@pytest.mark.rule("R28", "R32")
def test_nobody_acts_on_their_own_file_but_as_its_officer(explored: Explorer) -> None:
    """Holding another role does not help with one's own file."""
    own = [
        t.move
        for t in explored.tried
        if t.kind.own and t.answer.done and Role.OFFICER not in _page_move(t.move).by
    ]
    assert [m for m in own if not _collective(m)] == []


@pytest.mark.rule("R28")
def test_auditors_and_administrators_change_no_appraisal(explored: Explorer) -> None:
    """The three administrators, and the auditor but for reports to them, make no move."""
    apart = {Role.AUDITOR, Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR}
    done = {
        (t.move, *t.kind.roles)
        for t in explored.tried
        if t.answer.done
        and t.kind.roles <= apart
        and not (t.kind.roles & set(_page_move(t.move).by))
    }
    assert done == set()


@pytest.mark.rule("R28")
def test_every_edge_of_the_pages_is_gone_along(explored: Explorer) -> None:
    """By an example or by somebody who asks: no way on a page that nobody has tried."""
    every = {(p.id, *e) for p in PAGES.values() for e in p.edges if explored.mine(p.id, e[1])}
    left = {edge for edge in uncovered(explored.edges) if explored.mine(edge[0], edge[2])}
    sys.stdout.write(f"edges gone along: {len(every) - len(left)} of {len(every)}\n")
    assert sorted(left) == []


def _page_move(move: str) -> Move:
    return known()[move][1]


def _collective(move: str) -> bool:
    page, _ = known()[move]
    return page.collective or page is BESIDE
