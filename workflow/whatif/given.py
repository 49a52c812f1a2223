"""What was handed in with an act, put together again from the rows it wrote.

The journal keeps what an act changed, not its form; numbers come out as people write them, so that
they can be read anew under other bounds. An act that cannot be put together is not judged again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rules.policy import Values
from rules.score import HUNDREDTHS, exact_text
from storage.history import CaseLine

Row = Mapping[str, Any]
STAGES = {"plan": "planning", "month": "recording"}


@dataclass(frozen=True)
class Form:
    """The rows an act wrote by table, its handles by surrogate id, the values it went by."""

    lines: Sequence[CaseLine]
    handles: Mapping[str, str]
    values: Values
    titles: Mapping[tuple[Any, ...], str]

    def rows(self, table: str) -> list[Row]:
        """The rows of a table, with their keys."""
        return [
            {"key": row.key} | dict(values)
            for line in self.lines
            for row, values in line.wrote
            if row.table == table
        ]

    def one(self, table: str, *names: str, **renamed: str) -> dict[str, Any]:
        """Some columns of the one row of a table, under their own or other names."""
        (row,) = self.rows(table)
        found = {n: row[n] for n in names} | {new: row[old] for new, old in renamed.items()}
        return {k: v for k, v in found.items() if v is not None}

    def people(self, ids: Sequence[str]) -> list[str]:
        """The handles of some people."""
        return [self.handles.get(i, i) for i in ids]


def _plan(form: Form) -> dict[str, Any]:
    keep = ("title", "goal", "target", "due", "link")
    items = [
        {k: row[k] for k in keep if row.get(k)}
        | {"weight": exact_text(Fraction(row["weight"], HUNDREDTHS))}
        for row in form.rows("plan_item")
    ]
    return {"items": items}


def _amended(form: Form) -> dict[str, Any]:
    return _plan(form) | form.one("plan", "reason")


def _marks(form: Form) -> dict[str, Any]:
    found: dict[str, dict[str, str]] = {"kpi": {}, "bpi": {}, "notes": {}}
    for row in form.rows("mark"):
        _, part, name = row["key"]
        found[part][name] = exact_text(Fraction(row["value"], HUNDREDTHS))
        if row["note"]:
            found["notes"][name] = row["note"]
    return found


def _ledger(form: Form) -> dict[str, Any]:
    (row,) = form.rows("opi")
    names = ("kind", "issuer", "level", "document", "basis", "evidence")
    points = exact_text(Fraction(row["points"], 10**form.values.opi_places))
    return {n: row[n] for n in names} | {"date": row["day"], "points": points}


def _voided(form: Form) -> dict[str, Any]:
    (row,) = form.rows("plan_item")
    return {"title": form.titles[row["key"]], "reason": row["void_reason"]}


def _feedback(form: Form) -> dict[str, Any]:
    (row,) = form.rows("feedback")
    by, witness = form.people([row["given_by"], row["witness"]])
    return {"mode": row["mode"], "text": row["text"], "by": by, "witness": witness}


def _decision(form: Form) -> dict[str, Any]:
    (session,) = form.rows("session")
    about = {line.body["case"]: line.body for line in form.lines}
    decisions = form.rows("decision")
    who = {number: form.titles["person", number] for number in about if number}
    return {
        "present": form.people(session["present"]),
        "recused": form.people(session["recused"]),
        "minutes": session["minutes"],
        "reason": session["reason"],
        "chair": form.people([session["presider"]])[0],
        "votes": json.loads(session["votes"]) if session["votes"] else None,
        "grades": {who[d["key"][0]]: d["grade"] for d in decisions},
        "reasons": {who[d["key"][0]]: d["reason"] for d in decisions if d["reason"]},
    }


FORMS: Mapping[str, Callable[[Form], dict[str, Any]]] = {
    "submit_plan": _plan,
    "amend_plan": _amended,
    "approve_plan": lambda _: {},
    "void_item": _voided,
    "log": lambda form: form.one("log_entry", "kind", "item", "text", date="day"),
    "summarise": lambda form: form.one("summary", "month", "text"),
    "record_opi": _ledger,
    "mark": _marks,
    "propose": lambda form: form.one("proposal", "grade", "comment", "reason"),
    "propose_direct": lambda form: form.one("direct", "grade", "facts", "evidence"),
    "state": lambda form: form.one("statement", "text"),
    "decide": _decision,
    "give_feedback": _feedback,
    "acknowledge": lambda form: form.one("acknowledgement", "text"),
    "publish": lambda form: form.one("posting", "scope", "form", "contact"),
}
"""By move, how its form is put together; what is not here is not judged again."""
