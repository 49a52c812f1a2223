"""The policy a calculator goes by, and how a clause and its basis stand beside what they govern."""

from typing import Any

from cli import options
from cli.show import reason
from rules.calendar import beijing_day
from rules.policy import BASIS_TITLES, Basis, Cite, Policy, load_policy
from workflow import clock


def policy_at(office: str, at: str | None = None) -> Policy:
    """The policy of an office in force on a day, today if none is named."""
    on = options.day(at, "--at") if at else beijing_day(clock.now())
    return load_policy(office, on)


def cited(cite: Cite) -> dict[str, str]:
    """The clause and basis as they stand in a document."""
    return {"clause": cite.clause, "basis": str(cite.basis)}


def ground(clause: str, basis: str) -> str:
    """The clause and basis as they stand in a table."""
    return f"{clause} {BASIS_TITLES[Basis(basis)]}"


def because(text: str, cite: Cite) -> dict[str, Any]:
    """A sentence with its clause, as a reason."""
    return reason(f"{text}({cite.phrase})", **cited(cite))
