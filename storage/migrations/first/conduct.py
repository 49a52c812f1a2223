"""Step 0001, the tables of conduct. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "conduct_entry",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("until", Day(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('facts', 'reminder', 'education', 'statement', 'decision', 'participation')",
            name=op.f("ck_conduct_entry_kind"),
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'refused_after_education', 'proven', 'not_proven')",
            name=op.f("ck_conduct_entry_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_conduct_entry_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_conduct_entry")),
    )
