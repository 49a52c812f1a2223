"""Step 0001, the tables of record. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "appraisal_case",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("supervisor", sa.String(), nullable=False),
        sa.Column("joined", Day(), nullable=True),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("posting", sa.Integer(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=True),
        sa.Column("next_due", Instant(), nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("ck_appraisal_case_version")),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_appraisal_case")),
        sa.UniqueConstraint(
            "office",
            "procedure",
            "period",
            "person",
            "ordinal",
            name=op.f("uq_appraisal_case_office_procedure_period_person_ordinal"),
        ),
    )
    op.create_index("ix_appraisal_case_due", "appraisal_case", ["office", "next_due"], unique=False)
    op.create_table(
        "exemption",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('absence', 'away', 'refused', 'left')", name=op.f("ck_exemption_kind")
        ),
        sa.CheckConstraint("status IN ('pending', 'effective')", name=op.f("ck_exemption_status")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_exemption_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_exemption")),
    )
    op.create_table(
        "lateness",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("due", Day(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_lateness_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "item", name=op.f("pk_lateness")),
    )
    op.create_table(
        "log_entry",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('narrative', 'item')", name=op.f("ck_log_entry_kind")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_log_entry_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_log_entry")),
    )
    op.create_table(
        "opening",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("until", Day(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("item IN ('plan', 'month', 'record')", name=op.f("ck_opening_item")),
        sa.CheckConstraint("kind IN ('return', 'reopen')", name=op.f("ck_opening_kind")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_opening_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_opening")),
    )
    op.create_table(
        "plan",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("amendment", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('submitted', 'approved', 'returned', 'superseded')",
            name=op.f("ck_plan_status"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_plan_number")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_plan_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_plan")),
    )
    op.create_table(
        "plan_item",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("due", Day(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.CheckConstraint(
            "goal IN ('street', 'section', 'duty', 'assigned')", name=op.f("ck_plan_item_goal")
        ),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_plan_item_weight")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_plan_item_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "plan", "ordinal", name=op.f("pk_plan_item")),
    )
    op.create_table(
        "summary",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("status IN ('submitted', 'returned')", name=op.f("ck_summary_status")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_summary_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "month", "number", name=op.f("pk_summary")),
    )
