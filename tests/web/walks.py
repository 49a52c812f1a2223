"""Examples played on the web: what is owed is come to by links, and acts are made through forms.

Before each act of an example whoever may make a move that nobody was seen to make yet goes by
links alone from their home page to its form, fills it in and sends it; what is sent is taken back,
and the example goes on as it is written.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from cli.moves import known
from rules.calendar import beijing_day, is_quarter
from rules.nouns import Case, Role
from storage.database import open_database
from storage.load import Loader
from tests.exhaustive.explorer import STRANGERS, example_input, imagine, kinds_of
from tests.offices.test_examples import EXAMPLES
from tests.web.album import Album
from tests.web.ways import HOME, Walker, Way
from web.access import load
from workflow.command import Command
from workflow.concealed import revealed
from workflow.cycle import CYCLE
from workflow.duties import duties
from workflow.pages import PAGES
from workflow.play import Played, play_act, run_clock, stage_set
from workflow.possible import possible_moves
from workflow.scenario import Act, load_scenario
from workflow.sight import sights
from workflow.tasks import tasks
from workflow.veil import Viewer
from workflow.year import YEAR

EVERYBODY = Viewer(roles=frozenset(Role))
PAGED = {path for method, path in load() if method == "GET" and "{move}" not in path} - {
    "/healthz", "/readyz", "/analysis.csv", "/calendar/model", "/people-of-office/model",
    "/people-of-office/export", "/verify/progress", "/sign-in/provider/return",
    *(path for _, path in load() if path.startswith("/api/")),
}  # fmt: skip
"""Where pages stand, forms of moves aside; what answers with something else is left out."""
ELSEWHERE = {"/sign-in", "/sign-in/provider", "/demo-time"}
"""Pages for strangers, and for the demonstration alone."""
CLICKS = 4
"""From home to the form of what merely may be done: by the quarter's page and by a file's."""
OWNERS = {d.id: d.owner for page in PAGES.values() for d in page.deadlines}


def told_as(move: str, data: Mapping[str, Any], *, repeats: bool) -> dict[str, Any]:
    """What is handed in, as the form of a move has it."""
    told = {
        called: value
        for name, value in data.items()
        if (called := CALLED.get((move, name), name)) and not (repeats and name == "number")
    }
    if move == "confirm" and "who" in told:  # the form names what and whose in one choice
        return {"of": f"{told['of']}:{told['who']}"}
    return told


CALLED = {("log", "kind"): "", ("end_goal", "to"): "until"}
"""What a form calls otherwise, or tells from the rest of it."""


class Instead(NamedTuple):
    """A move made in the place of an act of an example, by whoever makes that or by another."""

    example: str
    act: str
    data: Mapping[str, Any]
    who: str = ""
    case: str = ""


class Try(NamedTuple):
    """A move that somebody is to make on a case; `must` it be accepted."""

    who: str
    case: Case | None
    move: str
    data: Mapping[str, Any]
    must: bool = False


@dataclass
class Walks:
    """What was come to in the examples that were walked, and what was not though it should."""

    settles: Mapping[str, tuple[str, ...]]
    eases: Mapping[str, tuple[str, ...]]
    instead: Mapping[str, Instead]
    lists: Mapping[str, str]
    made: dict[str, Way] = field(default_factory=dict)
    owed: dict[tuple[str, bool], Way] = field(default_factory=dict)
    stuck: dict[str, Way] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    album: Album = field(default_factory=Album)
    asked: set[tuple[str, Role]] = field(default_factory=set)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def walk(self, example: str, folder: Path, acts: int | None = None) -> None:
        """Play an example, or its first acts, and look before each act."""
        scenario = load_scenario(EXAMPLES / f"{example}.toml")
        database = open_database(f"sqlite:///{folder}/{example}.db")
        played = stage_set(replace(scenario, people=(*scenario.people, *STRANGERS)), database)
        walker = Walker(played, self.album)
        for place, act in enumerate(scenario.acts[:acts], 1):
            run_clock(played, act.at)
            walker.at(act.at)
            moment = Moment(self, walker, played, f"{example}/{place}", act)
            moment.look()
            play_act(played, act, f"act-{place}")
        if acts is None:
            self._open_the_rest(walker, moment.cases)
        database.dispose()

    def _open_the_rest(self, walker: Walker, cases: list[Case]) -> None:
        """Open the pages that stand on no way, whoever may come in."""
        for route in PAGED - ELSEWHERE - self.album.routes:
            for case in cases if "{" in route else cases[:1]:
                for who in walker.played.ids:
                    if route not in self.album.routes:
                        walker.leaf(who, route.replace("{number}", str(case.id)))


@dataclass
class Moment:
    """A point of an example, before one of its acts."""

    walks: Walks
    walker: Walker
    played: Played
    name: str
    act: Act
    cases: list[Case] = field(default_factory=list)

    def look(self) -> None:
        """Come to what is owed and stuck that the act settles, and make the moves not yet made."""
        office, scenario = self.played.office, self.played.scenario
        periods = [*map(str, scenario.quarters), *map(str, scenario.years)]
        with office.store.database.read() as connection:
            loader = Loader(connection, office.id, lock=False)
            self.cases = [
                revealed(office, loader, case)
                for page in PAGES
                for period in periods
                for case in loader.of_period(page, period)
            ]
            opened = [p for p in periods if any(c.period == p for c in self.cases)]
            tries = [*self._acts(), *self._of_new_stages(loader)]
            owing = list(self._owing(loader, opened))
            kinds = self._stuck(loader, opened)
        for who, case, move, key in owing:
            self._come_to_owed(who, case, move, key)
        for kind in kinds:
            self._come_to_stuck(kind)
        for each in tries:
            self._try(each)

    # What is to be made.

    def _acts(self) -> Iterator[Try]:
        """The act that comes next, and what is made in its place."""
        act, made = self.act, self.walks.made
        if act.do in known() and act.do not in made and act.refused is None:
            case = self._case(act.do, act.case, act.data.get("number"))
            data = dict(act.data)
            if known()[act.do][0].collective and act.case != act.who:
                data["who"] = act.case
            yield Try(act.who, case, act.do, data, must=True)
        for move, row in self._instead():
            if move not in made:
                case = self._case(move, row.case or act.case, None)
                yield Try(row.who or act.who, case, move, row.data, must=True)

    def _instead(self) -> list[tuple[str, Instead]]:
        """What may be made in the place of the act that comes next."""
        here = self.name.partition("/")[0], self.act.do
        return [(m, row) for m, row in self.walks.instead.items() if (row.example, row.act) == here]

    def _case(self, move: str, handle: str, number: object) -> Case | None:
        """The case that a move is made on; None for what is on no case."""
        page, _ = known()[move]
        person = self.played.ids.get(handle, handle)
        found = [
            c
            for c in self.cases
            if c.procedure == page.id and c.period == self.act.quarter
            if page.collective or c.person == person
            if not (page.repeats and number) or c.ordinal == number
        ]
        return found[-1] if found else None

    def _of_new_stages(self, loader: Loader) -> Iterator[Try]:
        """What people of each kind may do in stages that no walk came to before."""
        office, day = self.played.office, beijing_day(self.act.at)
        handles = {person: handle for handle, person in self.played.ids.items()}
        for case in self.cases:
            if (case.procedure, case.stage) in self.walks.seen:
                continue
            self.walks.seen.add((case.procedure, case.stage))
            for person in kinds_of(self.played, case).values():
                if not sights(loader, person, loader.roles(person, day), case, self.act.at):
                    continue
                for each in possible_moves(office, loader, case, person, self.act.at):
                    asked = each.capacity and (each.move.id, each.capacity.role)
                    if asked and each.open and asked not in self.walks.asked:
                        self.walks.asked.add(asked)
                        data = example_input(self.played, case, each.move.id, self.act.at)
                        yield Try(handles[person], case, each.move.id, data)

    def _try(self, each: Try) -> None:
        """Come to a form by links and send it; what is wrong is a fault."""
        walks, move = self.walks, each.move
        if each.must and move in walks.made:
            return
        way = self.walker.way(each.who, self._is_form(move, each.case), move,
                              self._near(each.case), CLICKS)  # fmt: skip
        told = f"{self.name} {each.who} {move}"
        if way is None:
            # What nobody could make as things stand, a page need not offer.
            if each.must or self._accepted(each):
                walks.faults.append(f"{told}: no way")
            return
        repeats = known()[move][0].repeats
        data = told_as(move, each.data, repeats=repeats)
        try:
            answer = self.walker.made(each.who, way.form, data)
        except KeyError as missing:
            if each.must:
                walks.faults.append(f"{told}: {missing}")
            return
        if answer.status_code == 303:
            walks.made.setdefault(move, way)
        elif each.must:
            walks.faults.append(f"{told}: {answer.status_code} {answer.text}")

    def _accepted(self, each: Try) -> bool:
        """Whether the engine would let somebody make a move."""
        assert each.case is not None, "it is tried on a case"
        person, case = self.played.ids[each.who], each.case
        subject = case.person or person
        command = Command(each.move, person, case.period, subject, dict(each.data))
        return imagine(self.played, command, self.act.at)[0].done

    def _is_form(self, move: str, case: Case | None) -> Callable[[str], bool]:
        places = {f"/cases/{case.id}/do/{move}"} if case else set()
        places |= {self.walks.lists[move]} if move in self.walks.lists else set()
        return lambda link: link.partition("#")[0].partition("?")[0] in places

    def _near(self, case: Case | None) -> tuple[str, ...]:
        """The addresses of a case, and of the quarter or year it stands in."""
        if case is None:
            return ()
        whole = self._on("", case).id
        own = [c.id for c in self.cases if (c.person, c.period) == (case.person, case.period)]
        files = {f"/cases/{number}" for number in (whole, case.id, *own)}
        return *files, f"/quarters/{whole}"

    # What is owed.

    def _owing(
        self, loader: Loader, periods: list[str]
    ) -> Iterator[tuple[str, Case, str, tuple[str, bool]]]:
        """Who owes what the act settles and can do so now, by which move on which case."""
        here = {self.act.do, *(move for move, _ in self._instead())}
        wanted = {d for d, moves in self.walks.settles.items() if here & set(moves)}
        if not wanted:
            return
        office, at = self.played.office, self.act.at
        handles = {person: handle for handle, person in self.played.ids.items()}
        by_id = {c.id: c for c in self.cases}
        for period in periods:
            for duty in duties(office, loader, period, at, EVERYBODY):
                if duty.deadline not in wanted:
                    continue
                case = by_id[duty.case]
                key = duty.deadline, self._stands_in(loader, duty.deadline, duty.who, case)
                if key in self.walks.owed:
                    continue
                for move in self.walks.settles[duty.deadline]:
                    on = self._on(move, case)
                    asked = possible_moves(office, loader, on, duty.who, at, only=move)
                    if any(p.theirs and p.open for p in asked):
                        yield handles[duty.who], on, move, key
                        break

    def _stands_in(self, loader: Loader, deadline: str, who: str, case: Case) -> bool:
        """Whether somebody owes what is another's to do by their role."""
        owner = OWNERS[deadline]
        if owner is Role.SUPERVISOR:
            return who != case.supervisor
        return owner not in loader.roles(who, beijing_day(self.act.at))

    def _on(self, move: str, case: Case) -> Case:
        """The case a move is made on: this one, or that of the office's quarter."""
        if move in PAGES[case.procedure].by_id:
            return case
        return next(c for c in self.cases if _is_whole(c) and c.period == case.period)

    def _come_to_owed(self, who: str, case: Case, move: str, key: tuple[str, bool]) -> None:
        if key in self.walks.owed:
            return
        links = self.walker.leaf(who, HOME).owed
        way = self.walker.way_from(who, links, self._is_form(move, case), move)
        if way is None or way.barred:
            self.walks.faults.append(f"{self.name} {who} owes {key[0]}: no way to {move} {links}")
        else:
            self.walks.owed[key] = way

    def _stuck(self, loader: Loader, periods: list[str]) -> set[str]:
        """The kinds of what is stuck that the act eases."""
        eases, office = self.walks.eases, self.played.office
        wanted = {k for k in eases if self.act.do in eases[k] and k not in self.walks.stuck}
        if not wanted or self.act.refused:
            return set()
        return wanted & {
            task.kind
            for period in periods
            if is_quarter(period)
            for task in tasks(office, loader, period, self.act.at, EVERYBODY)
        }

    def _come_to_stuck(self, kind: str) -> None:
        who, move = self.act.who, self.act.do
        links = self.walker.leaf(who, HOME).stuck
        case = self._case(move, self.act.case, self.act.data.get("number"))
        way = self.walker.way_from(who, links, self._is_form(move, case), move)
        if way is None or way.barred:
            self.walks.faults.append(f"{self.name} {who} told of {kind}: no way to {move} {links}")
        else:
            self.walks.stuck[kind] = way


def _is_whole(case: Case) -> bool:
    return case.procedure in {CYCLE.id, YEAR.id}
