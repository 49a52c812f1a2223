"""Step 0001, the tables of account. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "sign_in_address",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_sign_in_address_failures")),
        sa.PrimaryKeyConstraint("office", "address", name=op.f("pk_sign_in_address")),
    )
    op.create_table(
        "account",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("initial_until", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.Column("totp", sa.String(), nullable=False),
        sa.Column("totp_used", sa.Integer(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_account_failures")),
        sa.ForeignKeyConstraint(
            ["office", "person"],
            ["person.office", "person.id"],
            name=op.f("fk_account_office_person"),
        ),
        sa.PrimaryKeyConstraint("office", "person", name=op.f("pk_account")),
    )
    op.create_table(
        "draft",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person"],
            ["person.office", "person.id"],
            name=op.f("fk_draft_office_person"),
        ),
        sa.PrimaryKeyConstraint("office", "person", "case_id", "move", name=op.f("pk_draft")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person"],
            ["person.office", "person.id"],
            name=op.f("fk_recovery_code_office_person"),
        ),
        sa.PrimaryKeyConstraint("office", "person", "digest", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "web_session",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("vouched", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person"],
            ["person.office", "person.id"],
            name=op.f("fk_web_session_office_person"),
        ),
        sa.PrimaryKeyConstraint("office", "digest", name=op.f("pk_web_session")),
    )
    op.create_index(
        op.f("ix_web_session_office_person"), "web_session", ["office", "person"], unique=False
    )
