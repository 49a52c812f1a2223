"""Step 0001, the tables of cohort. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "extension",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("until", Day(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.CheckConstraint("item IN ('plan', 'month')", name=op.f("ck_extension_item")),
        sa.CheckConstraint(
            "scope IN ('all', 'section', 'person')", name=op.f("ck_extension_scope")
        ),
        sa.CheckConstraint("status IN ('pending', 'effective')", name=op.f("ck_extension_status")),
        sa.PrimaryKeyConstraint("office", "period", "number", name=op.f("pk_extension")),
    )
    op.create_table(
        "measure",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", Day(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("office", "period", "number", name=op.f("pk_measure")),
    )
    op.create_table(
        "posting",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("posted", Day(), nullable=False),
        sa.Column("posted_at", Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'annulled', 'ended')", name=op.f("ck_posting_status")
        ),
        sa.PrimaryKeyConstraint("office", "period", "number", name=op.f("pk_posting")),
    )
    op.create_table(
        "postponement",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to", Day(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("office", "period", "number", name=op.f("pk_postponement")),
    )
    op.create_table(
        "quarter",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("pages", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("frozen_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("office", "period", name=op.f("pk_quarter")),
    )
    op.create_table(
        "session",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("presider", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("recused", sa.JSON(), nullable=False),
        sa.Column("votes", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('main', 'supplementary')", name=op.f("ck_session_kind")),
        sa.PrimaryKeyConstraint("office", "period", "number", name=op.f("pk_session")),
    )
