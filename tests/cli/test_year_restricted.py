"""What bars a grade of the year: the bar is told to all, the fact to the entitled alone (R20)."""

from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES
from tests.cli.shell import Shell

pytestmark = pytest.mark.rule("R20", "R28", "R29")
FACTS = ("诫勉", "组干〔2025〕4号", "记过", "纪处")
COMMANDS = {"year": ("year", "2025"), "explain_year": ("explain", "zhang", "2025")}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell on a year in which one person was admonished and another sanctioned."""
    folder = tmp_path_factory.mktemp("year")
    shell = Shell(folder)
    url = f"sqlite:///{folder}/year.db"
    shell.json("play", str(Path(EXAMPLES / "year_sanctions.toml")), "--database", url)
    return shell.using(url)


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("reader", [None, "zhang", "wu"])
@pytest.mark.parametrize("what", COMMANDS)
def test_all_are_told_what_is_barred_and_none_of_them_why(
    year: Shell, what: str, reader: str | None, form: tuple[str, ...]
) -> None:
    told = year(*COMMANDS[what], *(("--as", reader) if reader else ()), *form).out
    assert "本年度不得确定为“优秀”(所依据的情形限制知悉)" in told
    assert not any(fact in told for fact in FACTS)


@pytest.mark.parametrize("what", COMMANDS)
def test_the_leading_group_is_told_the_fact_with_its_basis_and_that_is_put_on_record(
    year: Shell, what: str
) -> None:
    before = year.json("verify")["lines"]
    told = year(*COMMANDS[what], "--as", "sun").out
    assert "本年度不得确定为“优秀”(诫勉，组干〔2025〕4号)" in told
    assert "援引上位规定(文本待补)，服务于五(二)" in told
    found = year.json("verify")
    assert (found["valid"], found["lines"]) == (True, before + 1)


def test_a_person_whom_no_status_bars_is_explained_without_a_line(year: Shell) -> None:
    before = year.json("verify")["lines"]
    told = year.json("explain", "zhao", "2025", "--as", "sun")
    assert (told["status_bar"], told["excellent_candidate"]) == (None, False)
    assert year.json("verify")["lines"] == before
