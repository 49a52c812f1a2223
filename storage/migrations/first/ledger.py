"""Step 0001, the tables of ledger. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "adoption",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("interim", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("office", "number", name=op.f("pk_adoption")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", "year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "chain_head",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_chain_head_seq")),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_chain_head")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "goal",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("since", Day(), nullable=False),
        sa.Column("until", Day(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("level IN ('street', 'section')", name=op.f("ck_goal_level")),
        sa.PrimaryKeyConstraint("office", "number", name=op.f("pk_goal")),
    )
    op.create_table(
        "journal",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'refused')", name=op.f("ck_journal_outcome")),
        sa.PrimaryKeyConstraint("office", "seq", name=op.f("pk_journal")),
        sa.UniqueConstraint(
            "office", "case_id", "version", name=op.f("uq_journal_office_case_id_version")
        ),
    )
    op.create_table(
        "journal_value",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("privacy_class", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", "seq", "ordinal", name=op.f("pk_journal_value")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "office",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("next_opening", Instant(), nullable=True),
        sa.Column("seen_until", Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('live', 'demo', 'play')", name=op.f("ck_office_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "outbox",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("mail_class", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", Instant(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("possible_repeat", sa.Boolean(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'accepted', 'refused', 'unknown', 'parked')",
            name=op.f("ck_outbox_state"),
        ),
        sa.PrimaryKeyConstraint("office", "message_id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["state", "retry_at"], unique=False)
    op.create_table(
        "pin",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", "digest", name=op.f("pk_pin")),
    )
    op.create_table(
        "request",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_request")),
    )
    op.create_table(
        "rule_set",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", Day(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("office", "number", name=op.f("pk_rule_set")),
    )
