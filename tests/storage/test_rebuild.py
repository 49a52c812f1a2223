"""Rows of old journals are rebuilt with the columns that came with later releases (R28)."""

import pytest

from storage.rebuild import Rebuilt

pytestmark = pytest.mark.rule("R28")

OLD = {"digest": "d", "kind": "policy"}


def test_a_row_written_before_a_column_came_has_what_the_migration_gave_it() -> None:
    """Without the column being spoken of as later, the line is one of no record of ours."""
    rebuilt = Rebuilt(later={"pin": {"text": "old"}})
    rebuilt.apply({"table": "pin", "set": OLD}, 1)
    rebuilt.apply({"table": "pin", "set": OLD | {"digest": "e", "text": "new"}}, 2)
    assert rebuilt.tables["pin"] == {
        ("d",): OLD | {"text": "old"},
        ("e",): {"digest": "e", "kind": "policy", "text": "new"},
    }
    with pytest.raises(ValueError, match="栏目不全"):
        Rebuilt().apply({"table": "pin", "set": OLD}, 1)
