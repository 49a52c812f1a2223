"""Step 0001, the tables of appraisal. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant


def create() -> None:
    """Create them with their keys, constraints and indexes."""
    op.create_table(
        "acknowledgement",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("result", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_acknowledgement_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_acknowledgement")),
    )
    op.create_table(
        "decision",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("recused", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "grade IN ('好', '较好', '一般', '较差', '不确定')", name=op.f("ck_decision_grade")
        ),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_decision_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_decision")),
    )
    op.create_table(
        "direct",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("grade IN ('好', '较差')", name=op.f("ck_direct_grade")),
        sa.CheckConstraint(
            "status IN ('standing', 'confirmed', 'lapsed')", name=op.f("ck_direct_status")
        ),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_direct_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_direct")),
    )
    op.create_table(
        "feedback",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("mode IN ('talk', 'letter', 'other')", name=op.f("ck_feedback_mode")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_feedback_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_feedback")),
    )
    op.create_table(
        "mark",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("plan", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("part IN ('kpi', 'bpi')", name=op.f("ck_mark_part")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_mark_value")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_mark_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "part", "plan", "name", name=op.f("pk_mark")),
    )
    op.create_table(
        "opi",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("verified_by", sa.String(), nullable=False),
        sa.Column("verified_at", Instant(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('commendation', 'accountability')", name=op.f("ck_opi_kind")),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_opi_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_opi")),
    )
    op.create_table(
        "proposal",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(
            "grade IN ('好', '较好', '一般', '较差', '不确定')", name=op.f("ck_proposal_grade")
        ),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_proposal_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_proposal")),
    )
    op.create_table(
        "statement",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "case_id"],
            ["appraisal_case.office", "appraisal_case.id"],
            name=op.f("fk_statement_office_case_id"),
        ),
        sa.PrimaryKeyConstraint("office", "case_id", "number", name=op.f("pk_statement")),
    )
