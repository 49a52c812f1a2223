"""Files stay short enough to read, have telling names, and name no host they were fetched from."""

import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.tree import CODE, python_files, read, text_files

LIMIT = 400  # lines; a file should be near 150
PAGES: frozenset[str] = frozenset()  # procedures that are longer and still read as a page
BUCKETS = {"utils", "util", "helpers", "helper", "services", "service", "core", "common"}
BUCKETS |= {"manager", "managers", "misc"}

# Put together here, so that this file does not name them either.
HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
HOSTS += [".".join(parts) for parts in (("npmjs", "com"), ("yarnpkg", "com"), ("debian", "org"))]
MIRRORS = re.compile("|".join([*map(re.escape, HOSTS), "/opt/" + "pypi", "/opt/" + "wheels"]))


def lines_too_many(path: str, text: str) -> int:
    """How many lines a file has beyond what a reader should be asked to hold."""
    return 0 if path in PAGES else max(0, len(text.splitlines()) - LIMIT)


def bucket_names(path: str) -> set[str]:
    """The words of a path that say nothing about what is inside."""
    parts = PurePosixPath(path).with_suffix("").parts
    return BUCKETS.intersection(word for part in parts for word in part.lower().split("_"))


def registry_hosts(text: str) -> list[str]:
    """The package registries and mirrors that a text names."""
    return MIRRORS.findall(text)


@pytest.mark.parametrize("path", python_files(*CODE))
def test_a_file_is_short_enough_to_read(path: str) -> None:
    surplus = lines_too_many(path, read(path))
    assert surplus == 0


@pytest.mark.parametrize("path", python_files(*CODE))
def test_a_name_says_what_is_inside(path: str) -> None:
    assert bucket_names(path) == set()


@pytest.mark.parametrize("path", text_files())
def test_no_file_names_a_package_registry(path: str) -> None:
    assert registry_hosts(read(path)) == []


def test_a_planted_long_file_is_found() -> None:
    assert lines_too_many("rules/long.py", "x = 1\n" * (LIMIT + 1)) == 1
    assert lines_too_many("rules/long.py", "x = 1\n" * LIMIT) == 0


@pytest.mark.parametrize("path", ["rules/utils.py", "core/x.py", "cli/date_helpers.py"])
def test_a_planted_bucket_is_found(path: str) -> None:
    assert bucket_names(path)


def test_a_word_inside_a_word_is_no_bucket() -> None:
    assert bucket_names("rules/score.py") == set()


@pytest.mark.parametrize("host", HOSTS)
def test_a_planted_registry_is_found(host: str) -> None:
    assert registry_hosts(f"see https://files.{host}/x.whl")
