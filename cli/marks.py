"""Which tests stand for which rule, read from the marks in the source tree where there is one."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"


def marked_tests(folder: Path = TESTS, mark: str = "rule") -> Mapping[str, list[str]] | None:
    """The tests marked `@pytest.mark.rule(key, …)`, or otherwise; by key, None without sources."""
    if not folder.is_dir():
        return None
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, SyntaxError):
            continue
        name = path.relative_to(folder.parent).as_posix()
        whole = [key for node in tree.body if _is_pytestmark(node) for key in _keys(node, mark)]
        for test, keys in _marks(tree, mark):
            for key in dict.fromkeys([*keys, *whole]):
                found.setdefault(key, []).append(f"{name}::{test}")
    return found


def _is_pytestmark(node: ast.stmt) -> bool:
    """Whether a statement marks every test of its file."""
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )


def _marks(tree: ast.Module, mark: str) -> Iterator[tuple[str, list[str]]]:
    """Every test function of a file, with the keys of its own marks and of its class."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            shared = [key for each in node.decorator_list for key in _keys(each, mark)]
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name.startswith("test"):
                    own = [key for each in inner.decorator_list for key in _keys(each, mark)]
                    yield f"{node.name}::{inner.name}", shared + own
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node.name, [key for each in node.decorator_list for key in _keys(each, mark)]


def _keys(node: ast.AST, mark: str) -> list[str]:
    """The keys in every `pytest.mark.rule("R13", …)`, or another mark, of a piece of source."""
    return [
        argument.value
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == mark
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
