"""All pages in one list: which procedures there are, and where the clock has nothing to do."""

from collections.abc import Mapping

from workflow.annual import ANNUAL
from workflow.cycle import CYCLE
from workflow.fraud import FRAUD
from workflow.objection import OBJECTION
from workflow.procedure import Procedure
from workflow.quarterly import QUARTERLY
from workflow.refusal import REFUSAL
from workflow.supervision import SUPERVISION
from workflow.year import YEAR

PAGES: Mapping[str, Procedure] = {
    p.id: p for p in (QUARTERLY, CYCLE, OBJECTION, REFUSAL, FRAUD, SUPERVISION, ANNUAL, YEAR)
}

_OWING = frozenset(s.id for page in PAGES.values() for s in page.stages if s.id not in page.quiet)
QUIET = frozenset(s.id for page in PAGES.values() for s in page.stages) - _OWING
"""The stages in which nothing is owed on any page that has them."""
