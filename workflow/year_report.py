"""What a year came to for each person: quarters, what they allow, the grade recorded (R20–R23)."""

import json
from datetime import datetime
from typing import Any

from rules.annual import Annual, assess, terms_of
from rules.calendar import CalendarMissing, beijing_day, beijing_text, quarter_of
from rules.cite import NOT_ADOPTED
from rules.grade import AnnualGrade, Grade
from rules.guards.annual_exception import signed_at
from rules.nouns import Case, Cohort, Person
from rules.policy import Policy
from rules.year_status import YearStatus, year_status
from storage.load import Loader
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.people import year_cohort
from workflow.year_round import annual_posting_ends

PARTS = frozenset({"annual_results", "year_summaries", "acknowledgements", "lateness", "statuses"})
RULED_BY = {
    "R20": "annual_excellence",
    "R21": "annual_poor",
    "R22": "annual_all_poor_min_quarters",
}
BARRED_BY = "annual_status"


def year_report(
    office: Office, loader: Loader, year: str, at: datetime, *, entitled: bool = False
) -> dict[str, Any]:
    """Everyone's year as one document, as it stands at an instant.

    What is restricted is told to the `entitled` only. LookupError if the year was not opened.
    """
    row = loader.quarter(year)
    if row is None:
        raise LookupError(f"{year}年度考核尚未启动，次年首个工作日由系统启动，或由考核办启动")
    policy = office.pinned(loader.connection, row.policy)
    cohort = year_cohort(loader, year, PARTS)
    people = {p.id: p for p in loader.people(_everyone(cohort))}
    bench = Bench(quarter_of(year), policy, office.calendar)
    return {
        "year": year,
        "waived": cohort.waived,
        "cases": [
            person_year(case, cohort, bench, people, at, entitled=entitled)
            for case in sorted(cohort.cases, key=lambda c: (c.section, c.id))
        ],
        "publicities": [
            {
                "number": p.number,
                "status": p.status,
                "corrects": json.loads(p.content).get("corrects"),
                "posted": beijing_text(p.posted_at),
                "ends": beijing_text(ends) if (ends := annual_posting_ends(p, bench)) else None,
            }
            for p in cohort.postings
        ],
    }


def _everyone(cohort: Cohort) -> set[str]:
    return {c.person for c in cohort.cases} | {
        r.by for c in cohort.cases for r in c.annual_results if r.by
    }


def person_year(
    case: Case,
    cohort: Cohort,
    bench: Bench,
    people: dict[str, Person],
    at: datetime,
    *,
    entitled: bool,
) -> dict[str, Any]:
    """One person's year: the quarters beside the summary, flags with reasons, what was recorded."""
    policy = bench.policy
    quarters = cohort.quarters.get(case.person, ())
    found = assess([q.grade for q in quarters if q.grade], terms_of(policy.values))
    status = _status(case, bench, at)
    reasons = [_reason(RULED_BY[r.key], r.text, policy) for r in found.reasons]
    if status:
        reasons.append(_reason(BARRED_BY, status.because(entitled=entitled), policy))
    results = case.annual_results
    last = results[-1] if results else None
    return {
        "who": people[case.person].handle,
        "name": people[case.person].name,
        "section": case.section,
        "stage": case.stage,
        "quarters": {q.period: q.grade.value if q.grade else None for q in quarters},
        "unsettled": [q.period for q in quarters if not q.settled],
        "form_line": form_line(found),
        "counts": {
            "好": found.counts.good,
            "较好": found.counts.fairly_good,
            "一般": found.counts.ordinary,
            "较差": found.counts.poor,
            Grade.UNDETERMINED.value: found.counts.undetermined,
        },
        "determined": found.counts.determined,
        "excellent_candidate": found.excellent_candidate
        and not (status and status.bars(AnnualGrade.EXCELLENT)),
        "more_than_half_poor": found.more_than_half_poor,
        "all_poor": found.all_poor,
        "reasons": reasons,
        "status_bar": status.bar.value if status else None,
        "summary": case.year_summaries[-1].text if case.year_summaries else None,
        "late": [late.item for late in case.lateness],
        "grade": last.grade.value if last else None,
        "exception": last.reason if last else "",
        "correction": last.correction if last else "",
        "document": last.document if last else "",
        "recorded_by": people[last.by].name if last else None,
        "recorded_at": beijing_text(last.at) if last else None,
        "acknowledged": signed_at(case) is not None,
    }


def _status(case: Case, bench: Bench, at: datetime) -> YearStatus | None:
    """What a status leaves of the grades of the year; None too while days cannot be counted."""
    if BARRED_BY in bench.policy.silent_on:
        return None
    year, on = int(case.period), beijing_day(at)
    try:
        return year_status(case.statuses, year, bench.policy, bench.calendar, on)
    except CalendarMissing:
        return None


def _reason(name: str, text: str, policy: Policy) -> dict[str, str | None]:
    if name in policy.silent_on:
        return {"text": text, "clause": None, "basis": None, "cited": NOT_ADOPTED}
    cite = policy.rule_or(name, name)
    return {"text": text, "clause": cite.clause, "basis": cite.basis.value, "cited": cite.phrase}


def form_line(found: Annual) -> str:
    """The line of the annual form on the year's quarters."""
    counts = found.counts
    return (
        f"好{counts.good}次，较好{counts.fairly_good}次，一般{counts.ordinary}次，"
        f"较差{counts.poor}次，不确定等次{counts.undetermined}次"
    )
