"""Who may look at a case, as what: deny by default (R28, R29).

An officer sees their own file, a leader those of their people, group and office all, the auditor
all; administrators none. What each may see of a file is `SEEN`; restricted facts besides are for
those entitled (`workflow/veil.py`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from rules.nouns import Case, Role
from rules.status import BEFORE_DECISION
from storage.load import Loader
from workflow.concealed import is_concealed
from workflow.pages import PAGES
from workflow.stand_in import StandIns


class Sight(StrEnum):
    """As what somebody looks at a case."""

    OWN = "own"
    LEADS = "leads"
    OFFICE = "office"
    GROUP = "group"
    AUDIT = "audit"


OF_ROLE: Mapping[Role, Sight] = {
    Role.OFFICE: Sight.OFFICE,
    Role.CHAIR: Sight.GROUP,
    Role.DEPUTY: Sight.GROUP,
    Role.MEMBER: Sight.GROUP,
    Role.AUDITOR: Sight.AUDIT,
}
"""Roles that look at every file of the office."""
UNGRADED = frozenset({"undetermined", "exempt"})
"""Where a case may end without a grade: marks given on the way are told with a result alone."""
ENTITLED = frozenset({Sight.GROUP, Sight.AUDIT})
"""Who is entitled to restricted facts."""


def sights(
    loader: Loader, reader: str, roles: Iterable[Role], case: Case, at: datetime
) -> frozenset[Sight]:
    """As what a reader may look at a case; empty if they may not, as if there were none.

    A sealed one is looked at with the person it is about: `workflow.concealed.revealed`.
    """
    page = PAGES[case.procedure]
    held = frozenset(roles)
    if page.sealed:
        theirs = case.person != reader and not is_concealed(case)
        may = theirs and any(set(move.by) & held for move in page.moves)
        return frozenset({Sight.AUDIT}) if may else frozenset()
    found = {OF_ROLE[role] for role in held & OF_ROLE.keys()}
    if not case.person:
        return frozenset(found)
    if case.person == reader:
        # On their own file people are only themselves, whatever roles they hold besides.
        return frozenset({Sight.OWN})
    if case.supervisor == reader or reader in StandIns(loader, at, [case]).for_case(
        case.supervisor, case
    ):
        found.add(Sight.LEADS)
    return frozenset(found)


def is_told(case: Case) -> bool:
    """Whether the result of a case was told to its officer, who may look at it from then on.

    While it is reviewed or decided anew, what is being made of it is not theirs to see.
    """
    if case.stage in PAGES[case.procedure].finals - UNGRADED:
        return True
    return case.feedback is not None and case.stage not in BEFORE_DECISION
