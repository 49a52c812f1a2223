"""The first tables, and the triggers that guard the record (R28)."""

from storage.migrations.first import PIECES, triggers

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables, then their triggers."""
    for piece in PIECES:
        piece.create()
    triggers.create()
