"""Whom a sealed case is about: a person whom neither row nor line of the journal names (R34).

In the place of the person stands a text that only the journal's key turns back into them.
"""

from dataclasses import replace

from rules.nouns import Case
from storage.keys import CONCEALED, conceal
from storage.load import Loader
from workflow.office import Office
from workflow.pages import PAGES
from workflow.procedure import Procedure


def person_kept(office: Office, page: Procedure, person: str) -> str:
    """What stands in the rows of a page for a person; KeyFault without the key of a sealed one."""
    if not page.sealed or not person:
        return person
    return conceal(office.store.journal_key, person, f"{office.id}/{page.id}")


def revealed(office: Office, loader: Loader, case: Case) -> Case:
    """The case with the person it is about; as it is if nobody is concealed or the key is absent.

    For those who may act on it: whoever else reads it has `is_concealed` to go by.
    """
    if not is_concealed(case) or not office.store.journal_key:
        return case
    page = PAGES[case.procedure]
    found = (p.id for p in loader.everyone() if person_kept(office, page, p.id) == case.person)
    return replace(case, person=next(found, case.person))


def is_concealed(case: Case) -> bool:
    """Whether nobody can be told whom the case is about."""
    return case.person.startswith(CONCEALED)
