"""People in what is handed in may be written by name, wherever only one person bears it."""

import json

import pytest

from rules.inputs.office import Decide, Extend
from rules.inputs.people import with_handles
from tests.cli.conftest import PEOPLE
from tests.cli.shell import Shell

HANDLES = {"张三": "zhang", "李四": "li"}


def handle(_: str, name: str) -> str:
    """The handle of a name."""
    return HANDLES.get(name, name)


def test_lists_keys_and_single_fields_are_put_as_handles() -> None:
    """Grades by name, those present, the presider; the rest is left as it is."""
    given = {
        "present": ["李四", "wei", 3],
        "chair": "李四",
        "minutes": "李四",
        "grades": {"张三": 1},
    }
    assert with_handles(Decide, given, handle) == {
        "present": ["li", "wei", 3], "chair": "li", "minutes": "李四", "grades": {"zhang": 1},
    }  # fmt: skip
    assert with_handles(Extend, {"scope": "all"}, handle) == {"scope": "all"}
    assert with_handles(Extend, {"scope": "张三"}, handle) == {"scope": "zhang"}


def test_one_who_is_written_twice_stays_written_twice() -> None:
    """Neither entry silently replaces the other; the move refuses the one it does not know."""
    given = {"grades": {"张三": "好", "zhang": "较好"}}
    assert with_handles(Decide, given, handle) == given


def test_what_holds_no_person_is_left_to_the_move() -> None:
    """A wrong shape is for the move to refuse."""
    given = {"present": "李四", "grades": ["张三"], "unknown": "张三"}
    assert with_handles(Decide, given, handle) == given


@pytest.mark.rule("R28")
def test_a_name_that_several_bear_is_refused_with_their_handles(shell: Shell) -> None:
    """Nothing is written before it is clear who is meant."""
    people = shell.folder / "people.toml"
    twin = '\n[[people]]\nid = "zhang2"\nname = "张三"\nsection = "综合办"\nsupervisor = "li"\n'
    people.write_text(PEOPLE + twin, encoding="utf-8")
    shell.json("init", "--people", str(people))
    relation = json.dumps({"who": "张三", "kind": "同学"}, ensure_ascii=False)
    words = ("act", "declare_relation", "--as", "李四", "--quarter", "2026Q4", "--with")
    told = shell(*words, relation)
    assert told.code == 2
    assert "--with 的 who：叫“张三”的有2人，请写登录名：zhang、zhang2" in told.err.replace("\n", "")
    assert shell(*words, relation.replace("张三", "吴五")).code == 1  # 吴五 is known; no quarter
