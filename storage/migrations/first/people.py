"""Step 0001, the tables of people. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Day


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "person",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("office", "handle", name=op.f("uq_person_office_handle")),
    )
    op.create_table(
        "role",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", Day(), nullable=False),
        sa.Column("until", Day(), nullable=True),
        sa.CheckConstraint(
            "role IN ('officer', 'supervisor', 'member', 'chair', 'deputy', "
            "'office', 'auditor', 'administrator', 'security_administrator')",
            name=op.f("ck_role_role"),
        ),
        sa.PrimaryKeyConstraint("office", "person", "role", "since", name=op.f("pk_role")),
    )
    op.create_table(
        "roster",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("supervisor", sa.String(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("joined", Day(), nullable=True),
        sa.PrimaryKeyConstraint("office", "period", "person", name=op.f("pk_roster")),
    )
    op.create_table(
        "section",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("since", Day(), nullable=False),
        sa.Column("until", Day(), nullable=True),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", "person", "since", name=op.f("pk_section")),
    )
    op.create_table(
        "supervision",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("since", Day(), nullable=False),
        sa.Column("until", Day(), nullable=True),
        sa.Column("supervisor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office", "person", "since", name=op.f("pk_supervision")),
    )
