"""No float comes near a score: marks are scaled integers and totals are fractions."""

import ast

import pytest

from tests.architecture.tree import python_files, read

EXACT = ("rules/score.py", "rules/cohort.py", "rules/annual.py")
INEXACT = {"math", "statistics", "numpy", "cmath"}


def literals(source: str) -> list[str]:
    """Each float written out, with its line."""
    return [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex))
    ]


def floats(source: str) -> list[str]:
    """Each float written out, use of the name float, and inexact module, with its line."""
    found = literals(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and node.id in {"float", "complex"}:
            found.append(f"line {node.lineno}: {node.id}")
        elif isinstance(node, ast.Import):
            found += [f"line {node.lineno}: {a.name}" for a in node.names if a.name in INEXACT]
        elif isinstance(node, ast.ImportFrom) and node.module in INEXACT:
            found.append(f"line {node.lineno}: {node.module}")
    return found


@pytest.mark.parametrize("path", EXACT)
def test_no_float_stands_where_scores_are_reckoned(path: str) -> None:
    assert floats(read(path)) == []


@pytest.mark.parametrize("path", python_files("rules"))
def test_no_float_is_written_out_in_any_rule(path: str) -> None:
    assert literals(read(path)) == []


@pytest.mark.parametrize(
    "fault", ["share = 0.4", "float(total)", "x: float", "1e2", "import math", "map(float, marks)"]
)
def test_a_planted_float_is_found(fault: str) -> None:
    assert floats(f"x = 1\n{fault}\n")


def test_whole_numbers_and_fractions_are_no_floats() -> None:
    assert floats("from fractions import Fraction\nlimit = 2 * n // 5\nx = Fraction(7, 10)\n") == []
