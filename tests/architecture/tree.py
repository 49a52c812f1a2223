"""Where the project's files are, for the tests that read them all."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("rules", "workflow", "storage", "notifications", "documents", "web", "cli")
CODE = (*PRODUCT, "bench", "tests")
NOT_OURS = {".venv", ".git", "__pycache__", "build", "dist", "node_modules"}
TEXT = {"", ".cfg", ".css", ".html", ".ini", ".j2", ".js", ".json", ".lock", ".mako", ".md", ".py"}
TEXT |= {".sh", ".sql", ".svg", ".toml", ".txt", ".yaml", ".yml"}
UNKEPT = {"uv.lock"}


def python_files(*packages: str) -> list[str]:
    """Every Python file of these packages, as a path from the root with forward slashes."""
    found = (path for package in packages for path in (ROOT / package).rglob("*.py"))
    return sorted(name(path) for path in found if not NOT_OURS.intersection(path.parts))


def text_files() -> list[str]:
    """Every text file of the project that is kept, as a path from the root."""
    return sorted(name(path) for path in _walk(ROOT) if path.suffix in TEXT)


def read(path: str) -> str:
    """The text of one file, by its path from the root."""
    return (ROOT / path).read_text(encoding="utf-8")


def name(path: Path) -> str:
    """A path from the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files under a folder, without what tools leave behind."""
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS | UNKEPT or path.name.endswith(("_cache", ".egg-info")):
            continue
        if path.is_dir():
            if path.name != ".hypothesis":
                yield from _walk(path)
        elif path.is_file():
            yield path
