"""The README says what is so: its diagram, its glossary, its commands."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import COMMANDS, app
from cli.settings import Settings
from rules.nouns import ROLE_TITLES, Role
from tests.architecture.tree import ROOT, read
from workflow.diagram import mermaid
from workflow.newcomers import load_people
from workflow.quarterly import QUARTERLY

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def part(name: str) -> str:
    """What stands between the marks of a part of the README."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README, flags=re.DOTALL)
    assert found is not None
    return found[1]


def glossary() -> dict[str, str]:
    """The glossary as English → Chinese."""
    cells = [
        [c.strip() for c in line.strip("|\n").split("|")]
        for line in part("glossary").splitlines()[2:]
    ]
    return {c[i]: c[i + 1] for c in cells for i in (0, 2) if c[i]}


def test_the_two_commands_stand_first_in_both_languages() -> None:
    """A reader sees `make demo` and `make test` before anything else."""
    for text in (README, CHINESE):
        block = text.split("```")[1]
        assert [line.split()[:2] for line in block.strip().splitlines()] == [
            ["make", "demo"], ["make", "test"],
        ]  # fmt: skip


def test_the_diagram_is_drawn_from_the_page() -> None:
    """The picture of the procedure cannot fall behind the page."""
    assert part("diagram") == f"```mermaid\n{mermaid(QUARTERLY)}```\n"


@pytest.mark.parametrize("stage", QUARTERLY.stages, ids=lambda s: s.id)
def test_a_stage_is_called_as_the_glossary_says(stage: object) -> None:
    """Stages carry the one Chinese term of the glossary."""
    assert glossary()[stage.id] == stage.title  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CLOCK])
def test_a_role_is_called_as_the_glossary_says(role: Role) -> None:
    """Roles carry the one Chinese term of the glossary."""
    assert glossary()[role.value] == ROLE_TITLES[role]


def test_no_term_stands_twice_in_the_glossary() -> None:
    """One English word for one Chinese term, and the other way round."""
    terms = glossary()
    assert len(set(terms.values())) == len(terms)


@pytest.mark.parametrize(("name", "words"), [("demo", ""), ("year", "--year 2025")])
def test_the_demo_shows_what_the_readme_shows(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line of the README's demo, of a quarter and of a year, comes out of the demo."""
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(app, ["demo", *words.split()], env={"COLUMNS": "90"})
    assert told.exit_code == 0
    shown = {line.rstrip() for line in told.stdout.splitlines()}
    _, *block = part(name).split("```")[1].splitlines()
    assert {line.rstrip() for line in block} - {"…"} <= shown


@pytest.mark.parametrize("text", [README, CHINESE], ids=["English", "Chinese"])
def test_the_table_of_settings_is_whole(text: str) -> None:
    """Every environment variable stands in both READMEs, and no other."""
    named = set(re.findall(r"^\| `(KAOHE_[A-Z_]+)`", text, flags=re.MULTILINE))
    assert named == {f"KAOHE_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("text", [README, CHINESE], ids=["English", "Chinese"])
def test_every_command_named_in_a_readme_exists(text: str) -> None:
    """`kaohe something` in a README is a command one can type."""
    named = set(re.findall(r"kaohe ([a-z]+)", text)) - {"runs"}
    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("path", ["README.md", "README.zh-CN.md"])
def test_the_pictures_it_shows_are_there(path: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", read(path))
    assert len(shown) >= 3
    assert all((ROOT / picture).read_bytes().startswith(b"\x89PNG") for picture in shown)


def test_the_people_it_shows_are_an_office_that_can_work(tmp_path: Path) -> None:
    """Copied as they stand they can be taken in, and every office that must be held is."""
    (tmp_path / "people.toml").write_text(CHINESE.split("```toml\n")[1].split("```")[0], "utf-8")
    held = [role for person in load_people(tmp_path / "people.toml") for role in person.roles]
    assert set(held) == set(Role) - {Role.CLOCK, Role.DEPUTY}
