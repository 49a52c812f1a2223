"""A small quarter told act by act, for tests of one decision at a time.

    story = Story("zhang", "li")                  # two officers of chen; 2026Q3
    story.ready("zhang").act("10-14T09:00:00", "chen", "mark", "zhang", …, refused="四(三)")
    told = story.play("10-20T00:00:00", tmp_path) # fails if anything goes otherwise
    told.case("zhang")["stage"], told.mails("zhang", "month_due")

All times are those of 2026 in Beijing, to the second.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from rules.calendar import Quarter, parse_instant
from rules.nouns import Role
from storage.database import open_database
from storage.outbox import listing
from workflow.play import play
from workflow.report import play_report
from workflow.scenario import Act, Outage, Player, Scenario

DIMENSIONS = ("执行力", "服务态度", "学习能力", "工作促进与改进能力", "承担责任能力", "纪律表现")
ITEMS = [{"title": "日常工作", "goal": "duty", "weight": "100", "target": "按月完成"}]
GROUP = {
    "chen": (Role.SUPERVISOR, Role.MEMBER),
    "chu": (Role.SUPERVISOR, Role.MEMBER),
    "wei": (Role.CHAIR,),
    "shen": (Role.OFFICE,),
    "han": (Role.OFFICE,),
}
PRESENT = ["wei", "chen", "chu"]
GOOD, FAIR, ORDINARY, POOR = "好", "较好", "一般", "较差"
QUOTA_ALONE = {"reason": "名额所限"}


def instant(text: str) -> datetime:
    """An instant of 2026: "07-03T09:00:00"."""
    return parse_instant(f"2026-{text}")


@dataclass
class Told:
    """What a story came to."""

    report: dict[str, Any]
    lines: list[dict[str, Any]]
    outbox: list[Any]

    def case(self, who: str) -> dict[str, Any]:
        """The case of one officer, as the report has it."""
        found: dict[str, Any] = next(c for c in self.report["cases"] if c["who"] == who)
        return found

    def mails(self, to: str, kind: str) -> list[str]:
        """When mails of a kind went to a person, without the year: "07-02T08:30:00"."""
        listed = self.report["mails"]
        return [m["at"][5:19] for m in listed if (m["to"], m["kind"]) == (to, kind)]

    def reasons(self, do: str) -> str:
        """Every sentence with which a move was refused."""
        refused = [r for r in self.report["refusals"] if r["do"] == do]
        return "\n".join(reason["text"] for r in refused for reason in r["reasons"])


class Story:
    """The acts of a story; officers belong to chen, the group is wei, chen and chu."""

    def __init__(self, *officers: str, **others: tuple[Role, ...]) -> None:
        self.officers = officers
        self.others = GROUP | others
        self.acts: list[Act] = []
        self.outages: list[Outage] = []

    def act(
        self,
        at: str,
        who: str,
        do: str,
        case: str = "",
        /,
        *,
        refused: str | None = None,
        **given: Any,
    ) -> "Story":
        """Add an act; `case` is the actor's own unless it is named."""
        self.acts.append(Act(instant(at), who, do, case or who, given, refused, "2026Q3"))
        return self

    def planned(self, *officers: str) -> "Story":
        """These officers have an approved plan on the first day."""
        for who in officers:
            self.act("07-01T09:00:00", who, "submit_plan", items=ITEMS)
            self.act("07-01T15:00:00", "chen", "approve_plan", who)
        return self

    def summarised(self, *officers: str, months: tuple[int, ...] = (7, 8, 9)) -> "Story":
        """These officers hand in summaries in good time."""
        days = {7: "07-31", 8: "08-31", 9: "09-30"}
        for who in officers:
            for month in months:
                self.act(f"{days[month]}T15:00:00", who, "summarise", month=month, text="完成。")
        return self

    def ready(self, *officers: str) -> "Story":
        """Plan and summaries of these officers are all in."""
        return self.planned(*officers).summarised(*officers)

    def marked(self, at: str, who: str, score: Any, refused: str | None = None) -> "Story":
        """Every mark of an officer is the same, so the total is that mark."""
        bpi = dict.fromkeys(DIMENSIONS, score)
        given = {"kpi": {"日常工作": score}, "bpi": bpi, "notes": "见纪实"}
        return self.act(at, "chen", "mark", who, refused=refused, **given)

    def proposed(self, who: str, score: Any, grade: str, **given: Any) -> "Story":
        """Marked and proposed on the morning of 14 October."""
        self.marked("10-14T09:00:00", who, score)
        given = {"comment": "见纪实。"} | given
        return self.act("10-14T10:00:00", "chen", "propose", who, grade=grade, **given)

    def decided(
        self, at: str, grades: dict[str, str], refused: str | None = None, **given: Any
    ) -> "Story":
        """The chair decides with three of three present."""
        body = {"present": PRESENT, "minutes": "纪要1号", "grades": grades} | given
        return self.act(at, "wei", "decide", refused=refused, **body)

    def heard(self, at: str, *officers: str) -> "Story":
        """These officers hear their result."""
        for who in officers:
            self.act(at, "chen", "give_feedback", who, mode="talk", text="已告知。")
        return self

    def dark(self, start: str, end: str) -> "Story":
        """No ticks in between."""
        self.outages.append(Outage(instant(start), instant(end)))
        return self

    def scenario(self, until: datetime, years: tuple[int, ...] | None) -> Scenario:
        """The story as a scenario that runs to an instant, over the calendars of some years."""
        people = [
            Player(who, who, "党建办", (Role.OFFICER,), "chen", "", "") for who in self.officers
        ]
        people += [
            Player(who, who, "", roles, "chen" if Role.OFFICER in roles else "", "", "")
            for who, roles in self.others.items()
        ]
        acts = tuple(sorted(self.acts, key=lambda act: act.at))
        digest = sha256(repr((people, acts)).encode()).hexdigest()
        return Scenario(
            "一件事", "guanghe", (Quarter.parse("2026Q3"),), until, years,
            tuple(people), acts, tuple(self.outages), {}, digest,
        )  # fmt: skip

    def play(
        self, until: str, folder: Path, later: int = 0, years: tuple[int, ...] | None = None
    ) -> Told:
        """Play it (`later` seconds longer) in an empty database; nothing may surprise."""
        end = instant(until) + timedelta(seconds=later)
        database = open_database(f"sqlite:///{folder / 'story.db'}")
        try:
            played = play(self.scenario(end, years), database)
            assert played.failures == []
            report = play_report(played)
            assert report["journal"]["valid"] is True
            query = "SELECT line FROM journal WHERE office = 'guanghe' ORDER BY seq"
            with database.read() as connection:
                rows = [json.loads(row.line) for row in connection.exec_driver_sql(query)]
            outbox = listing(database, "guanghe")
        finally:
            database.dispose()
        return Told(report, rows, list(outbox))


def three_ready() -> Story:
    """Three officers: zhang 92 and li 91 proposed for 好, wang 85 for 较好; one place."""
    story = Story("zhang", "li", "wang").ready("zhang", "li", "wang")
    return story.proposed("zhang", 92, GOOD).proposed("li", 91, GOOD).proposed("wang", 85, FAIR)
