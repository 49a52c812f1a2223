"""The tables: every row carries its office and every key leads with it.

A row class says its privacy class; the journal keeps the values of a row's changes under it. Rows
that are not part of the record (requests, mails, the journal itself) have none and are not rebuilt
by replay.
"""

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
from storage.rows.base import RECORD, Row, privacy_of, record_tables
from storage.rows.cohort import ExtensionRow, PostingRow, PostponementRow, QuarterRow, SessionRow
from storage.rows.ledger import (
    AdoptionRow,
    CalendarYearRow,
    ChainHeadRow,
    JournalRow,
    JournalValueRow,
    OfficeRow,
    OutboxRow,
    PinRow,
    RequestRow,
)
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

__all__ = [
    "RECORD",
    "AcknowledgementRow",
    "AdoptionRow",
    "CalendarYearRow",
    "CaseRow",
    "ChainHeadRow",
    "DecisionRow",
    "DirectRow",
    "ExemptionRow",
    "ExtensionRow",
    "FeedbackRow",
    "HandoverRow",
    "JournalRow",
    "JournalValueRow",
    "LatenessRow",
    "LogRow",
    "MarkRow",
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
    "RequestRow",
    "RestrictedStatusRow",
    "RoleRow",
    "RosterRow",
    "Row",
    "SectionRow",
    "SessionRow",
    "StatementRow",
    "StatusRow",
    "SummaryRow",
    "SupervisionRow",
    "privacy_of",
    "record_tables",
]
