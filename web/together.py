"""One step made on many files with one form: what they share is typed once, each has its own.

Every file is a command of its own to the engine, in a transaction of its own, under a key made of
the form's and the file's: what bars one holds up nobody, and a form sent twice has one effect.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rules.calendar import period_title
from rules.policy import Basis
from rules.rule import Obstacle
from storage import accounts
from storage.database import DatabaseBusy
from storage.load import Loader
from storage.lookup import lines
from storage.work import Conflict
from web import drafts
from web.beside import beside
from web.case import theirs
from web.doing import command_of, known_of, refusal_status
from web.forms import Field, Known, fields_of
from web.opened import Opened, several
from web.plain import telling
from web.site import Site
from web.visit import Visit, put_on_record
from workflow.accounts import Reader
from workflow.command import Command
from workflow.engine import perform
from workflow.pages import PAGES
from workflow.sight import Sight

MOST = 20
"""Files on one form."""
OUT, SEEN = "out", "seen"
NOT_SEEN = "不在您的职责范围内，没有办理"
NOTHING: Mapping[str, str] = {}
BUSY, NOT_NOW = "busy", "数据库正忙，没有办理，请再提交一次"
DIGITS = 9
KEY = 43
"""Signs of a form's key; with the number of a file it fits into what a request may carry."""


@dataclass(frozen=True)
class Joint:
    """A form on many files: its move and address, the fields they share, and those each has.

    Without `wanted`, of its own, a file is passed over; empty where what is shared is enough.
    """

    move: str
    place: str
    shared: tuple[str, ...]
    own: tuple[str, ...]
    wanted: str = ""


@dataclass(frozen=True)
class Row:
    """A file on the form: what it asks for, what was typed, and why it was or would be refused."""

    file: Opened
    quarter: str
    fields: Mapping[str, Field]
    facts: Mapping[str, Any]
    out: bool
    obstacles: Sequence[Obstacle]

    @property
    def number(self) -> int:
        """The number of the file."""
        return self.file.case.id

    @property
    def name(self) -> str:
        """Whose file it is."""
        return self.file.person.name if self.file.person else ""


@dataclass(frozen=True)
class Outcome:
    """What came of one file: the line of what was done, else the reasons; neither: passed over."""

    number: int
    name: str
    seq: int = 0
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the step was made."""
        return self.seq > 0

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it was refused, in the rules' sentences."""
        return tuple(o.text for o in self.obstacles)

    @property
    def refused(self) -> bool:
        """Whether it was asked for in vain."""
        return bool(self.obstacles)


def numbers_of(texts: Iterable[str]) -> list[int]:
    """The numbers of files among texts, each once, no more than a form holds."""
    plain = (text for text in texts if text.isascii() and text.isdigit() and len(text) <= DIGITS)
    return list(dict.fromkeys(map(int, plain)))[:MOST]


def typed(joint: Joint, form: Mapping[str, str], number: int) -> dict[str, str]:
    """What was filled in for a file: its own, else what all have in common."""
    own = {name: form.get(f"{number}.{name}", "") for name in (*joint.own, SEEN)}
    return {n: form.get(n, "") for n in joint.shared} | {n: t for n, t in own.items() if t.strip()}


def settle(visit: Visit, joint: Joint) -> list[Outcome]:
    """Make the step on each file of the form; what came of each, in its order."""
    office = visit.site.office
    numbers = numbers_of(visit.lists.get("file", ()))
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        files = _files(visit, loader, numbers)
        asked = [_asked(visit, joint, number, files.get(number)) for number in numbers]
    if len(files) < len(numbers):
        put_on_record(visit.site, visit.reader, visit.request)
    found: list[Outcome] = []
    for each in asked:
        if isinstance(each, Outcome):
            found.append(each)
            continue
        busy = any(o.rule == BUSY for came in found for o in came.obstacles)
        found.append(_put_off(*each[:2]) if busy else _made(visit, *each))
    if done := [each.number for each in found if each.done]:
        with office.store.database.begin() as connection:
            for number in done:
                place = visit.who.person, number, joint.move
                accounts.drop_draft(connection, office.id, place)
    return found


def _files(visit: Visit, loader: Loader, numbers: Iterable[int]) -> dict[int, Opened]:
    return several(visit.site, loader, visit.who, visit.at, numbers)


def _asked(
    visit: Visit, joint: Joint, number: int, file: Opened | None
) -> Outcome | tuple[int, str, Command]:
    """The command for a file; what came of it already, if there is none to give."""
    if file is None:
        return Outcome(number, f"第{number}号事项", 0, (_told(NOT_SEEN),))
    name = file.person.name if file.person else ""
    given = typed(joint, visit.form, number)
    wanted = not joint.wanted or visit.form.get(f"{number}.{joint.wanted}", "").strip()
    if visit.form.get(f"{number}.{OUT}") or not wanted:
        return Outcome(number, name)
    move = PAGES[file.case.procedure].by_id.get(joint.move)
    if move is None:
        return Outcome(number, name, 0, (_told(NOT_SEEN),))
    given["request"] = f"{visit.form.get('request', '')[:KEY]}.{number}"
    command, unclear = command_of(visit, file, move, given, {n: [t] for n, t in given.items()})
    return Outcome(number, name, 0, unclear) if unclear else (number, name, command)


def _told(text: str) -> Obstacle:
    return Obstacle("seen", "", Basis.CONVENTION, text)


def _put_off(number: int, name: str) -> Outcome:
    """What is to be sent once more: others kept the database, nothing was written."""
    return Outcome(number, name, 0, (Obstacle(BUSY, "", Basis.CONVENTION, NOT_NOW),))


def _made(visit: Visit, number: int, name: str, command: Command) -> Outcome:
    try:
        answer = perform(visit.site.office, command, visit.at)
    except (DatabaseBusy, Conflict):
        return _put_off(number, name)
    return Outcome(number, name, answer.seq if answer.done else 0, telling(answer.obstacles))


def status_of(found: Iterable[Outcome]) -> int:
    """How a form is answered that was not done for all."""
    return refusal_status(o for each in found for o in each.obstacles)


def rows(
    visit: Visit, loader: Loader, joint: Joint, numbers: Sequence[int], form: Mapping[str, str],
    found: Iterable[Outcome] = (),
) -> Iterator[Row]:  # fmt: skip
    """The files of these numbers on which the step is the reader's, with what was typed."""
    files, came = _files(visit, loader, numbers), {each.number: each.obstacles for each in found}
    for number in numbers:
        file = files.get(number)
        for possible in theirs(visit, file, joint.move) if file else ():
            assert file is not None, "it was asked"
            own = {name: form.get(f"{number}.{name}", "") for name in joint.own}
            asked = fields_of(possible.move.given, Known(), own)
            yield Row(
                file,
                period_title(file.case.period),
                {f.name: replace(f, name=f"{number}.{f.name}") for f in asked if f.name in own},
                beside(visit, file, joint.move, {}),
                bool(form.get(f"{number}.{OUT}")),
                came.get(number, ()) or possible.obstacles,
            )


def shared_fields(
    visit: Visit, joint: Joint, file: Opened, form: Mapping[str, str]
) -> dict[str, Field]:
    """The fields that all files of the form have in common, chosen from as on a form of one."""
    move = PAGES[file.case.procedure].by_id[joint.move]
    typed_ = {name: form.get(name, "") for name in joint.shared}
    asked = fields_of(move.given, known_of(visit, file, move), typed_)
    return {f.name: f for f in asked if f.name in joint.shared}


def kept(
    visit: Visit, loader: Loader, joint: Joint, numbers: Iterable[int],
    fixed: Mapping[str, str] = NOTHING,
) -> dict[str, str]:  # fmt: skip
    """What was typed for these files before and not handed in, as the form carries it.

    What was typed for something else than what is `fixed` is left alone.
    """
    office, who = visit.site.office, visit.who.person
    found = dict(fixed)
    for number in numbers:
        draft = accounts.draft_of(loader.connection, office.id, who, number, joint.move)
        given = drafts.parsed(draft[0]) if draft else {}
        if any(given.get(name) != text for name, text in fixed.items()):
            continue
        for name, text in given.items():
            if not isinstance(text, str):
                continue
            if name in joint.shared and found.setdefault(name, text) == text:
                continue  # what all have in common is not told of each
            if name in joint.own:
                found[f"{number}.{name}"] = text
    return found


def keep(
    site: Site, who: Reader, at: datetime, joint: Joint, lists: Mapping[str, list[str]]
) -> None:
    """Keep what somebody typed for each file as the draft of that file's own form."""
    form = {name: values[-1] for name, values in lists.items() if values}
    numbers, office = numbers_of(lists.get("file", ())), site.office
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        files = several(site, loader, who, at, numbers)
    with office.store.database.begin() as connection:
        for number, file in files.items():
            if file.sights == {Sight.OWN}:
                continue  # nobody takes these steps on their own file
            place = (who.person, number, joint.move)
            given = {n: t for n, t in typed(joint, form, number).items() if t and n != SEEN}
            own = any(form.get(f"{number}.{name}", "").strip() for name in joint.own)
            if not own and (joint.wanted or not given):
                accounts.drop_draft(connection, office.id, place)
                continue
            body = json.dumps(given, ensure_ascii=False)
            if len(body) <= drafts.LARGEST:
                accounts.keep_draft(connection, office.id, place, body, site.present())


def just_done(visit: Visit, loader: Loader, joint: Joint, numbers: Iterable[int]) -> list[str]:
    """On which of these files the reader made the step: whose they are."""
    files = _files(visit, loader, numbers)
    made = {
        line.body["case"]
        for line in lines(loader.connection, visit.site.office.id, cases=list(files))
        if line.body["move"] == joint.move
        and line.body["actor"] == visit.who.person
        and line.body["outcome"] == "done"
    }
    return [f.person.name for n, f in files.items() if f.person and n in made]
