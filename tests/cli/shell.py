"""A shell for the tests: runs a command line in this process and reads what it printed."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from cli.main import app

CHINESE = re.compile(r"[\u4e00-\u9fff]")
COMMAND_LINE = re.compile(r"kaohe(?: [a-z]+)*")
LATIN_SENTENCE = re.compile(r"[A-Za-z]+(?: [A-Za-z']+){2,}")


class Told(NamedTuple):
    """What a command line came to: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def reasons(self) -> list[str | None]:
        """The clauses of the reasons of a refusal."""
        return [reason["clause"] for reason in self.document["reasons"]]


class Shell:
    """A working folder with its environment, in which command lines are run."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment: dict[str, str | None] = {
            "KAOHE_DATABASE_URL": f"sqlite:///{folder}/kaohe.db",
            "KAOHE_KEY_DIR": f"{folder}/keys",
            "KAOHE_MAIL_FOLDER": f"{folder}/mail",
            "KAOHE_SMTP_URL": None,
            "KAOHE_MAIL_SENDER": None,
            "KAOHE_PUBLIC_KEY": None,
            "KAOHE_DEBUG": None,
            "COLUMNS": "100",
            **environment,
        }

    def __call__(self, *words: str, env: Mapping[str, str] | None = None) -> Told:
        """Run `kaohe` with these words."""
        made = CliRunner().invoke(app, list(words), env=self.environment | dict(env or {}))
        assert made.exception is None or isinstance(made.exception, SystemExit), made.exception
        return Told(made.exit_code, made.stdout, made.stderr)

    def json(self, *words: str) -> Any:
        """Run `kaohe` with these words and `--json`, which has to succeed; the document."""
        told = self(*words, "--json")
        assert told.code == 0, told.err
        return told.document

    def using(self, url: str) -> "Shell":
        """The same shell on another database."""
        return Shell(self.folder, **{**_set(self.environment), "KAOHE_DATABASE_URL": url})


def _set(environment: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in environment.items() if value is not None}


def has_english(text: str) -> bool:
    """Whether a sentence of another language stands in a text; names of commands are none."""
    return LATIN_SENTENCE.search(COMMAND_LINE.sub("", text)) is not None


def is_calm(told: Told) -> bool:
    """Whether a failure is told in Chinese, without a traceback and without being unforeseen."""
    return (
        "Traceback" not in told.err
        and "程序出错" not in told.err
        and (told.code == 0 or CHINESE.search(told.err) is not None)
    )
