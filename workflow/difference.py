"""What is different between two rule sets, and for whom: value by value, with its clause (R01).

Whom it concerns follows from the pages: the moves a value or rule bears on, who makes them and in
which stages, and who owes what a deadline is about.
"""

from collections.abc import Iterator
from typing import Any

from rules.policy import Policy
from rules.provisional import cited, value_of, value_words, written
from workflow.deciding import deciding

TABLES = {
    "values": "数值",
    "rules": "规则",
    "moves": "步骤",
    "deadlines": "期限",
    "statuses": "情形",
}


def difference(old: Policy, new: Policy) -> dict[str, Any]:
    """The document of a comparison: the two rule sets, and what changes in the file's order."""
    changes = [*_entries(old, new), *_silence(old, new)]
    return {"from": _about(old), "to": _about(new), "changes": changes}


def _about(policy: Policy) -> dict[str, str]:
    return {
        "office": policy.office.id,
        "scheme": policy.office.scheme,
        "in_force": policy.in_force.isoformat(),
        "digest": policy.digest,
    }


def _entries(old: Policy, new: Policy) -> Iterator[dict[str, Any]]:
    before, after = cited(old), cited(new)
    for key in dict.fromkeys((*before, *after)):
        was, is_ = _entry(old, key), _entry(new, key)
        if was == is_:
            continue
        fields = [f for f in ("value", "clause", "basis", "note") if _of(was, f) != _of(is_, f)]
        yield _change(key, was, is_, fields)


def _of(entry: dict[str, Any] | None, field: str) -> Any:
    return entry[field] if entry else None


def _entry(policy: Policy, key: str) -> dict[str, Any] | None:
    """What a policy says under a key; None if it says nothing."""
    cite = cited(policy).get(key)
    if cite is None:
        return None
    return {
        "value": written(value_of(policy, key)),
        "clause": cite.clause,
        "basis": cite.basis.value,
        "note": cite.note,
    }


def _silence(old: Policy, new: Policy) -> Iterator[dict[str, Any]]:
    """Rules that stop or begin to bind because the office is silent on them or no longer is."""
    for name in sorted(old.silent_on ^ new.silent_on):
        was, is_ = (
            {"value": "不采用" if name in p.silent_on else "采用", "clause": None, "basis": None}
            for p in (old, new)
        )
        yield _change(f"rules.{name}", was, is_, ["silent_on"])


def _change(
    key: str, was: dict[str, Any] | None, is_: dict[str, Any] | None, fields: list[str]
) -> dict[str, Any]:
    kind = key.partition(".")[0]
    return {
        "key": key,
        "kind": TABLES[kind],
        "fields": fields,
        "from": was,
        "to": is_,
        "text": _words(was, is_, fields),
        "concerns": deciding(key).document(),
    }


def _words(was: dict[str, Any] | None, is_: dict[str, Any] | None, fields: list[str]) -> str:
    """The change in one line."""
    if was is None or is_ is None:
        return "新增" if was is None else "取消"
    if fields == ["note"]:
        return "说明的文字改动"
    if fields == ["silent_on"] or "value" in fields:
        return f"{value_words(was['value'])} → {value_words(is_['value'])}"
    moved = [f"{was[f]} → {is_[f]}" for f in ("clause", "basis") if f in fields]
    return "；".join(moved)
