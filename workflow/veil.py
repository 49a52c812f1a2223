"""Who may know of a suspended case, and what everyone else sees in its place (R29).

To all but the leading group and the auditor a suspended case looks like any undetermined one, and
what was entered of statuses is a line without its sentences. Of a check of conduct those who have
nothing to do with the person's file learn that there is one, and no more (R26).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notifications.notice import RESERVED
from rules.nouns import Role
from rules.policy import Policy
from storage.load import Loader
from workflow.conduct import CONDUCT
from workflow.fraud import FRAUD
from workflow.pages import PAGES
from workflow.refusal import REFUSAL
from workflow.supervision import SECRET_MOVES

ENTITLED = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.AUDITOR})
SEEN_STAGES: Mapping[str, str] = {"suspended": "undetermined"}
SEEN_MOVES: Mapping[str, str] = {"suspend": "withhold"}
HIDDEN = "(限制知悉)"
STATUS_MOVES = frozenset({"take_up", "end_status", "override_status", "settle_suspension"})
ENTERING = "set_status"
CHECKS = (REFUSAL, FRAUD)
CHECKING = frozenset({m.id for m in CONDUCT} | {m for page in CHECKS for m in page.by_id})
"""The moves of a check of conduct, from what begins it to what comes of it."""
CHECK = "check"
CHECK_TITLE = f"情况核查{HIDDEN}"
READ = "read_restricted"
AUDITED = SECRET_MOVES | {READ}
"""The moves whose lines the auditor alone is shown: reports to them, and who read what."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a list: their surrogate id and the roles they hold; nobody in particular."""

    person: str = ""
    roles: frozenset[Role] = frozenset()

    @property
    def entitled(self) -> bool:
        """Whether they may read what is restricted."""
        return bool(ENTITLED & self.roles)

    def may_see(self, alone: frozenset[Role]) -> bool:
        """Whether they may learn of what some roles alone are told of."""
        return not alone or bool(alone & self.roles)


NOBODY = Viewer()


def viewer_of(loader: Loader, person: str, on: date) -> Viewer:
    """Somebody of the office as a reader."""
    return Viewer(person, loader.roles(person, on))


def is_reserved(body: Mapping[str, Any]) -> bool:
    """Whether a line tells that somebody was reminded of what others may not learn of."""
    extra = body.get("extra")
    return isinstance(extra, Mapping) and extra.get("kind") in RESERVED


def is_entitled(loader: Loader, person: str, on: date) -> bool:
    """Whether a person may read what is restricted: of the leading group, or the auditor."""
    return bool(ENTITLED & loader.roles(person, on))


def stage_seen(stage: str, *, entitled: bool) -> str:
    """The stage as a reader sees it."""
    return stage if entitled else SEEN_STAGES.get(stage, stage)


def title_of(stage: str) -> str:
    """The Chinese title of a stage of any page."""
    found = (p.stage_titles[stage] for p in PAGES.values() if stage in p.stage_titles)
    return next(found, stage)


def line_seen(
    told: Mapping[str, Any], policy: Policy, *, entitled: bool, concerned: bool = False
) -> dict[str, Any]:
    """A line of the journal, in the form of the shell or of a derivation, as a reader sees it.

    `concerned` is who may look at the file it is about (`workflow.sight`).
    """
    line = dict(told)
    if entitled:
        return line
    if line["move"] in CHECKING and not concerned:
        return _checking(line)
    for key in ("from", "to"):
        if line.get(key) in SEEN_STAGES:
            line[key] = SEEN_STAGES[line[key]]
            if f"{key}_title" in line:
                line[f"{key}_title"] = title_of(line[key])
    move = line["move"]
    if move in SEEN_MOVES:
        seen = SEEN_MOVES[move]
        cite = policy.moves[seen]
        line |= {"move": seen, "title": _title(seen)}
        line |= {"clause": cite.clause, "basis": cite.basis.value}
    elif move in STATUS_MOVES or move == ENTERING:
        line |= {"move": ENTERING, "title": _title(ENTERING)}
        line["reasons"] = [dict(r) | {"text": HIDDEN} for r in line["reasons"]]
    return line


def move_seen(move: str) -> tuple[str, str]:
    """A move and its title as anybody sees them, whoever they are."""
    if move in CHECKING:
        return CHECK, CHECK_TITLE
    seen = ENTERING if move in STATUS_MOVES else SEEN_MOVES.get(move, move)
    return seen, _title(seen)


def _checking(line: dict[str, Any]) -> dict[str, Any]:
    """A line of a check as a line that there is one; where the appraisal stands is no secret."""
    stages = {stage for page in CHECKS for stage in page.stage_titles}
    inner = {key for key in ("from", "to") if line.get(key) in stages}
    closed = {f"{key}{end}" for key in inner for end in ("", "_title")} | {"about", "extra"}
    line |= dict.fromkeys(closed & line.keys()) | {"move": CHECK, "title": CHECK_TITLE}
    line["reasons"] = [dict(r) | {"text": HIDDEN} for r in line["reasons"]]
    return line


def _title(move: str) -> str:
    return next(p.by_id[move].title for p in PAGES.values() if move in p.by_id)
