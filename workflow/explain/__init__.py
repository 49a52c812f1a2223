"""How a result came about: every value with its clause, its basis, who gave it and when."""

from workflow.explain.text import explain_lines
from workflow.explain.whole import UnknownCase, explain
from workflow.explain.year import explain_year, explain_year_lines

__all__ = ["UnknownCase", "explain", "explain_lines", "explain_year", "explain_year_lines"]
