"""What a play, a demo or an office's quarter came to, as one document (surface: `--json`)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from notifications.compose import compose
from notifications.notice import Notice
from rules.calendar import beijing_text
from rules.cohort import quota_limit
from rules.grade import Grade
from rules.guards.group import n_of
from rules.nouns import Case, Cohort, Objection, Person
from rules.result import result_of
from rules.score import exact_text
from storage.load import Loader
from storage.outbox import listing
from storage.parts import ALL_PARTS
from workflow.consequences import checks_of, follow_ups_of, resolutions_of
from workflow.duties import bench_of
from workflow.entrusted import delegation_report, delegations_of, signed_for
from workflow.explain.special import treatment_of
from workflow.interpretations import Interpretations
from workflow.late import standing
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.people import whole_cohort
from workflow.play import Played
from workflow.replay import verify_office
from workflow.round import posting_ends
from workflow.secret import GROUP
from workflow.tasks import tasks
from workflow.veil import Viewer
from workflow.year_report import year_report

THE_GROUP = Viewer(roles=GROUP)
"""A play is told as the leading group would be; `seen_by` says what only some may see."""
OWN_ITEMS = ("plan", "month_")


def case_report(
    case: Case,
    bench: Bench,
    who: str,
    at: datetime,
    interpretations: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """One case: stage, score, grades, what was late, which interpretations it went by."""
    result = result_of(case, bench.policy.values)
    proposal, decision = case.proposal, case.decision
    grade = decision.grade.value if decision else None
    if case.stage == "undetermined":
        grade = Grade.UNDETERMINED.value
    direct = case.confirmed_direct
    late = [entry.item for entry in standing(case, bench, at)]
    return {
        "who": who,
        "stage": case.stage,
        "total": exact_text(result.total.value) if result.total and case.marks else None,
        "band": result.band.value if result.band else None,
        "proposed": proposal.grade.value if proposal else None,
        "grade": grade,
        "final": case.stage == "closed",
        "direct": direct.grade.value if direct else None,
        "aside": case.aside,
        "treatment": treatment_of(case, bench, at),
        "late": [item for item in late if item.startswith(OWN_ITEMS) and item != "plan_approval"],
        "late_leaders": [
            item for item in late if not item.startswith(OWN_ITEMS) or item == "plan_approval"
        ],
        "follow_ups": follow_ups_of(case, bench, {}, at),
        "resolutions": resolutions_of(case),
        "objections": [objection_report(o) for o in case.objections],
        "interpretations": list(interpretations),
    }


def objection_report(objection: Objection) -> dict[str, Any]:
    """One objection to a result: how far it is, and the grades before and after it."""
    return {
        "number": objection.number,
        "kind": objection.kind,
        "lodged": beijing_text(objection.lodged_at),
        "late": objection.late,
        "stage": objection.stage,
        "outcome": objection.outcome or None,
        "before": objection.before or None,
        "after": objection.after or None,
        "answered": beijing_text(objection.decided_at) if objection.decided_at else None,
    }


def quota_report(cohort: Cohort, bench: Bench) -> dict[str, int]:
    """The quota of a quarter: how many take part, how many places, how many are taken."""
    n = n_of(cohort)
    used = sum(1 for c in cohort.cases if c.decision and c.decision.grade is Grade.GOOD)
    return {"n": n, "limit": quota_limit(n, bench.policy.values.quota_share), "used": used}


def postings_report(cohort: Cohort, bench: Bench) -> list[dict[str, Any]]:
    """The notices of a quarter: posted, when their days end, when their cases were closed."""
    found = []
    for posting in cohort.postings:
        ends = posting_ends(posting, bench)
        found.append(
            {
                "number": posting.number,
                "session": posting.session,
                "status": posting.status,
                "posted": beijing_text(posting.posted_at),
                "ends": beijing_text(ends) if ends else None,
                "closed": beijing_text(posting.ended_at) if posting.ended_at else None,
                "corrects": json.loads(posting.content).get("corrects"),
                "standing": json.loads(posting.content).get("standing"),
                "scope": posting.scope,
                "form": posting.form,
                "contact": posting.contact,
            }
        )
    return found


def quarter_report(
    office: Office, loader: Loader, period: str, handles: Mapping[str, str], at: datetime
) -> dict[str, Any]:
    """Cases, quota, notices and tasks of one quarter."""
    bench = bench_of(office, loader, period)
    cohort = whole_cohort(loader, period, loader.quarter(period).n, ALL_PARTS)
    cases = sorted(cohort.cases, key=lambda c: c.id)
    people = {p.id: p for p in loader.everyone()}
    readings = Interpretations(loader, bench.policy, [c.id for c in cases])
    postings = postings_report(cohort, bench)
    given = delegations_of(loader, period)
    signed = signed_for(loader, period, people) if given else {}
    main = [p for p in postings if p["session"] == 1 and p["status"] != "annulled"]
    return {
        "quarter": period,
        "cases": [
            case_report(
                c, bench, handles.get(c.person, c.person), at, readings.document(c, people, at)
            )
            | {"delegated": signed.get(c.id, [])}
            for c in cases
        ],
        "delegations": [delegation_report(d, people) for d in given],
        "quota": quota_report(cohort, bench),
        "checks": checks_of(loader, period, handles),
        "publicity": main[0] if main else (postings[0] if postings else None),
        "publicities": postings,
        "tasks": [
            {"kind": t.kind, "text": t.text, "seen_by": sorted(t.seen_by)}
            for t in tasks(office, loader, period, at, THE_GROUP)
        ],
    }


def mails_report(
    office: Office, people: Iterable[Person], period: str | None = None
) -> list[dict[str, Any]]:
    """The mails of the outbox in due order, with the subject each recipient reads."""
    by_id = {p.id: p for p in people}
    found = []
    for row in listing(office.store.database, office.id):
        if period and row.period != period:
            continue
        found.append(
            {
                "to": by_id[row.person].handle,
                "kind": row.kind,
                "at": beijing_text(row.at),
                "subject": subject_of(row, office, by_id[row.person]),
                "state": row.state,
            }
        )
    return found


def subject_of(row: Any, office: Office, person: Person) -> str:
    """The subject of a mail in the outbox, as it is composed when it is sent."""
    notice = Notice(
        office.id, row.period, row.person, row.kind, row.obligation, row.day, row.at, row.data
    )
    address = "x@kaohe.invalid"
    mail = compose(
        notice, to_address=address, recipient_name=person.name, office_name=office.name,
        sender=address,
    )  # fmt: skip
    return mail.subject


def play_report(played: Played) -> dict[str, Any]:
    """The document of a play, as `kaohe play --json` prints it."""
    office, scenario = played.office, played.scenario
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        people = loader.everyone()
        handles = {p.id: p.handle for p in people}
        quarters = [
            quarter_report(office, loader, str(q), handles, scenario.until)
            for q in scenario.quarters
            if loader.quarter(str(q)) is not None
        ]
        years = [
            year_report(office, loader, str(y), scenario.until)
            for y in scenario.years
            if loader.quarter(str(y))
        ]
    verified = verify_office(office)
    empty: dict[str, Any] = {
        "quarter": str(scenario.quarters[0]),
        "cases": [],
        "quota": {"n": 0, "limit": 0, "used": 0},
        "publicity": None,
        "publicities": [],
        "tasks": [],
        "delegations": [],
    }
    report = {"title": scenario.title} | (quarters[0] if quarters else empty)
    order = {p.handle: place for place, p in enumerate(scenario.people)}
    for quarter in quarters:
        quarter["cases"].sort(key=lambda c: order[c["who"]])
    report["quarters"] = quarters
    report["years"] = years
    report["cases"] = [{"quarter": q["quarter"]} | c for q in quarters for c in q["cases"]]
    report["mails"] = mails_report(office, people)
    report["refusals"] = [
        {
            "at": beijing_text(r.act.at),
            "who": r.act.who,
            "do": r.act.do,
            "reasons": [
                {"clause": o.clause, "basis": str(o.basis), "text": o.text} for o in r.reasons
            ],
        }
        for r in played.refusals
    ]
    report["journal"] = {"lines": verified.lines, "valid": not verified.faults}
    report["failures"] = played.failures
    return report
