"""What the model takes over from an act that was accepted (see model and verdicts)."""

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

from tests.properties.model import DIMENSIONS, Deed, Direct, File, Model, after, day_of
from tests.properties.verdicts import CYCLE, day_in, plan_in, way

Do = Callable[[Model, Deed, datetime], None]


def take_over(model: Model, deed: Deed, at: datetime) -> None:
    """Make an accepted act in the model."""
    target = way(model, deed)
    do = DOES.get(deed.move)
    if do:
        do(model, deed, at)
    if deed.move not in CYCLE and target:
        model.files[deed.case].stage = target


def _plan(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].plans.append(plan_in(deed))


def _approve(model: Model, deed: Deed, at: datetime) -> None:
    file = model.files[deed.case]
    pending = file.pending
    if file.approved:
        file.approved.status = "superseded"
        file.marks = {name: file.marks[name] for name in file.marks if name in DIMENSIONS}
    if pending:
        pending.status = "approved"
    file.approved_at = file.approved_at or at


def _until(deed: Deed, at: datetime) -> date:
    ordinary = after(day_of(at), 3)
    return max(day_in(deed, "until") or ordinary, ordinary)


def _return_plan(model: Model, deed: Deed, at: datetime) -> None:
    file = model.files[deed.case]
    if file.pending:
        file.pending.status = "returned"
    file.openings.append(("plan", None, _until(deed, at)))


def _summarise(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].months[deed.data["month"]] = "submitted"


def _return_summary(model: Model, deed: Deed, at: datetime) -> None:
    file, month = model.files[deed.case], deed.data["month"]
    file.months[month] = "returned"
    file.openings.append(("month", month, _until(deed, at)))


def _return_record(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].openings.append(("record", None, _until(deed, at)))


def _void(model: Model, deed: Deed, at: datetime) -> None:
    plan = model.files[deed.case].approved
    if plan:
        plan.voided.add(deed.data["title"])


def _reopen(model: Model, deed: Deed, at: datetime) -> None:
    file = model.files[deed.case]
    item = "plan" if deed.data["stage"] == "planning" else "month"
    month = None if item == "plan" else deed.data.get("month")
    until = day_in(deed, "until")
    if until:
        file.openings.append((item, month, until))
    if item == "plan" and file.pending:
        file.pending.status = "returned"


def _exempt(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].exempting = True


def _record_opi(model: Model, deed: Deed, at: datetime) -> None:
    entry = (deed.who, Fraction(deed.data["points"]), False)
    model.files[deed.case].ledger[deed.data["document"]] = entry


def _verify_opi(model: Model, deed: Deed, at: datetime) -> None:
    ledger = model.files[deed.case].ledger
    who, points, _ = ledger[deed.data["document"]]
    ledger[deed.data["document"]] = (who, points, True)


def _void_opi(model: Model, deed: Deed, at: datetime) -> None:
    del model.files[deed.case].ledger[deed.data["document"]]


def _mark(model: Model, deed: Deed, at: datetime) -> None:
    marks = {**deed.data["kpi"], **deed.data["bpi"]}
    model.files[deed.case].marks.update({name: Fraction(m) for name, m in marks.items()})


def _propose(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].proposal = deed.data["grade"]


def _propose_direct(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].directs.append(Direct(deed.data["grade"], at))


def _state(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].statements.append(at)


def _confirm_direct(model: Model, deed: Deed, at: datetime) -> None:
    for direct in model.files[deed.case].standing:
        direct.status = "confirmed" if direct.grade == deed.data["grade"] else "lapsed"


def _set_aside(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].aside = True


def _give_feedback(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.case].told = True
    model.files[deed.case].told_at = at


def _extend(model: Model, deed: Deed, at: datetime) -> None:
    scope = deed.data["scope"]
    model.extensions.append(
        {
            "item": "plan" if deed.data["stage"] == "planning" else "month",
            "month": deed.data.get("month"),
            "until": day_in(deed, "until"),
            "scope": deed.data["section"] if scope == "section" else scope,
            "effective": scope != "all",
        }
    )


def _confirm(model: Model, deed: Deed, at: datetime) -> None:
    if deed.data["of"] == "exempt":
        file = model.files[deed.data["who"]]
        file.exempting, file.stage = False, "exempt"
        return
    for extension in model.extensions:
        extension["effective"] = True


def _decide(model: Model, deed: Deed, at: datetime) -> None:
    model.n = model.taking_part
    model.sessions += 1
    grades = dict(deed.data["grades"])
    if model.sessions == 1:
        left = [w for w, f in model.files.items() if f.newcomer and not f.aside]
        grades |= {who: "不确定" for who in left if who not in grades}
    for who, grade in grades.items():
        file = model.files[who]
        file.grade, file.session, file.aside, file.told = grade, model.sessions, False, False
        file.told_at = None
        file.stage = "undetermined" if grade == "不确定" else "feedback"


def _send_back(model: Model, deed: Deed, at: datetime) -> None:
    model.files[deed.data["who"]].stage = "appraising"


def _publish(model: Model, deed: Deed, at: datetime) -> None:
    batch = model.batch()
    model.postings.append(("open", day_of(at)))
    for file in batch:
        file.stage, file.posting = "publicity", len(model.postings)


def _annul(model: Model, deed: Deed, at: datetime) -> None:
    place = max(i for i, (status, _) in enumerate(model.postings) if status == "open")
    model.postings[place] = ("annulled", model.postings[place][1])
    for file in model.files.values():
        if file.stage == "publicity" and file.posting == place + 1:
            file.stage, file.posting = "feedback", 0


def _roster(model: Model, deed: Deed, at: datetime) -> None:
    who = deed.data["who"]
    if not deed.data["included"]:
        model.files[who].stage = "exempt"
        return
    joined = day_in(deed, "joined")
    model.roles[who] |= {"officer"}
    model.files[who] = File(who, deed.data["supervisor"], deed.data["section"], joined)


DOES: dict[str, Do] = {
    "submit_plan": _plan, "amend_plan": _plan, "approve_plan": _approve,
    "return_plan": _return_plan, "summarise": _summarise, "return_summary": _return_summary,
    "return_record": _return_record, "void_item": _void, "reopen": _reopen, "exempt": _exempt,
    "record_opi": _record_opi, "verify_opi": _verify_opi, "void_opi": _void_opi,
    "mark": _mark, "propose": _propose,
    "propose_direct": _propose_direct, "state": _state, "confirm_direct": _confirm_direct,
    "set_aside": _set_aside, "give_feedback": _give_feedback, "extend": _extend,
    "confirm": _confirm, "decide": _decide, "send_back": _send_back, "publish": _publish,
    "annul_publicity": _annul, "amend_roster": _roster,
}  # fmt: skip
