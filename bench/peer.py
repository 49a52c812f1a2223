"""The peer that can be written with what is installed: transitions and SQLModel, by their guides.

A machine is made for each object, its guard is a condition, the row is read, changed and
committed with a log row through the ORM: no compare-and-set, no chain, no lock.
"""

from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel
from transitions import Machine

from storage.database import Database

_AT = datetime(2026, 10, 13, 16, tzinfo=UTC)


class _Row(SQLModel, registry=registry()):
    """The base of the peer's tables, apart from the product's."""


class PeerMatter(_Row, table=True):
    """A case of the peer."""

    __tablename__ = "peer_matter"

    id: int = Field(primary_key=True)
    stage: str
    version: int


class PeerLog(_Row, table=True):
    """A line of the peer's log."""

    __tablename__ = "peer_log"

    id: int | None = Field(default=None, primary_key=True)
    matter: int
    move: str
    source: str
    target: str
    version: int
    actor: str
    at: str


class _Course:
    """What carries the peer's machine."""

    def __init__(self, matter: PeerMatter) -> None:
        self.matter = matter
        self.machine = Machine(
            model=self,
            states=["planning", "plan_review", "recording", "appraising", "determining"],
            initial=matter.stage,
            transitions=[
                {"trigger": "submit", "source": "planning", "dest": "plan_review"},
                {
                    "trigger": "approve",
                    "source": "plan_review",
                    "dest": "recording",
                    "conditions": "may",
                },
                {"trigger": "close", "source": "recording", "dest": "appraising"},
                {"trigger": "propose", "source": "appraising", "dest": "determining"},
            ],
        )

    def may(self) -> bool:
        """The one guard."""
        return self.matter.version > 0


class Peer:
    """The peer at work on its own tables."""

    def __init__(self, database: Database, cases: int) -> None:
        """Make the tables, with so many cases."""
        self.engine = database.engine
        _Row.metadata.create_all(self.engine)
        with Session(self.engine) as session:
            for number in range(1, cases + 1):
                session.add(PeerMatter(id=number, stage="plan_review", version=1))
            session.commit()
        self._numbers = count(1)

    def move(self) -> None:
        """Approve the next case."""
        with Session(self.engine) as session:
            matter = session.get(PeerMatter, next(self._numbers))
            assert matter is not None
            course = _Course(matter)
            source = matter.stage
            course.trigger("approve")  # type: ignore[attr-defined] # given by the machine
            matter.stage = course.state  # type: ignore[attr-defined]
            matter.version += 1
            session.add(matter)
            session.add(
                PeerLog(
                    matter=matter.id, move="approve", source=source, target=matter.stage,
                    version=matter.version, actor="p90b1d3ab4f2c", at=_AT.isoformat(),
                )
            )  # fmt: skip
            session.commit()
