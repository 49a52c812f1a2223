"""Step 0001, the tables of following. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "follow_up",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'done', 'lapsed')", name=op.f("ck_follow_up_status")
        ),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_follow_up_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_follow_up")),
    )
    op.create_table(
        "resolution",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('outstanding', 'unfit', 'hand_over')", name=op.f("ck_resolution_kind")
        ),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_resolution_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_resolution")),
    )
