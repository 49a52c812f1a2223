"""A file: where it stands, what is in it, what was done with it, and what can be done."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import beijing_day, is_quarter, period_title, quarter_of
from rules.guards.annual_exception import signed_at
from rules.guards.direct import standing
from rules.nouns import Case, Role
from rules.result import result_of
from rules.strokes import by_strokes
from storage.history import case_lines
from storage.lookup import lines
from web.arranged import Arranged, arranged, heading, way_of
from web.heard import checks_of, conduct_told, withdrawn_by
from web.labels import GOALS
from web.marking import ledger_of
from web.objected import objection_told
from web.opened import Opened, opened
from web.pages import go, shown
from web.people import total_of
from web.plans import content_shown
from web.refused import came_right, refused
from web.steps import LOCKED, next_after
from web.then import then
from web.visit import Here, Visit
from web.year_end import handed_in
from web.year_said import ahead, off_the_way, year_then
from web.yearly import yearly
from workflow.annual import ANNUAL
from workflow.cycle import CYCLE
from workflow.duties import Duty, bench_of, owed_on
from workflow.explain.objection import OUTCOMES
from workflow.lines import line_document, stage_titles, who_is_who
from workflow.pages import PAGES
from workflow.possible import Possible, possible_moves
from workflow.quarterly import QUARTERLY
from workflow.reading import record_reading
from workflow.report import case_report
from workflow.sight import Sight
from workflow.veil import AUDITED, line_seen, stage_seen

router = APIRouter()
CASE = "/cases/{number}"
APPRAISALS = frozenset({QUARTERLY.id, ANNUAL.id})
"""The pages whose files end in a grade."""
WHOLE = frozenset({Sight.OFFICE, Sight.GROUP, Sight.AUDIT})
"""As what somebody looks at a whole quarter."""


@router.get(CASE)
def show(visit: Here, number: int, done: int = 0) -> Response:
    """A file: where it is, what is in it, what was done, and what the reader may do."""
    with visit.site.office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
        if file.case.procedure == CYCLE.id:  # it has a page of its own
            return go(f"/quarters/{number}" + (f"?done={done}" if done else ""))
        line = _line(visit, file, done) if done else None
        told = said(visit, file, done) if line else ""
        following = None
        if line:
            following = ahead(file, line["move"]) or next_after(visit, file.loader, file.case)
        values = {"said": told, "moves": _laid_out(visit, file), **_told(visit, file)}
        values["following"] = following
        whole = file.entitled and _restricted(visit, file, values)
    if whole:
        put_on_record(visit, file)  # before it is shown; what cannot be put there is not shown
    return shown(visit, "case.html", **values)


def put_on_record(visit: Visit, file: Opened) -> None:
    """Leave the line of a reading of what is restricted in a file."""
    case, reader = file.case, visit.who.person
    record_reading(visit.site.office, reader, "page", visit.at, case=case.id, period=case.period)


def _restricted(visit: Visit, file: Opened, values: Mapping[str, Any]) -> bool:
    """Whether the page says more than anybody who may see the file is told."""
    if values["stage"] != stage_seen(file.case.stage, entitled=False):
        return True
    return bool(values["course"] != course(visit, file, entitled=False))


def theirs(visit: Visit, file: Opened, only: str = "") -> list[Possible]:
    """What is the reader's to do, open or barred; of one move alone if it is named."""
    asked = possible_moves(
        visit.site.office, file.loader, file.case, visit.who.person, visit.at, only=only
    )
    return [p for p in asked if p.theirs]


def _told(visit: Visit, file: Opened) -> dict[str, Any]:
    """What the page says of a file, as far as its reader may see it."""
    case, office = file.case, visit.site.office
    page = PAGES[case.procedure]
    bench = bench_of(office, file.loader, case.period)
    stage = stage_seen(case.stage, entitled=file.entitled)
    history = case_lines(file.loader.connection, office.id, case.id)
    appraised = case.procedure in APPRAISALS
    quarterly = case.procedure == QUARTERLY.id
    listed = owed_on(office, file.loader, case, visit.at, visit.viewer)
    plans = case.plans if case.person else ()
    named = {d.who for d in listed} | {case.supervisor} | {p.decided_by for p in plans}
    people = {p.id: p for p in file.loader.people(named - {""})}
    names = {who: person.name for who, person in people.items()}
    content = content_shown(case, history, names) if case.person else None
    owed = [
        {"name": people[d.who].name if d.who in people else "(未定)", "duty": d} for d in listed
    ]
    closed = _closed(visit, file, listed)
    done = course(visit, file)
    checks = checks_of(file) if quarterly else []
    graded = appraised and case.person and file.judged
    report = case_report(case, bench, "", visit.at) if graded else None
    return {
        "case": case,
        "page": page,
        "title": heading(page, period_title(case.period)),
        "person": file.person,
        "leader": people.get(case.supervisor),
        "stage": stage,
        "stage_title": page.stage_titles[stage],
        "stages": way_of(page, stage, beside=off_the_way(case)),
        "content": content if quarterly else None,
        "year": yearly(visit, file),
        "objection": objection_told(file),
        "about": conduct_told(file),
        "goals": GOALS,
        "refused": refused(file, content, done),
        "righted": came_right(case, content, done),
        "owed": owed,
        "closed": closed,
        "clerks": _clerks(visit, file) if closed else [],
        "report": report,
        "objections": case.objections if report is not None and quarterly else (),
        "outcomes": OUTCOMES,
        "checks": _checks(checks),
        "withdrawn": withdrawn_by(case, checks),
        "course": done,
        "stage_titles": stage_titles(),
        "audited": Sight.AUDIT in file.sights and not page.sealed,
        "quarter": _quarter(file),
        "quarter_title": period_title(case.period),
        "explained": report is not None and quarterly,
        "total": total_of(result_of(case, bench.policy.values), bench.policy.values)
        if report is not None and quarterly and case.marks
        else "",
        "ledger": ledger_of(case) if report is not None and quarterly else (),
        "directs": case.directs if report is not None and quarterly else (),
    }


def _closed(visit: Visit, file: Opened, listed: Iterable[Duty]) -> list[Duty]:
    """What of the reader's own is locked: it is accepted no more unless the office grants it."""
    policy = bench_of(visit.site.office, file.loader, file.case.period).policy
    if policy.values.late_work != "lock":
        return []
    own = (d for d in listed if d.who == visit.who.person)
    return [d for d in own if d.overdue and d.deadline in LOCKED]


def _clerks(visit: Visit, file: Opened) -> list[str]:
    """Who grants it."""
    held = file.loader.holders([Role.OFFICE], beijing_day(visit.at))
    return sorted((p.name for p in file.loader.people(held)), key=by_strokes)


def _checks(found: Iterable[Case]) -> list[tuple[int, str, str]]:
    """Checks of conduct: number, what is checked, how far it is."""
    pages = ((c, PAGES[c.procedure]) for c in found)
    return [(c.id, page.title, page.stage_titles[c.stage]) for c, page in pages]


def _quarter(file: Opened) -> Case | None:
    """The quarter a file stands in, for those who look at all of it."""
    if not file.sights & WHOLE or not is_quarter(file.case.period):
        return None
    return file.loader.case_of(CYCLE.id, file.case.period, "")


def _laid_out(visit: Visit, file: Opened) -> Arranged:
    """What the reader may do, with what presses on them first."""
    case, today = file.case, beijing_day(visit.at)
    pressing = []
    if case.procedure == QUARTERLY.id and Sight.OWN in file.sights:
        quarter = quarter_of(case.period)
        ended = (m for m in quarter.months if quarter.month_last(m) <= today)
        pressing = ["summarise"] if any(m not in case.handed_in for m in ended) else []
    told = case.feedback if case.procedure == QUARTERLY.id else None
    signed = told and any(a.at >= told.at for a in case.acknowledgements)
    idle = {name for name, waits in WAITED_FOR.items() if not waits(visit, case)}
    listed = [
        p
        for p in theirs(visit, file)
        if p.move.id not in idle
        if p.move.id not in APART or all(o.rule != "reviewer_apart" for o in p.obstacles)
    ]
    settled = ["acknowledge"] if signed else []
    settled += ["summarise_year"] if handed_in(file) else []
    return arranged(listed, before=pressing, settled=settled)


def _unverified(visit: Visit, case: Case) -> bool:
    """Whether an item of the ledger waits for the reader to verify it."""
    return any(o.waits and o.entered_by != visit.who.person for o in case.opi)


def _unconfirmed(_: Visit, case: Case) -> bool:
    """Whether a direct grade that was proposed waits for the group."""
    return any(d.status == "standing" for d in case.directs) or len(standing(case.directs)) > 1


WAITED_FOR: Mapping[str, Callable[[Visit, Case], bool]] = {
    "verify_opi": _unverified,
    "void_opi": lambda _, case: any(o.waits for o in case.opi),
    "confirm_direct": _unconfirmed,
    "acknowledge_year": lambda _, case: signed_at(case) is None,
}
"""Moves that answer something on the file: offered only while there is something to answer."""


def course(visit: Visit, file: Opened, *, entitled: bool | None = None) -> list[Mapping[str, Any]]:
    """What was done with a file, newest first, as far as its reader may know of it."""
    entitled = file.entitled if entitled is None else entitled
    secret = frozenset() if entitled and Sight.AUDIT in file.sights else AUDITED
    office = visit.site.office
    connection = file.loader.connection
    written = lines(connection, office.id, cases=[file.case.id])
    known = who_is_who(connection, office.id, written)
    policy = bench_of(office, file.loader, file.case.period).policy
    told = (
        line_seen(line_document(line, known), policy, entitled=entitled, concerned=True)
        for line in written
        if line.body.get("move") not in secret
    )
    listed = [t for t in told if t["outcome"] == "done" or t["who"] == visit.who.handle]
    hidden = not file.judged
    return [t for t in reversed(listed) if not (hidden and t["move"] in JUDGING)]


KEEPERS = frozenset({Role.AUDITOR})
"""Who is told the number of the line as well: they work with the journal."""
APART = frozenset({"investigate_objection"})
"""What others make instead of the reviewer, to whom it is not put at all."""
AWAITING = "等待组长确认，确认后生效"
CONFIRMED = frozenset({"extension", "exemption"})
"""What the office asks for and the chair may have to confirm."""
JUDGING = frozenset({"mark", "propose", "propose_direct", "decide", "grade", "confirm_direct"})
"""Moves that an officer does not learn of before the result is told to them."""


def said(visit: Visit, file: Opened, seq: int) -> str:
    """What the reader has just done, from its line; empty if the line is not theirs."""
    told = _line(visit, file, seq)
    if told is None:
        return ""
    rest = f"；{AWAITING}" if _awaits(visit, file, seq, told["move"]) else ""
    line = f"，留痕第{seq}行" if visit.who.roles & KEEPERS else ""
    after = year_then(visit, file, told) or then(visit, file, told["move"])
    return f"已办理：{told['title']}{line}{rest}{after}"


def _line(visit: Visit, file: Opened, seq: int) -> Mapping[str, Any] | None:
    """The line of what the reader did; None if it is not theirs."""
    theirs = (told for told in course(visit, file) if told["who"] == visit.who.handle)
    return next((told for told in theirs if told["seq"] == seq), None)


def _awaits(visit: Visit, file: Opened, seq: int, move: str) -> bool:
    """Whether what a line did takes effect only once the chair confirms it."""
    connection, office, case = file.loader.connection, visit.site.office.id, file.case
    written = lines(connection, office, cases=[case.id], after=seq - 1, telling=[move])
    rows = (row for line in written if line.seq == seq for row in line.wrote)
    return any(name in CONFIRMED and values.get("status") == "pending" for name, values in rows)
