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
from rules.score import HUNDREDTHS, TEN_THOUSANDTHS, exact_text
from storage.history import CaseLine

Row = Mapping[str, Any]
STAGES = {"plan": "planning", "month": "recording", "record": "recording"}


@dataclass(frozen=True)
class Form:
    """The rows an act wrote by table, its handles by surrogate id, the values it went by.

    `known` is what a row that was set does not say itself: the handle of a case's person, and the
    title, document or grade of a row by its table, case and number.
    """

    lines: Sequence[CaseLine]
    handles: Mapping[str, str]
    values: Values
    known: Mapping[tuple[Any, ...], str]

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
        _, part, _, name = row["key"]
        found[part][name] = exact_text(Fraction(row["value"], HUNDREDTHS))
        if row["note"]:
            found["notes"][name] = row["note"]
    return found


def _ledger(form: Form) -> dict[str, Any]:
    (row,) = form.rows("opi")
    names = ("kind", "issuer", "level", "document", "basis", "evidence")
    points = exact_text(Fraction(row["points"], TEN_THOUSANDTHS))
    return {n: row[n] for n in names} | {"date": row["day"], "points": points}


def _voided(form: Form) -> dict[str, Any]:
    (row,) = form.rows("plan_item")
    return {"title": form.known["plan_item", *row["key"]], "reason": row["void_reason"]}


def _feedback(form: Form) -> dict[str, Any]:
    (row,) = form.rows("feedback")
    by, witness = form.people([row["given_by"], row["witness"]])
    return {"mode": row["mode"], "text": row["text"], "by": by, "witness": witness}


def _decision(form: Form) -> dict[str, Any]:
    (session,) = form.rows("session")
    about = {line.body["case"]: line.body for line in form.lines}
    decisions = form.rows("decision")
    who = {number: form.known["person", number] for number in about if number}
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


def _returned(form: Form) -> dict[str, Any]:
    return form.one("opening", "month", "until", "reason")


def _reopened(form: Form) -> dict[str, Any]:
    return _returned(form) | _stage(form, "opening")


def _extended(form: Form) -> dict[str, Any]:
    (row,) = form.rows("extension")
    found = form.one("extension", "month", "until", "reason") | _stage(form, "extension")
    if row["scope"] == "person":
        return found | {"scope": "who", "who": form.people([row["person"]])[0]}
    return found | {"scope": row["scope"], "section": row["section"]}


def _stage(form: Form, table: str) -> dict[str, str]:
    (row,) = form.rows(table)
    return {"stage": STAGES[row["item"]]}


def _confirmed(form: Form) -> dict[str, Any]:
    if form.rows("extension"):
        return {"of": "extend"}
    (row,) = form.rows("exemption")
    return {"of": "exempt", "who": form.known["person", row["key"][0]]}


def _listed(form: Form) -> dict[str, Any]:
    """A joiner, or who was left out; the ground on the roster is the reason that was given."""
    (row,) = form.rows("roster")
    found = {"who": form.people([row["key"][1]])[0], "reason": row["ground"]}
    names = ("included", "document", "section", "joined")
    found |= {n: row[n] for n in names if row.get(n) is not None}
    if leader := row.get("supervisor"):
        found["supervisor"] = form.people([leader])[0]
    return found


def _admitted(form: Form) -> dict[str, Any]:
    """A direct grade the group admitted; who was present is not among the rows."""
    (row,) = [r for r in form.rows("direct") if r["status"] == "confirmed"]
    grade = form.known["direct", *row["key"]]
    return {"grade": grade, "reason": row["reason"], "present": []}


def _annulled(form: Form) -> dict[str, Any]:
    (row,) = form.rows("posting")
    return {"number": row["key"][1], "reason": row["reason"]}


def _verified(form: Form) -> dict[str, Any]:
    (row,) = form.rows("opi")
    return {"document": form.known["opi", *row["key"]]}


def _withdrawn(form: Form) -> dict[str, Any]:
    (row,) = form.rows("opi")
    return {"document": form.known["opi", *row["key"]], "reason": row["void_reason"]}


STEPS: Mapping[str, frozenset[str]] = {
    "decide": frozenset({"determine", "withhold"}),
    "confirm": frozenset({"leave"}),
    "amend_roster": frozenset({"leave", "open_quarter"}),
}
"""The lines behind an act on the whole office in which it reached its cases."""

FORMS: Mapping[str, Callable[[Form], dict[str, Any]]] = {
    "submit_plan": _plan,
    "amend_plan": _amended,
    "approve_plan": lambda _: {},
    "return_plan": _returned,
    "return_summary": _returned,
    "return_record": _returned,
    "reopen": _reopened,
    "extend": _extended,
    "confirm": _confirmed,
    "exempt": lambda form: form.one("exemption", "kind", "reason", "document"),
    "amend_roster": _listed,
    "postpone_session": lambda form: form.one("postponement", "to", "reason"),
    "void_item": _voided,
    "log": lambda form: form.one("log_entry", "kind", "item", "text", date="day"),
    "summarise": lambda form: form.one("summary", "month", "text"),
    "record_opi": _ledger,
    "verify_opi": _verified,
    "void_opi": _withdrawn,
    "mark": _marks,
    "propose": lambda form: form.one("proposal", "grade", "comment", "reason"),
    "propose_direct": lambda form: form.one("direct", "grade", "facts", "evidence"),
    "confirm_direct": _admitted,
    "state": lambda form: form.one("statement", "text"),
    "decide": _decision,
    "give_feedback": _feedback,
    "acknowledge": lambda form: form.one("acknowledgement", "text"),
    "annul_publicity": _annulled,
    "publish": lambda form: form.one("posting", "scope", "form", "contact"),
}
"""By move, how its form is put together; what is not here is not judged again."""
