"""The lock says exactly what is installed: pinned, hashed, from nowhere in particular."""

import re
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import read

FOREIGN = re.compile(r"https?:|@ file:|^-", re.MULTILINE)


def entries(lock: str) -> dict[str, Requirement]:
    """The pinned requirements of a lock, by canonical name."""
    pinned = [Requirement(re.split(r"[\\#]", text)[0].strip()) for text in blocks(lock)]
    return {canonicalize_name(each.name): each for each in pinned}


def blocks(lock: str) -> list[str]:
    """The text of each requirement of a lock, its hashes with it."""
    return re.findall(r"^[A-Za-z0-9].*\n(?:[ #].*\n)*", lock, re.MULTILINE)


def unpinned(lock: str) -> list[str]:
    """The entries that lack an exact version or a hash, and the lines that name a place."""
    loose = [text.split()[0] for text in blocks(lock) if "--hash=sha256:" not in text]
    loose += [name for name, each in entries(lock).items() if not pin(each)]
    return loose + FOREIGN.findall(lock)


def pin(requirement: Requirement) -> str:
    """The one version that a requirement admits, or nothing."""
    exact = [each.version for each in requirement.specifier if each.operator == "=="]
    return exact[0] if len(exact) == 1 and "*" not in exact[0] else ""


def unmet(pyproject: str, lock: str) -> list[str]:
    """What the project asks for that the lock lacks or holds outside the asked range."""
    document = tomllib.loads(pyproject)
    extras = document["project"].get("optional-dependencies", {}).values()
    groups = [*document.get("dependency-groups", {}).values(), *extras]
    asked = [*document["project"]["dependencies"], *(line for group in groups for line in group)]
    held = entries(lock)
    return [line for line in asked if not _met(Requirement(line), held)]


def _met(asked: Requirement, held: dict[str, Requirement]) -> bool:
    found = held.get(canonicalize_name(asked.name))
    return found is not None and asked.specifier.contains(pin(found))


def test_every_entry_of_the_lock_is_pinned_and_hashed() -> None:
    assert len(entries(read("requirements.lock"))) > 1
    assert unpinned(read("requirements.lock")) == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    assert unmet(read("pyproject.toml"), read("requirements.lock")) == []


def test_what_is_installed_is_what_is_locked() -> None:
    locked = {
        name: pin(each)
        for name, each in entries(read("requirements.lock")).items()
        if each.marker is None or each.marker.evaluate()
    }
    assert {name: version(name) for name in locked} == locked


HONEST = "jinja2==3.1.6 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via kaohe\n"
ASKING = '[project]\ndependencies = ["jinja2>=3.1.6,<4"]\n'


def test_an_honest_lock_passes() -> None:
    assert unpinned(HONEST) == []
    assert unmet(ASKING, HONEST) == []


@pytest.mark.parametrize(
    "fault",
    [
        "six==1.17.0\n",
        "six==1.* \\\n    --hash=sha256:aa\n",
        "six>=1.17.0 \\\n    --hash=sha256:aa\n",
        "--extra-index-url https://mirror.example/simple\n",
        "--find-links /somewhere\n",
        "six @ https://mirror.example/six.whl \\\n    --hash=sha256:aa\n",
    ],
)
def test_a_planted_loose_entry_is_found(fault: str) -> None:
    assert unpinned(HONEST + fault)


@pytest.mark.parametrize("asked", ["jinja2>=3.2", "stamina>=25"])
def test_a_planted_unmet_range_is_found(asked: str) -> None:
    assert unmet(f'[project]\ndependencies = ["{asked}"]\n', HONEST) == [asked]
    grouped = f'[project]\ndependencies = []\n[dependency-groups]\ndev = ["{asked}"]\n'
    assert unmet(grouped, HONEST) == [asked]
    extra = f'[project]\ndependencies = []\n[project.optional-dependencies]\nx = ["{asked}"]\n'
    assert unmet(extra, HONEST) == [asked]
