"""What the API answers with and takes: the shape of each document (surface: HTTP)."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

PROBLEM = "application/problem+json"
LARGEST = 2**31 - 1
Number = Annotated[int, Path(ge=1, le=LARGEST, description="事项编号")]
Move = Annotated[str, Path(pattern="^[a-z_]{1,40}$", description="办理的名称")]
Page = Annotated[int, Query(ge=1, le=10_000, description="第几页")]
Period = Annotated[str, Query(pattern="^20[0-9]{2}Q[1-4]$", description="季度，如 2026Q3")]


class Document(BaseModel):
    """A document with exactly these fields."""

    model_config = ConfigDict(extra="forbid")


class Change(BaseModel):
    """A move asked for: what is filled in, the version that was seen, the idempotency key.

    Numbers are numbers here: "1" and true are no version.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    data: dict[str, Any] = Field(default_factory=dict)
    seen: int = Field(ge=0, le=LARGEST)
    request: str = Field(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")


class Reason(Document):
    """Why something is barred: the sentence, and the clause it rests on or serves."""

    clause: str
    basis: str
    text: str


class PossibleMove(Document):
    """A move of the stage: whether it is open to the reader, and what stands in the way."""

    move: str
    title: str
    open: bool
    obstacles: list[Reason]


class CaseDocument(Document):
    """A case: where it stands, and the moves of the reader."""

    number: int
    procedure: str
    period: str
    who: str | None
    name: str | None
    stage: str
    stage_title: str
    version: int
    moves: list[PossibleMove]


class Done(Document):
    """A move that was made: its line, where the case stands, whether the key was used before."""

    done: bool
    seq: int
    stage: str
    version: int
    repeated: bool


class Me(Document):
    """Who is signed in, and the token that a change has to carry."""

    handle: str
    name: str
    roles: list[str]
    csrf: str


class Listed(Document):
    """A case in a list."""

    number: int
    who: str
    name: str
    section: str
    stage: str
    stage_title: str
    version: int


class Cases(Document):
    """A page of the cases of a quarter that the reader may look at."""

    period: str
    page: int
    pages: int
    total: int
    cases: list[Listed]


class Owed(Document):
    """Something the reader owes: until the end of the day."""

    what: str
    period: str
    subject: str | None
    day: str
    overdue: bool
    case: int | None


class Duties(Document):
    """All that the reader owes, by day."""

    owed: list[Owed]


class JournalLine(Document):
    """A line of the journal: the sentence, and the line as it is kept."""

    seq: int
    at: str
    sentence: str
    line: str
    digest: str


class JournalPage(Document):
    """A page of the journal, newest first."""

    chain: str
    page: int
    pages: int
    total: int
    lines: list[JournalLine]


class Problem(BaseModel):
    """Why nothing was done (RFC 9457), in Chinese.

    A refused move names the clause, every reason, and the line of the refusal; where others were
    quicker it tells what is possible now.
    """

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    clause: str | None = None
    basis: str | None = None
    reasons: list[Reason] | None = None
    seq: int | None = None
    version: int | None = None
    stage: str | None = None
    moves: list[PossibleMove] | None = None
