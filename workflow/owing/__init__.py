"""What every procedure about a person owes, one source each."""

from collections.abc import Mapping

from workflow.owing.annual import ANNUAL_OWES
from workflow.owing.conduct import FRAUD_OWES, REFUSAL_OWES
from workflow.owing.objection import OBJECTION_OWES
from workflow.owing.owed import Source
from workflow.owing.quarterly import QUARTERLY_OWES
from workflow.owing.supervision import SUPERVISION_OWES

SOURCES: Mapping[str, Source] = {
    source.page.id: source
    for source in (
        QUARTERLY_OWES,
        OBJECTION_OWES,
        ANNUAL_OWES,
        REFUSAL_OWES,
        FRAUD_OWES,
        SUPERVISION_OWES,
    )
}
