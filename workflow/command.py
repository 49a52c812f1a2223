"""What a person asks the engine to do, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.quick import quick
from rules.rule import Obstacle


@quick
@dataclass(frozen=True, slots=True)
class Command:
    """A move asked for by a person, on a case of a period or on the whole office's quarter.

    `actor` and `subject` are surrogate ids; `subject` empty means the office's quarter. `request`
    is the idempotency key; `seen` the version of the case that the person was looking at.
    """

    move: str
    actor: str
    period: str
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    request: str = ""
    seen: int | None = None


LARGEST = 2**63


def told(data: Any) -> Any:
    """Input as the journal can keep it, whatever a person sent."""
    if isinstance(data, Mapping):
        return {str(k): told(v) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return [told(v) for v in data]
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, int) and abs(data) < LARGEST:
        return data
    text = data if isinstance(data, str) else str(data)
    return text.encode("utf-8", "replace").decode().replace("\x00", "�")


@quick
@dataclass(frozen=True, slots=True)
class Answer:
    """Done, with the journal line and the new stage; or refused, with all obstacles at once."""

    done: bool
    seq: int = 0
    case_id: int | None = None
    stage: str = ""
    version: int = 0
    obstacles: tuple[Obstacle, ...] = ()
    repeated: bool = False

    @property
    def text(self) -> str:
        """All reasons of a refusal, one to a line."""
        return "\n".join(o.text for o in self.obstacles)
