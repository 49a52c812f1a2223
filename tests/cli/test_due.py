"""The list of what is owed: what several owe together stands in it once."""

from typing import Any

from cli.clockwork import _owed_rows


def owed(name: str, what: str, of: str | None = None, since: str | None = None) -> dict[str, Any]:
    """An entry of the document of what is owed."""
    return {"quarter": "2026Q3", "name": name, "what": what, "of_name": of, "day": "2026-07-07",
            "since": since}  # fmt: skip


def test_what_a_role_owes_together_is_one_row_with_all_who_hold_it() -> None:
    since = "2026-07-08T00:00:00+08:00"
    listed = [
        owed("赵六", "发布公示"), owed("张三", "工作计划", "张三", since), owed("钱七", "发布公示"),
        owed("李四", "工作计划", "李四"),
    ]  # fmt: skip
    assert list(_owed_rows(listed)) == [
        ("2026Q3", "赵六、钱七", "发布公示", None, "2026-07-07", None),
        ("2026Q3", "张三", "工作计划", "张三", "2026-07-07", "逾期，自2026-07-07 24:00"),
        ("2026Q3", "李四", "工作计划", "李四", "2026-07-07", None),
    ]
