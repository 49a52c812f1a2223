"""What the model says to a move: who may make it, from where, and whether it is accepted."""

from collections.abc import Callable
from datetime import date, datetime

from tests.properties.model import (
    BEFORE,
    DECIDED,
    LAST,
    MONTH_DUE,
    PLAN_DUE,
    Deed,
    File,
    Model,
    Plan,
    after,
    day_of,
    end_of,
)

STAY = ("planning", "plan_review", "recording")
REVIEW = ("appraising", "determining")
OWN = {"submit_plan", "amend_plan", "log", "summarise", "state", "acknowledge"}
LEADER = {
    "approve_plan", "return_plan", "return_summary", "return_record", "void_item", "mark",
    "propose", "propose_direct",
}  # fmt: skip
CHAIR = {"set_aside", "confirm_direct"}
CYCLE = {
    "extend": "office", "publish": "office", "annul_publicity": "office", "amend_roster": "office",
    "confirm": "chair", "decide": "chair", "send_back": "chair", "postpone_session": "chair",
}  # fmt: skip
WAYS: dict[str, dict[str, str]] = {
    "submit_plan": {"planning": "plan_review"},
    "approve_plan": {"plan_review": "recording", "recording": "recording"},
    "return_plan": {"plan_review": "planning", "recording": "recording"},
    "amend_plan": {"recording": "recording"},
    "log": {s: s for s in STAY},
    "summarise": {s: s for s in STAY},
    "return_summary": {"recording": "recording", "appraising": "recording"},
    "void_item": {"recording": "recording", "appraising": "appraising"},
    "exempt": {s: s for s in BEFORE},
    "record_opi": {s: s for s in BEFORE},
    "verify_opi": {s: s for s in BEFORE},
    "void_opi": {s: s for s in BEFORE},
    "mark": {"appraising": "appraising"},
    "propose": {"appraising": "determining"},
    "return_record": {"appraising": "recording"},
    "propose_direct": {"appraising": "appraising"},
    "state": {s: s for s in REVIEW},
    "confirm_direct": {s: s for s in REVIEW},
    "set_aside": {s: s for s in BEFORE},
    "give_feedback": {s: s for s in ("feedback", "undetermined")},
    "acknowledge": {s: s for s in (*DECIDED, "undetermined")},
}
REOPEN = {
    "planning": dict.fromkeys(BEFORE, "planning"),
    "recording": {s: s for s in STAY} | dict.fromkeys(REVIEW, "recording"),
}
Check = Callable[[Model, Deed, datetime], bool]


def may(model: Model, deed: Deed) -> bool:
    """Whether this person may make this move on this file."""
    roles = model.roles[deed.who]
    if deed.move in CYCLE:
        return CYCLE[deed.move] in roles
    if deed.move in OWN:
        return "officer" in roles and deed.who == deed.case
    if deed.who == deed.case:
        return False
    leads = "supervisor" in roles and model.files[deed.case].leader == deed.who
    if deed.move in LEADER:
        return leads
    if deed.move in CHAIR:
        return "chair" in roles
    group = leads or bool(roles & {"member", "chair", "deputy"})
    return "office" in roles or (deed.move == "give_feedback" and group)


def way(model: Model, deed: Deed) -> str | None:
    """The stage a move leads to; None if it is not made from here."""
    if deed.move in CYCLE:
        return None if model.concluded else "running"
    ways = REOPEN[deed.data["stage"]] if deed.move == "reopen" else WAYS[deed.move]
    return ways.get(model.files[deed.case].stage)


def accepts(model: Model, deed: Deed, at: datetime) -> bool:
    """Whether the engine must accept an act."""
    if deed.move not in CYCLE and deed.case not in model.files:
        return False
    if not (deed.sound and may(model, deed) and way(model, deed)):
        return False
    until = day_in(deed, "until")
    if until and until < day_of(at):
        return False
    check = CHECKS.get(deed.move)
    return check is None or check(model, deed, at)


def day_in(deed: Deed, name: str) -> date | None:
    """A day of an input, if it is there."""
    return date.fromisoformat(deed.data[name]) if name in deed.data else None


def _file(model: Model, deed: Deed) -> File:
    return model.files[deed.case]


def _submit(model: Model, deed: Deed, at: datetime) -> bool:
    return at < model.plan_closes(_file(model, deed))


def _pending(model: Model, deed: Deed, at: datetime) -> bool:
    return _file(model, deed).pending is not None


def _amend(model: Model, deed: Deed, at: datetime) -> bool:
    file = _file(model, deed)
    if file.approved is None or file.pending:
        return False
    opened = [until for item, _, until in file.openings if item == "plan"]
    if at < end_of(max([date(2026, 9, 15), *opened])):
        return True
    return at < end_of(LAST) and file.approved.only_assigned(plan_in(deed))


def plan_in(deed: Deed) -> Plan:
    """The plan that an input hands in."""
    items = {i["title"]: int(i["weight"]) for i in deed.data["items"]}
    assigned = {
        i["title"]: items[i["title"]] for i in deed.data["items"] if i["goal"] == "assigned"
    }
    return Plan("submitted", items, assigned)


def _log(model: Model, deed: Deed, at: datetime) -> bool:
    told = day_in(deed, "date")
    known = {title for plan in _file(model, deed).plans for title in plan.items}
    fits = told is not None and date(2026, 7, 1) <= told <= min(LAST, day_of(at))
    return fits and deed.data.get("item", "") in {"", *known}


def _summarise(model: Model, deed: Deed, at: datetime) -> bool:
    month = deed.data["month"]
    if month not in MONTH_DUE or day_of(at) < date(2026, month, 1):
        return False
    file = _file(model, deed)
    return file.approved_at is not None and at < model.month_closes(file, month)


def _return_summary(model: Model, deed: Deed, at: datetime) -> bool:
    return _file(model, deed).months.get(deed.data["month"]) == "submitted"


def _void(model: Model, deed: Deed, at: datetime) -> bool:
    plan = _file(model, deed).approved
    return plan is not None and deed.data["title"] in plan.live and len(plan.live) > 1


def _reopen(model: Model, deed: Deed, at: datetime) -> bool:
    return deed.data.get("month") in {None, *MONTH_DUE}


def _record_opi(model: Model, deed: Deed, at: datetime) -> bool:
    told = day_in(deed, "date")
    fresh = deed.data["document"] not in _file(model, deed).ledger
    return fresh and told is not None and told <= min(LAST, day_of(at))


def _verify_opi(model: Model, deed: Deed, at: datetime) -> bool:
    entry = _file(model, deed).ledger.get(deed.data["document"])
    return entry is not None and not entry[2] and entry[0] != deed.who


def _void_opi(model: Model, deed: Deed, at: datetime) -> bool:
    entry = _file(model, deed).ledger.get(deed.data["document"])
    return entry is not None and not entry[2]


def _mark(model: Model, deed: Deed, at: datetime) -> bool:
    plan = _file(model, deed).approved
    return plan is not None and set(deed.data["kpi"]) <= set(plan.live)


def _propose(model: Model, deed: Deed, at: datetime) -> bool:
    file = _file(model, deed)
    if file.total() is None:
        return False
    return bool(deed.data.get("reason")) or deed.data["grade"] == file.band()


def _propose_direct(model: Model, deed: Deed, at: datetime) -> bool:
    grades = {d.grade for d in _file(model, deed).standing}
    return deed.data["grade"] in {"好", "较差"} - grades


def _state(model: Model, deed: Deed, at: datetime) -> bool:
    return any(d.grade == "较差" for d in _file(model, deed).standing)


def _confirm_direct(model: Model, deed: Deed, at: datetime) -> bool:
    file, grade = _file(model, deed), deed.data["grade"]
    found = [d for d in file.standing if d.grade == grade]
    settled = len({d.grade for d in file.standing}) == 1
    if file.newcomer or not found or (settled and any(d.status == "confirmed" for d in found)):
        return False
    if grade == "好":
        return True
    heard = any(stated >= found[-1].at for stated in file.statements)
    return heard or at >= end_of(after(day_of(found[-1].at), 3))


def _extend(model: Model, deed: Deed, at: datetime) -> bool:
    scope, month = deed.data["scope"], deed.data.get("month")
    sections = {file.section for file in model.files.values()}
    if scope == "section":
        fits = deed.data["section"] in sections
    else:
        fits = scope == "all" or (scope in model.files and scope != deed.who)
    if not fits or month not in {None, *MONTH_DUE}:
        return False
    ordinary = PLAN_DUE if deed.data["stage"] == "planning" else MONTH_DUE[month or 7]
    until = day_in(deed, "until")
    return until is not None and until > ordinary


def _confirm(model: Model, deed: Deed, at: datetime) -> bool:
    if deed.data["of"] == "extend":
        return any(not e["effective"] for e in model.extensions)
    file = model.files.get(deed.data["who"])
    return file is not None and file.exempting and file.stage in BEFORE


def _decide(model: Model, deed: Deed, at: datetime) -> bool:
    grades, reasons = deed.data["grades"], deed.data["reasons"]
    files = model.files
    if not set(grades) <= set(files) or not grades:
        return False
    due = {w for w, f in files.items() if f.stage in BEFORE and not f.aside and not f.newcomer}
    if not model.sessions and not due <= set(grades):
        return False
    for who, grade in grades.items():
        file = files[who]
        if file.newcomer:
            if grade != "不确定" or not file.checked or len({d.grade for d in file.standing}) > 1:
                return False
            continue
        if file.stage != "determining" or file.total() is None:
            return False
        if not reasons and (grade != file.proposal or grade == "不确定"):
            return False
        if len({d.grade for d in file.standing}) > 1:
            return False
        if any(d.status == "confirmed" and d.grade != grade for d in file.standing):
            return False
    return model.good + list(grades.values()).count("好") <= model.limit


def _publish(model: Model, deed: Deed, at: datetime) -> bool:
    batch = model.batch()
    return bool(batch) and all(file.told for file in batch) and model.good <= model.limit


def _roster(model: Model, deed: Deed, at: datetime) -> bool:
    file = model.files.get(deed.data["who"])
    if model.n is not None or deed.data["who"] == deed.who:
        return False
    if deed.data["included"]:
        joined = day_in(deed, "joined")
        return file is None and joined is not None and joined <= LAST
    return file is not None and file.stage != "exempt"


CHECKS: dict[str, Check] = {
    "submit_plan": _submit, "approve_plan": _pending, "return_plan": _pending,
    "amend_plan": _amend, "log": _log, "summarise": _summarise,
    "return_summary": _return_summary, "void_item": _void, "reopen": _reopen,
    "exempt": lambda m, d, at: not _file(m, d).exempting,
    "record_opi": _record_opi, "verify_opi": _verify_opi, "void_opi": _void_opi,
    "mark": _mark, "propose": _propose,
    "propose_direct": _propose_direct, "state": _state, "confirm_direct": _confirm_direct,
    "set_aside": lambda m, d, at: not _file(m, d).aside,
    "acknowledge": lambda m, d, at: _file(m, d).told,
    "extend": _extend, "confirm": _confirm, "decide": _decide, "publish": _publish,
    "amend_roster": _roster,
    "send_back": lambda m, d, at: d.data["who"] in m.files
    and m.files[d.data["who"]].stage == "determining",
    "postpone_session": lambda m, d, at: date.fromisoformat(d.data["to"]) >= day_of(at),
    "annul_publicity": lambda m, d, at: any(status == "open" for status, _ in m.postings),
}  # fmt: skip
