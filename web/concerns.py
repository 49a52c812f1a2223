"""Where anybody says what is wrong: of another's published result, or to the auditor (R27, R34).

Whoever holds no office's view of a quarter comes in here. Nothing typed is kept as a draft, and
of a report the page afterwards says no more than that it was made.
"""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.responses import Response

from rules.nouns import Person
from rules.strokes import by_strokes
from rules.supervision import KINDS
from storage import passwords
from storage.load import Loader
from storage.lookup import quarters
from web.doing import refusal_status
from web.pages import go, shown
from web.visit import Here, Visit
from workflow.command import Command
from workflow.engine import perform

router = APIRouter()
CONCERNS = "/concerns"
REPORT, OBJECT = "report_irregularity", "object_other"
FIELDS: Mapping[str, tuple[str, ...]] = {REPORT: ("about", "kind", "text"), OBJECT: ("who", "text")}
NAMED: Mapping[str, str] = {REPORT: "about", OBJECT: "who"}
SAID = {
    "object": "已登记，由考核办受理后调查核实，领导小组研究答复",
    "report": "已送达监督人员。只有监督人员能看到，其他人和考核办都看不到",
}
MOST_LISTED = 300
"""People up to whom names are offered while one is typed."""


@router.get(CONCERNS)
def ask(visit: Here, done: str = "") -> Response:
    """What may be said here, and to whom it goes."""
    return _page(visit, said=SAID.get(done, ""))


@router.post(CONCERNS)
def say(visit: Here) -> Response:
    """Make an objection or a report; the page again, with the reasons, if it is refused."""
    move = visit.form.get("move", "")
    if move not in FIELDS:
        raise visit.deny()
    office = visit.site.office
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        people, period = loader.everyone(), _newest(loader)
        if move == OBJECT:
            period = next(iter(_public(loader)), period)
    data = {name: visit.form.get(name, "").strip() for name in FIELDS[move]}
    found = _called(people, data[NAMED[move]])
    if len(found) > 1:
        return _page(visit, [f"有{len(found)}人叫“{data[NAMED[move]]}”，请写登录名"], 422)
    data[NAMED[move]] = found[0] if found else data[NAMED[move]]
    request = visit.form.get("request", "")[:64]
    answer = perform(
        office, Command(move, visit.who.person, period, "", data, request=request), visit.at
    )
    if answer.done:
        return go(f"{CONCERNS}?done={'object' if move == OBJECT else 'report'}")
    return _page(visit, [o.text for o in answer.obstacles], refusal_status(answer.obstacles))


def _called(people: Sequence[Person], text: str) -> list[str]:
    """The handles of whoever a text names: by handle, else everybody of that name."""
    if any(p.handle == text for p in people):
        return [text]
    return [p.handle for p in people if p.name == text]


def _newest(loader: Loader) -> str:
    """The quarter on which a report is put: the last that was opened."""
    known = quarters(loader.connection, loader.office)
    return known[-1].period if known else ""


def _public(loader: Loader) -> dict[str, list[Person]]:
    """Whose results are under publicity, by quarter, newest first."""
    found: dict[str, list[Person]] = {}
    for each in reversed(quarters(loader.connection, loader.office)):
        if each.stage == "concluded":
            continue
        cases = loader.of_period("quarterly", each.period, ())
        people = loader.people(c.person for c in cases if c.stage == "publicity")
        if people:
            found[each.period] = sorted(people, key=lambda p: (by_strokes(p.name), p.id))
    return found


def _page(
    visit: Visit, obstacles: Sequence[str] = (), status: int = 200, said: str = ""
) -> Response:
    with visit.site.office.store.database.read() as connection:
        loader = Loader(connection, visit.site.office.id, lock=False)
        public = next(iter(_public(loader).values()), [])
        everyone = loader.everyone()
        opened = bool(_newest(loader))
    others = [p for p in public if p.id != visit.who.person]
    return shown(
        visit, "concerns.html", status, said=said, obstacles=obstacles, filled=visit.form,
        move=visit.form.get("move", ""), public=others, own=len(others) < len(public),
        names=sorted({p.name for p in everyone}) if len(everyone) <= MOST_LISTED else [],
        kinds=KINDS, opened=opened, request_key=passwords.token(),
    )  # fmt: skip
