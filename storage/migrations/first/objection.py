"""Step 0001, the tables of objection. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "objection_lead",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("office", "period", "number", name=op.f("pk_objection_lead")),
    )
    op.create_table(
        "objection",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("lodged_at", Instant(), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("received_at", Instant(), nullable=True),
        sa.Column("admission", sa.String(), nullable=False),
        sa.Column("admitted_at", Instant(), nullable=True),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
        sa.Column("stated_at", Instant(), nullable=True),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("investigators", sa.JSON(), nullable=False),
        sa.Column("investigated_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('own', 'other')", name=op.f("ck_objection_kind")),
        sa.CheckConstraint(
            "outcome IN ('', 'maintained', 'changed', 'reappraise', 'not_admitted')",
            name=op.f("ck_objection_outcome"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_objection_number")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_objection_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "period", "case_id", name=op.f("pk_objection")),
    )
