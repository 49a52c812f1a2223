"""Acts on different cases between two due instants give the same results in any order.

Each case has its own short run of acts, some of them wrong; two orders that keep each case's own
run are played on copies of one database. What is tied to the order itself is left out of the
comparison: instants, numbers of lines, versions of the office's quarter.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage.rebuild import Tables
from storage.rows import RECORD, JournalRow
from storage.types import Instant
from tests.rehearsal import (
    BOTH,
    GROUP,
    PLAN,
    Part,
    Rehearsal,
    Template,
    at,
    cast,
    officers,
    planned,
    proposed,
)
from tests.workflow.quarters import DIMENSIONS
from workflow.replay import stored_rows

TRIES = {"sqlite": 12, "postgresql": 4}
_journal = JournalRow.__table__  # type: ignore[attr-defined]
LEADER = {"o1": "li", "o2": "li", "o3": "li", "p1": "sun", "p2": "sun"}
OTHERS = [Part(who, ("officer",), "sun", "经济办") for who in ("p1", "p2")]
SCENARIO = cast(*officers(3), *OTHERS, *GROUP)
HALF = {"items": [{"title": "甲", "goal": "duty", "weight": "50", "target": "无"}]}
MARKS = {"kpi": {"重点工作": "91.5"}, "bpi": dict.fromkeys(DIMENSIONS, "88")}
WHY = {"reason": "另有情况"}
FACTS = {"facts": "事实", "evidence": "材料"}
LEDGER = {
    "kind": "commendation", "issuer": "市委", "level": "市级", "document": "一号", "points": "1",
    "date": "2026-07-01", "basis": "依据", "evidence": "材料",
}  # fmt: skip
OWN, OVER = "own", "over"
Deed = tuple[str, str, Mapping[str, Any]]  # who (own, over or a handle), move, input
RELIEF: tuple[Deed, ...] = (
    ("wu", "record_opi", LEDGER),
    ("wu", "verify_opi", {"document": "一号"}),
    ("zheng", "verify_opi", {"document": "一号"}),
    ("wu", "exempt", {"kind": "away", "reason": "借调", "document": "调令"}),
    ("zhou", "set_aside", WHY),
    ("wu", "reopen", {"stage": "planning", "until": "2026-10-20"} | WHY),
    ("wu", "reopen", {"stage": "recording", "month": 7, "until": "2026-10-20"} | WHY),
    (OVER, "log", {"date": "2026-07-01", "kind": "narrative", "text": "不是本人"}),
)
MENUS: Mapping[str, tuple[Deed, ...]] = {
    "planning": (
        (OWN, "submit_plan", PLAN),
        (OWN, "submit_plan", HALF),
        (OVER, "approve_plan", {}),
        (OVER, "return_plan", WHY),
        (OWN, "log", {"date": "2026-07-01", "kind": "item", "item": "重点工作", "text": "事"}),
    ),
    "recording": (
        (OWN, "summarise", {"month": 7, "text": "七月"}),
        (OWN, "summarise", {"month": 8, "text": "八月"}),
        (OVER, "return_summary", {"month": 7} | WHY),
        (OWN, "amend_plan", PLAN | WHY),
        (OVER, "approve_plan", {}),
    ),
    "appraising": (
        (OVER, "mark", MARKS),
        (OVER, "propose", {"grade": "好", "comment": "尽职"}),
        (OVER, "propose_direct", {"grade": "较差"} | FACTS),
        (OVER, "propose_direct", {"grade": "好"} | FACTS),
        (OWN, "state", {"text": "情况"}),
        (OVER, "return_record", WHY),
    ),
    "determining": (
        ("zhou", "send_back", WHY),
        (OVER, "mark", MARKS),
        (OVER, "propose", {"grade": "较好", "comment": "尽职"} | WHY),
        (OWN, "state", {"text": "情况"}),
    ),
}


STARTS = {
    "planning": "07-02T09:10",
    "recording": "08-03T09:10",
    "appraising": "10-14T09:10",
    "determining": "10-15T09:10",
}


def _prepare(menu: str, rehearsal: Rehearsal) -> None:
    now = at(STARTS[menu])
    if menu == "planning":
        rehearsal.run_to(now)
    elif menu == "determining":
        proposed(rehearsal)
        rehearsal.tick(now)
    else:
        planned(rehearsal)
        rehearsal.tick(now)


@pytest.fixture(scope="module", params=BOTH)
def templates(request: pytest.FixtureRequest, quick_folder: Path) -> Mapping[str, Template]:
    """The office at each point of the quarter, on each database."""
    return {
        menu: Template(request.param, quick_folder, SCENARIO, lambda r, m=menu: _prepare(m, r))
        for menu in STARTS
    }


@st.composite
def runs(draw: st.DrawFn, menu: str) -> dict[str, list[Deed]]:
    """For each case a short run of acts."""
    deeds = st.sampled_from(MENUS[menu] * 2 + RELIEF)
    return {who: draw(st.lists(deeds, max_size=4)) for who in LEADER}


def _play(
    rehearsal: Rehearsal, menu: str, wanted: Mapping[str, Sequence[Deed]], order: Sequence[str]
) -> dict[str, Any]:
    """Play the acts a minute apart in this order and let the clock ring; what came of it all."""
    now, turn = at(STARTS[menu]), dict.fromkeys(wanted, 0)
    answers: dict[str, list[Any]] = {who: [] for who in wanted}
    for place, who in enumerate(order):
        by, move, data = wanted[who][turn[who]]
        turn[who] += 1
        actor = {OWN: who, OVER: LEADER[who]}.get(by, by)
        given, case = (dict(data, who=who), "") if move == "send_back" else (data, who)
        answer = rehearsal.act(move, actor, case, given, at=now + timedelta(minutes=place))
        answers[who].append((answer.done, answer.stage, [o.rule for o in answer.obstacles]))
    rehearsal.tick(now + timedelta(days=4))
    with rehearsal.database.read() as connection:
        rows = _timeless(stored_rows(connection, rehearsal.office.id))
        query = select(_journal.c.case_id, _journal.c.move, _journal.c.outcome)
        lines = sorted(tuple(r) for r in connection.execute(query) if r.case_id)
    mails = sorted((m.person, m.kind, m.day, _lasting(m.obligation)) for m in rehearsal.mails())
    return {"answers": answers, "rows": rows, "lines": lines, "mails": mails}


def _timeless(tables: Tables) -> Tables:
    """Rows without their instants, and without the version of the office's quarter."""
    for name, rows in tables.items():
        instants = [c.name for c in RECORD.tables[name].columns if isinstance(c.type, Instant)]
        for row in rows.values():
            for column in instants:
                row.pop(column, None)
            if row.get("procedure") == "cycle":
                del row["version"]
    return tables


def _lasting(obligation: str) -> str:
    return obligation.partition(":")[0] if obligation.startswith("journal:") else obligation


@pytest.mark.parametrize("menu", STARTS)
def test_any_order_of_acts_on_different_cases_gives_the_same_results(
    templates: Mapping[str, Template], menu: str
) -> None:
    tries = settings(max_examples=TRIES[templates[menu].kind])

    @tries
    @given(st.data())
    def two_orders(data: st.DataObject) -> None:
        wanted = data.draw(runs(menu))
        acts = [who for who, listed in wanted.items() for _ in listed]
        found = []
        for order in [data.draw(st.permutations(acts)) for _ in range(2)]:
            with templates[menu].rehearsal() as rehearsal:
                found.append(_play(rehearsal, menu, wanted, order))
        assert found[0] == found[1]

    two_orders()


def test_an_order_that_matters_is_seen(templates: Mapping[str, Template]) -> None:
    """The comparison is no empty one: two acts on one case, turned round, come out different."""
    wanted = {"o1": [(OWN, "submit_plan", PLAN), (OVER, "approve_plan", {})]}
    found = []
    for run in (wanted["o1"], wanted["o1"][::-1]):
        with templates["planning"].rehearsal() as rehearsal:
            found.append(_play(rehearsal, "planning", {"o1": run}, ["o1", "o1"]))
    assert found[0]["rows"] != found[1]["rows"]
    assert found[0]["mails"] != found[1]["mails"]
