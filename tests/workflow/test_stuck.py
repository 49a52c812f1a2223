"""What is stuck is told to those who can settle it, and to nobody who may not learn of it (R33)."""

from dataclasses import replace
from pathlib import Path

import pytest

from rules.nouns import Role
from storage.database import open_database
from storage.load import Loader
from tests.offices.test_examples import EXAMPLES
from workflow.play import play
from workflow.scenario import load_scenario
from workflow.tasks import tasks
from workflow.veil import Viewer

LATE = "鲁政字〔2026〕7号"
"""The document of the item that is recorded after the review and verified late."""


@pytest.mark.rule("R06", "R33")
def test_an_item_that_nobody_verified_is_put_to_the_clerks_and_the_group(tmp_path: Path) -> None:
    """The clerks, one of whom is to verify it, and the group that waits; no leader as such."""
    whole = load_scenario(EXAMPLES / "ledger.toml")
    named = [n for n, a in enumerate(whole.acts) if a.data.get("document") == LATE]
    following = next(n for n in named if not whole.acts[n].refused) + 1
    at = whole.acts[following].at
    database = open_database(f"sqlite:///{tmp_path}/ledger.db")
    acts = whole.acts[:following]
    office = play(replace(whole, acts=acts, until=at, expect={}), database).office
    with database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        told = {
            role: [
                task.text
                for task in tasks(office, loader, "2026Q3", at, Viewer(roles=frozenset({role})))
                if task.kind == "unverified"
            ]
            for role in Role
        }
    database.dispose()
    informed = {role for role, texts in told.items() if texts}
    assert informed == {Role.OFFICE, Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.AUDITOR}
    assert all(f"王五“{LATE}”" in texts[0] for texts in told.values() if texts)
