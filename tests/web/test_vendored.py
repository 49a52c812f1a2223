"""What comes from others is what its manifest says, to the byte, and nothing is there besides."""

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

FOLDERS = ("web/static/vendor", "tests/e2e/vendor")


def strays(folder: Path) -> list[str]:
    """The files that are not as the manifest of their folder says."""
    listed = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["asset"]
    wanted = {asset["file"]: asset["sha256"] for asset in listed}
    found = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "manifest.toml"
    }
    return sorted(name for name in wanted | found if wanted.get(name) != found.get(name))


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_assets_are_those_of_the_manifest(folder: str) -> None:
    assert strays(ROOT / folder) == []


def test_a_planted_change_is_found(tmp_path: Path) -> None:
    for path in (ROOT / FOLDERS[0]).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "htmx.min.js").open("a", encoding="utf-8") as file:
        file.write("//")
    (tmp_path / "more.js").touch()
    assert strays(tmp_path) == ["htmx.min.js", "more.js"]
