"""What can be done is listed from the pages, with what each thing takes and an example."""

import json
import shlex
from datetime import date

import pytest

from cli.moves import described, is_needed, known, move_of, words_of
from cli.usage import Misuse
from rules.inputs.given import BadInput, read_input
from rules.inputs.words import EXPECTED, FIELDS
from rules.nouns import ROLE_TITLES
from rules.policy import load_policy
from tests.cli.shell import CHINESE, Shell
from workflow.beside import PAGE as BESIDE
from workflow.pages import PAGES

VALUES = load_policy("guanghe", date(2026, 7, 1)).values
MOVES = [m for page in (*PAGES.values(), BESIDE) for m in page.moves if m.by]
OPTIONAL = [(m, f) for m in MOVES for f in m.given.model_fields if not is_needed(m.given, f)]


def test_every_move_that_a_person_makes_is_listed(shell: Shell) -> None:
    """A new move of a page cannot be left out."""
    listed = shell.json("act", "--list")
    assert [each["move"] for each in listed] == [m.id for m in MOVES]
    told = shell("act", "--list").out
    for move in MOVES:
        assert f"{move.id} " in told
    assert shell("act", "--list", env={"COLUMNS": "60"}).code == 0


@pytest.mark.parametrize("move", MOVES, ids=lambda m: m.id)
def test_the_example_of_a_move_can_be_copied(shell: Shell, move: object) -> None:
    """The example fits the move's own model, and holds every field that is needed."""
    name = move.id  # type: ignore[attr-defined]
    told = shell("act", "--list", name)
    assert told.code == 0
    found = described(name)
    assert found["example"] in told.out
    for role in known()[name][1].by:
        assert ROLE_TITLES[role] in told.out
    words = shlex.split(found["example"])
    given = json.loads(words[words.index("--with") + 1]) if "--with" in words else {}
    read_input(known()[name][1].given, given, VALUES)
    assert set(given) == {field["name"] for field in found["needed"]}


@pytest.mark.parametrize(("move", "field"), OPTIONAL, ids=lambda x: getattr(x, "id", x))
def test_the_example_of_an_optional_field_fits(move: object, field: str) -> None:
    """What may be filled in has its words as well, and they are right."""
    name, model = move.id, move.given  # type: ignore[attr-defined]
    words = words_of(model, field)
    assert CHINESE.search(words.meaning)
    read_input(model, described(name)["with"] | {field: words.example}, VALUES)


@pytest.mark.parametrize("name", list(known()))
def test_a_choice_is_told_by_its_words(name: str) -> None:
    """Where a field takes one of some words, its meaning gives words it takes."""
    model = known()[name][1].given
    for field in model.model_fields:
        bad = described(name)["with"] | {field: "？"}
        try:
            read_input(model, bad, VALUES)
        except BadInput as wrong:
            choices = [t.text for t in wrong.troubles if "之一" in t.text]
            if choices:
                allowed = choices[0].split("须为 ")[1].removesuffix(" 之一").split("、")
                assert sum(word in words_of(model, field).meaning for word in allowed) > 1, field


def test_no_words_stand_for_a_field_that_is_gone() -> None:
    """The table of words holds nothing that no model has."""
    kinds = {k.__name__: k for m in MOVES for k in m.given.__mro__ if hasattr(k, "model_fields")}
    names = {f for m in MOVES for f in m.given.model_fields}
    for key in FIELDS:
        kind, _, field = key.rpartition(".")
        assert field in (kinds[kind].model_fields if kind else names), key
    for kind, fields in EXPECTED.items():
        assert set(fields) <= set(kinds[kind].model_fields)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("submit_plan", "submit_plan"),
        ("提交工作计划", "submit_plan"),
        ("审定计划", "approve_plan"),
        ("研究确定", "decide"),
        ("延期", "extend"),
    ],
)
def test_a_move_is_known_by_its_chinese_name(text: str, name: str) -> None:
    """The whole Chinese name will do, or a part that fits one move alone."""
    assert move_of(text) == name


@pytest.mark.parametrize(
    ("text", "hint"),
    [("退回", "退回月小结"), ("submit_plans", "submit_plan"), ("审", ""), ("", "")],
)
def test_a_name_that_fits_none_or_several_is_asked_back(text: str, hint: str) -> None:
    """Nothing is guessed: the names it might be are shown."""
    with pytest.raises(Misuse, match=f"没有“{text}”这种办理.*{hint}.*--list"):
        move_of(text)


def test_what_has_a_command_of_its_own_is_sent_there(shell: Shell) -> None:
    """Opening a quarter and importing a calendar are no acts of this command."""
    for name, command in (("import_calendar", "import calendar"), ("启动季度考核", "kaohe open")):
        told = shell("act", name, "--as", "zhao")
        assert told.code == 2
        assert command in told.err
    assert "kaohe import calendar" in shell("act", "--list").out


def test_a_move_and_people_can_be_named_in_chinese(played: Shell) -> None:
    """Chinese names do wherever the shell asks who does what."""
    data = json.dumps({"stage": "planning", "until": "2026-07-20", "reason": "下沉值守"})
    done = played.json("act", "准予补报", "--as", "吴五", "--case", "张三", "--with", data)
    assert (done["move"], done["who"], done["done"]) == ("reopen", "wu", True)
    for words in (("case", "张三", "2026Q3"), ("explain", "张三", "2026Q3")):
        assert "张三(zhang)" in played(*words).out
    found = played.json("journal", "--case", "张三")
    assert found == played.json("journal", "--case", "zhang")


def test_a_name_that_two_people_bear_is_not_guessed(shell: Shell) -> None:
    """Of two people of one name the login name has to be written."""
    people = "".join(f'[[people]]\nid = "z{n}"\nname = "张三"\n' for n in (1, 2))
    (shell.folder / "people.toml").write_text(people, encoding="utf-8")
    shell.json("init", "--people", str(shell.folder / "people.toml"))
    told = shell("act", "log", "--as", "张三")
    assert told.code == 2
    assert "z1、z2" in told.err
