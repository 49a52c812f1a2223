"""The tables: every row carries its office and every key leads with it.

A row class says its privacy class; the journal keeps the values of a row's changes under it. Rows
that are not part of the record (requests, mails, the journal itself) have none and are not rebuilt
by replay.
"""

from storage.rows.absence import DelegationRow, RecusalRow, RelationRow
from storage.rows.account import (
    AccountRow,
    AddressRow,
    DraftRow,
    RecoveryCodeRow,
    WebSessionRow,
)
from storage.rows.appraisal import (
    AcknowledgementRow,
    DecisionRow,
    DirectRow,
    FeedbackRow,
    MarkRow,
    OpiRow,
    ProposalRow,
    StatementRow,
)
from storage.rows.base import RECORD, Row, privacy_of, record_tables, sealed_columns
from storage.rows.cohort import (
    ExtensionRow,
    MeasureRow,
    PostingRow,
    PostponementRow,
    QuarterRow,
    SessionRow,
)
from storage.rows.conduct import ConductRow
from storage.rows.following import FollowUpRow, ResolutionRow
from storage.rows.ledger import (
    AdoptionRow,
    CalendarYearRow,
    ChainHeadRow,
    GoalRow,
    JournalRow,
    JournalValueRow,
    OfficeRow,
    OutboxRow,
    PinRow,
    RequestRow,
    RuleSetRow,
)
from storage.rows.objection import LeadRow, ObjectionRow
from storage.rows.people import PersonRow, RoleRow, RosterRow, SectionRow, SupervisionRow
from storage.rows.record import (
    CaseRow,
    ExemptionRow,
    LatenessRow,
    LogRow,
    OpeningRow,
    PlanItemRow,
    PlanRow,
    SummaryRow,
)
from storage.rows.status import HandoverRow, OverrideRow, RestrictedStatusRow, StatusRow
from storage.rows.supervision import IrregularityRow
from storage.rows.year import AnnualResultRow, WaiverRow, YearSummaryRow

__all__ = [
    "RECORD",
    "AccountRow",
    "AcknowledgementRow",
    "AddressRow",
    "AdoptionRow",
    "AnnualResultRow",
    "CalendarYearRow",
    "CaseRow",
    "ChainHeadRow",
    "ConductRow",
    "DecisionRow",
    "DelegationRow",
    "DirectRow",
    "DraftRow",
    "ExemptionRow",
    "ExtensionRow",
    "FeedbackRow",
    "FollowUpRow",
    "GoalRow",
    "HandoverRow",
    "IrregularityRow",
    "JournalRow",
    "JournalValueRow",
    "LatenessRow",
    "LeadRow",
    "LogRow",
    "MarkRow",
    "MeasureRow",
    "ObjectionRow",
    "OfficeRow",
    "OpeningRow",
    "OpiRow",
    "OutboxRow",
    "OverrideRow",
    "PersonRow",
    "PinRow",
    "PlanItemRow",
    "PlanRow",
    "PostingRow",
    "PostponementRow",
    "ProposalRow",
    "QuarterRow",
    "RecoveryCodeRow",
    "RecusalRow",
    "RelationRow",
    "RequestRow",
    "ResolutionRow",
    "RestrictedStatusRow",
    "RoleRow",
    "RosterRow",
    "Row",
    "RuleSetRow",
    "SectionRow",
    "SessionRow",
    "StatementRow",
    "StatusRow",
    "SummaryRow",
    "SupervisionRow",
    "WaiverRow",
    "WebSessionRow",
    "YearSummaryRow",
    "privacy_of",
    "record_tables",
    "sealed_columns",
]
