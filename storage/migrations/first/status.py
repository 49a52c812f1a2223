"""Step 0001, the tables of status. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "restricted_status",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", Day(), nullable=False),
        sa.Column("until", Day(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("end_document", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", "person", "number", name=op.f("pk_restricted_status")),
    )
    op.create_table(
        "special_status",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", Day(), nullable=False),
        sa.Column("until", Day(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("end_document", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", "person", "number", name=op.f("pk_special_status")),
    )
    op.create_table(
        "handover",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("marks", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_handover_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_handover")),
    )
    op.create_table(
        "status_override",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("treatment", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(
            "treatment IN ('suspended', 'not_taking_part', 'undetermined', "
            "'good_barred', 'graded')",
            name=op.f("ck_status_override_treatment"),
        ),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_status_override_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_status_override")),
    )
