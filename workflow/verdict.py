"""Whether a play came out as its file expects; every expectation that failed is named."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

_MATCH: Mapping[str, tuple[str, ...]] = {
    "case": ("quarter", "who"),
    "annual": ("year", "who"),
    "follow_up": ("quarter", "who", "kind"),
    "check": ("quarter", "who", "procedure"),
    "mail": ("to", "kind", "at", "subject"),
    "refusal": ("who", "do", "at", "clause", "text"),
    "task": ("kind", "text"),
    "delegation": ("for", "delegate", "who"),
    "objection": ("quarter", "who", "number"),
    "notice": ("quarter", "number"),
}
_WITHIN = {"subject", "text"}  # words that stand somewhere in it
_SINGLE = {"quota", "publicity", "journal"}


def failed_expectations(expect: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """Compare a file's `[expect]` tables with the report of its play; Chinese sentences."""
    failures: list[str] = []
    for name, wanted in expect.items():
        if name in _SINGLE:
            tables = wanted if isinstance(wanted, list) else [wanted]
            failures += [f for t in tables for f in _single(name, t, report)]
        elif name in _MATCH:
            tables = wanted if isinstance(wanted, list) else [wanted]
            failures += [f for t in tables for f in _listed(name, t, report)]
        else:
            failures.append(
                f"不认识的期望 expect.{name}，可用的有：{'、'.join(sorted(known_tables()))}"
            )
    return failures


def known_tables() -> set[str]:
    """The tables of expectations there are."""
    return set(_MATCH) | _SINGLE


def _single(name: str, wanted: Any, report: Mapping[str, Any]) -> list[str]:
    if not isinstance(wanted, Mapping):
        return [f"expect.{name} 须写成表"]
    place = next((q for q in report["quarters"] if q["quarter"] == wanted.get("quarter")), report)
    found = (place.get(name) or {}) | {"quarter": place.get("quarter")}
    return [
        f"expect.{name}：{key} 应为 {value}，实为 {found.get(key)}"
        for key, value in wanted.items()
        if not _same(value, found.get(key))
    ]


def _listed(name: str, wanted: Any, report: Mapping[str, Any]) -> list[str]:
    if not isinstance(wanted, Mapping):
        return [f"expect.{name} 须写成 [[expect.{name}]] 表"]
    by = {k: v for k, v in wanted.items() if k in _MATCH[name]}
    rest = {k: v for k, v in wanted.items() if k not in by and k != "count"}
    rows = [r for r in _rows(name, report) if all(_fits(r, k, v) for k, v in by.items())]
    label = "、".join(f"{k}={v}" for k, v in by.items())
    if "count" in wanted:
        # A refusal may give several reasons of one clause; acts are counted, not reasons.
        found = len({r.get("place", place) for place, r in enumerate(rows)})
        right = found == wanted["count"]
        return [] if right else [f"expect.{name} {label}：应有{wanted['count']}项，实有{found}项"]
    if not rows:
        return [f"expect.{name} {label}：没有找到"]
    return [
        f"expect.{name} {label}：{key} 应为 {value}，实为 {row.get(key)}"
        for row in rows
        for key, value in rest.items()
        if not _same(value, row.get(key))
    ]


_OF_CASES = {"follow_up": "follow_ups", "objection": "objections"}
_OF_QUARTERS = {
    "check": "checks",
    "delegation": "delegations",
    "notice": "publicities",
    "task": "tasks",
}


def _rows(name: str, report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if name == "case":
        return [c | {"quarter": q["quarter"]} for q in report["quarters"] for c in q["cases"]]
    if name == "annual":
        return [c | {"year": y["year"]} for y in report["years"] for c in y["cases"]]
    if part := _OF_CASES.get(name):
        cases = [c | {"quarter": q["quarter"]} for q in report["quarters"] for c in q["cases"]]
        return [f | {"quarter": c["quarter"], "who": c["who"]} for c in cases for f in c[part]]
    if part := _OF_QUARTERS.get(name):
        return [r | {"quarter": q["quarter"]} for q in report["quarters"] for r in q[part]]
    if name == "refusal":
        return [
            r | {"place": place, "clause": reason["clause"], "text": reason["text"]}
            for place, r in enumerate(report["refusals"])
            for reason in r["reasons"]
        ]
    return list(report["mails"])


def _fits(row: Mapping[str, Any], key: str, value: Any) -> bool:
    found = row.get(key)
    if key in _WITHIN and isinstance(found, str):
        return str(value) in found
    return _same(value, found)


def _same(wanted: Any, found: Any) -> bool:
    if hasattr(wanted, "isoformat"):
        wanted = wanted.isoformat()
        return isinstance(found, str) and (found == wanted or found.startswith(wanted))
    if isinstance(wanted, list) and isinstance(found, list):
        found = [f["title"] if isinstance(f, Mapping) and "title" in f else f for f in found]
        return sorted(map(str, wanted)) == sorted(map(str, found))
    if found is None:
        return wanted in ("", "null")
    if isinstance(wanted, bool) or isinstance(found, bool):
        return bool(wanted is found)
    if isinstance(found, str) and found.startswith(f"{wanted}T"):
        return True
    return str(wanted) == str(found) or _number(wanted) == _number(found) is not None


def _number(value: Any) -> Fraction | None:
    """What a decimal or a fraction stands for, so that 85.00 is 85."""
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None
