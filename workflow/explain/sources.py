"""Where each value of a derivation comes from: its clause and basis, who gave it and when (R35).

Everything that is cited is remembered, so that a derivation can end with the provisional values
it rests on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from rules.calendar import beijing_text
from rules.cite import NOT_ADOPTED
from rules.nouns import Person
from rules.policy import Basis, Cite, Policy
from rules.score import exact_text
from storage.history import Adoption, CaseLine, RowKey

CLOCK = "到期处理"
NOBODY: Mapping[str, str | None] = {"who": None, "by": None, "when": None, "behalf": None}


class Sources:
    """The policy's citations, the people, and the lines that wrote the rows of one case."""

    def __init__(
        self, policy: Policy, people: Mapping[str, Person], lines: Sequence[CaseLine]
    ) -> None:
        self.policy = policy
        self.people = people
        self.lines = lines
        self._behalf: dict[tuple[str, datetime | None], str] = {
            (line.body["actor"], line.at): behalf
            for line in lines
            if (behalf := line.body["behalf"])
        }
        self._used: dict[tuple[str, str], Cite] = {}
        self._writers: dict[RowKey, list[CaseLine]] = {}
        for line in lines:
            for row, _ in line.wrote:
                self._writers.setdefault(row, []).append(line)

    def value(self, name: str) -> dict[str, str]:
        """The citation of a value of the policy."""
        return self._cited("values", name, self.policy.cites[name])

    def rule(self, name: str) -> dict[str, Any]:
        """The citation of a guard; without clause and basis where the office is silent on it."""
        if name in self.policy.silent_on:
            return {"clause": None, "basis": None, "phrase": NOT_ADOPTED}
        return self._cited("rules", name, self.policy.rules[name])

    def move(self, name: str) -> dict[str, str]:
        """The citation of a move."""
        return self._cited("moves", name, self.policy.moves[name])

    def deadline(self, name: str) -> dict[str, str]:
        """The citation of a deadline."""
        return self._cited("deadlines", name, self.policy.deadlines[name])

    def follow_up(self, kind: str) -> dict[str, str]:
        """The citation of a kind of thing that follows a result."""
        return self._cited("follow_ups", kind, self.policy.values.follow_ups[kind])

    def status(self, kind: str, *, hidden: bool) -> None:
        """Remember that a kind of status was cited, unless the reader may not know which."""
        if not hidden:
            self._cited("statuses", kind, self.policy.statuses[kind])

    def _cited(self, kind: str, name: str, cite: Cite) -> dict[str, str]:
        self._used[kind, name] = cite
        return {"clause": cite.clause, "basis": cite.basis.value, "phrase": cite.phrase}

    def signed(self, person: str, at: datetime | None) -> dict[str, str | None]:
        """Who gave a value and when, and for whom; nobody (the clock) has no handle."""
        known = self.people.get(person)
        principal = self.people.get(self._behalf.get((person, at), ""))
        return {
            "who": known.handle if known else None,
            "by": known.name if known else person or CLOCK,
            "when": beijing_text(at) if at else None,
            "behalf": principal.name if principal else None,
        }

    def written(self, table: str, *keys: Any) -> CaseLine | None:
        """The line that last wrote a row of the case; None if its values were erased."""
        found = self._writers.get(RowKey(table, keys))
        return found[-1] if found else None

    def versions(self, table: str, *keys: Any) -> list[tuple[CaseLine, Mapping[str, Any]]]:
        """The lines that wrote a row of the case, oldest first, with what each of them set."""
        row = RowKey(table, keys)
        lines = self._writers.get(row, [])
        return [(line, wrote) for line in lines for key, wrote in line.wrote if key == row]

    def stamp(self, *lines: CaseLine | None) -> dict[str, str | None]:
        """Who and when of the newest of some lines; all None where no line tells."""
        known = [line for line in lines if line is not None]
        if not known:
            return dict(NOBODY)
        newest = max(known, key=lambda line: line.seq)
        return self.signed(newest.body["actor"], newest.at)

    def names(self, people: Iterable[str]) -> list[str]:
        """The names of some people."""
        return [self.people[p].name if p in self.people else p for p in people]

    def provisional(self, adopted: Iterable[Adoption]) -> list[dict[str, Any]]:
        """What was cited and rests on less than the regulation's words, adopted or awaiting it."""
        by_key = {a.key: a for a in adopted}
        found = []
        for (kind, name), cite in self._used.items():
            if cite.basis is Basis.TEXT:
                continue
            adoption = by_key.get(f"{kind}.{name}")
            signed = self.signed(adoption.by, adoption.at) if adoption else dict(NOBODY)
            found.append(
                {
                    "kind": kind,
                    "name": name,
                    "value": self._value(kind, name),
                    "clause": cite.clause,
                    "basis": cite.basis.value,
                    "phrase": cite.phrase,
                    "note": cite.note,
                    "adopted": adoption.number if adoption else None,
                    "title": adoption.title if adoption else None,
                    **signed,
                }
            )
        return found

    def _value(self, kind: str, name: str) -> Any:
        return _written(getattr(self.policy.values, name)) if kind == "values" else None


def _written(value: object) -> Any:
    """A value of the policy as JSON: numbers exact as text, lists as lists, None for a rule."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {name: _written(v) for name, v in value.items()}
    if isinstance(value, tuple):
        return [_written(v) for v in value]
    return exact_text(value) if isinstance(value, Fraction) else str(value)
