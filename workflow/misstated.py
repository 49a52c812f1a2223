"""Entries of a notice that no longer hold, until a correcting notice is posted (R15, R27)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from rules.nouns import Case, Person, Posting

PARTS = frozenset({"decisions", "feedbacks"})
OFF = frozenset({"appraising", "determining", "feedback"})
"""Stages to which a case goes back from a notice."""


class Names(Protocol):
    """People by surrogate id."""

    def __getitem__(self, person: str, /) -> Person:
        """Somebody."""


@dataclass(frozen=True)
class Misstated:
    """A case that a notice shows with a result that was taken back or changed."""

    case: Case
    posting: Posting

    @property
    def told(self) -> bool:
        """Whether its new result was told, so that the notice can be corrected."""
        return self.case.stage == "feedback" and self.case.feedback is not None

    @property
    def next(self) -> str:
        """What is to be done, by whom."""
        if self.told:
            return "请考核办发布更正公示(publish)"
        if self.case.stage == "feedback":
            return "请分管领导先反馈本人(give_feedback)，再由考核办发布更正公示(publish)"
        return "待重新评鉴、研究确定并反馈本人以后，由考核办发布更正公示(publish)"


def misstated(
    cases: Iterable[Case], postings: Iterable[Posting], names: Names
) -> Iterator[Misstated]:
    """The cases that went off a notice which was not taken down; a faulty one was.

    Reads decisions and feedbacks; `names` are by person.
    """
    shown = {p.session: p for p in postings if p.status != "annulled"}
    for case in cases:
        if case.stage not in OFF or case.posting or not case.decisions:
            continue
        settled = case.session if case.stage == "feedback" else 0
        earlier = [shown[d.session] for d in case.decisions if d.session in shown]
        if not earlier or earlier[-1].session == settled:
            continue
        listed = json.loads(earlier[-1].content)["entries"]
        if any(entry[0] == names[case.person].name for entry in listed):
            yield Misstated(case, earlier[-1])
