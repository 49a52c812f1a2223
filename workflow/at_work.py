"""On which quarters and years something is still to be done, though they may have ended (R33)."""

from rules.nouns import Role
from storage.grades import open_follow_ups, with_measures
from storage.load import Loader
from storage.lookup import running, with_open
from workflow.annual import ANNUAL
from workflow.flags import flagged_quarters
from workflow.office import Office
from workflow.pages import PAGES
from workflow.procedure import Procedure
from workflow.quarterly import QUARTERLY
from workflow.secret import GROUP
from workflow.veil import Viewer

APART = [p for p in PAGES.values() if not p.collective and p not in (QUARTERLY, ANNUAL)]
"""What a quarter or a year does not wait for: an appraisal taken up again revives its quarter."""


def at_work(office: Office, loader: Loader, viewer: Viewer) -> list[str]:
    """The quarters and years that are not over, and those on which somebody still owes something.

    Where only some may know of it, the quarter is told to them alone.
    """
    connection = loader.connection
    apart = [page for page in APART if not page.sealed or viewer.roles & _makers(page)]
    ended = {stage for page in apart for stage in page.finals}
    found = {
        *running(connection, office.id),
        *open_follow_ups(connection, office.id),
        *with_measures(connection, office.id),
        *with_open(connection, office.id, [page.id for page in apart], ended),
    }
    if viewer.roles & GROUP:
        found |= flagged_quarters(office, loader)
    return sorted(found)


def _makers(page: Procedure) -> frozenset[Role]:
    """Who may make a move of a page."""
    return frozenset(role for move in page.moves for role in move.by)
