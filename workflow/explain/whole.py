"""The whole derivation of one person's quarter: score, band, decision, quota place, lines (R35).

A result is explained from what was pinned when its quarter opened, even if the files changed
since. Every value comes with its clause, its basis, who gave it and when.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notifications.notice import KINDS
from rules.calendar import Quarter, beijing_text
from rules.nouns import ROLE_TITLES, Case, Cohort, Person, Role
from storage.history import CaseLine, case_lines
from storage.load import Loader
from storage.parts import ALL_PARTS
from workflow.duties import bench_of
from workflow.explain.checks import checks_of_person
from workflow.explain.course import (
    decisions_of,
    directs_of,
    feedback_of,
    following_of,
    late_of,
    owed_of,
    plans_of,
    proposals_of,
    publicity_of,
    recusals_of,
    resolved_of,
    summaries_of,
)
from workflow.explain.objection import objections_of
from workflow.explain.place import place_of
from workflow.explain.score import score_of
from workflow.explain.sources import Sources
from workflow.explain.special import special_of
from workflow.interpretations import Interpretations, until
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.pages import PAGES
from workflow.people import whole_cohort
from workflow.procedure import Procedure
from workflow.quarterly import QUARTERLY
from workflow.veil import READ, line_seen, stage_seen

__all__ = ["UnknownCase", "explain"]

CLOCK_TITLES = {
    "open_quarter": "启动季度考核",
    "open_year": "启动年度考核",
    "remind": "到期提醒",
    "escalate": "提请协调",
}


class UnknownCase(LookupError):
    """There is no such person, no such quarter, or nothing of the one in the other."""


def explain(
    office: Office,
    handle: str,
    period: str,
    at: datetime,
    *,
    entitled: bool = False,
    concerned: bool = False,
) -> dict[str, Any]:
    """Derive a person's quarter as it stands; `at` is when it is looked at.

    What is restricted is told to the `entitled` only: to others a suspended case looks like any
    undetermined one, and no votes were counted. Checks of conduct are told to those whom the file
    concerns besides.

    Raises UnknownCase, in Chinese, for a person or a quarter that is not there.
    """
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        row = _quarter(loader, period)
        people = {p.id: p for p in loader.everyone()}
        case = _case(loader, people, handle, period)
        bench = bench_of(office, loader, period)
        cohort = whole_cohort(loader, period, row.n, ALL_PARTS)
        lines = case_lines(connection, office.id, case.id)
        readings = Interpretations(loader, bench.policy, [case.id])
        sources = Sources(bench.policy, people, lines)
        checks = checks_of_person(loader, case, sources, concerned=entitled or concerned)
    document = _head(office, case, row, bench, people, at)
    document |= _body(case, cohort, row.frozen_at, bench, sources, at, entitled=entitled)
    document["interpretations"] = readings.document(case, people, at)
    dated = [a for a in readings.adopted if a.at <= until(case, at)]
    document["provisional"] = sources.provisional(dated)
    told = [line_of(x, sources, QUARTERLY) for x in lines if x.body["move"] != READ]
    document["journal"] = [
        line_seen(x, bench.policy, entitled=entitled, concerned=concerned) for x in told
    ]
    stage = stage_seen(case.stage, entitled=entitled)
    document |= {"stage": stage, "stage_title": QUARTERLY.stage_titles[stage]}
    document["checks"] = checks
    document |= special_of(case, bench, sources, at, entitled=entitled)
    return document


def _quarter(loader: Loader, period: str) -> Any:
    try:
        quarter = Quarter.parse(period)
    except ValueError as error:
        raise UnknownCase(str(error)) from None
    row = loader.quarter(str(quarter))
    if row is None:
        raise UnknownCase(f"{quarter.title}考核尚未启动，没有可以说明的结果")
    return row


def _case(loader: Loader, people: Mapping[str, Person], handle: str, period: str) -> Case:
    person = next((p for p in people.values() if p.handle == handle), None)
    if person is None:
        raise UnknownCase(f"没有“{handle}”这个人，请核对人员信息中的用户名")
    case = loader.case_of(QUARTERLY.id, period, person.id, ALL_PARTS)
    if case is None:
        raise UnknownCase(f"{person.name}不在{period}参加考核人员名册中，请核对")
    return case


def _head(
    office: Office, case: Case, row: Any, bench: Bench, people: Mapping[str, Person], at: datetime
) -> dict[str, Any]:
    leader = people.get(case.supervisor)
    policy = bench.policy
    return {
        "who": people[case.person].handle,
        "name": people[case.person].name,
        "section": case.section,
        "supervisor": {"who": leader.handle, "by": leader.name} if leader else None,
        "office": office.name,
        "quarter": case.period,
        "quarter_title": bench.quarter.title,
        "at": beijing_text(at),
        "stage": case.stage,
        "stage_title": QUARTERLY.stage_titles[case.stage],
        "version": case.version,
        "aside": case.aside,
        "policy": {
            "digest": policy.digest,
            "pages": row.pages,
            "scheme": policy.office.scheme,
            "in_force": policy.in_force.isoformat(),
            "pinned": beijing_text(row.opened_at),
        },
    }


def _body(
    case: Case,
    cohort: Cohort,
    frozen: datetime | None,
    bench: Bench,
    sources: Sources,
    at: datetime,
    *,
    entitled: bool,
) -> dict[str, Any]:
    sessions = {s.number: s for s in cohort.sessions}
    postings = {p.number: p for p in cohort.postings}
    decisions = decisions_of(case, sessions, sources, entitled=entitled)
    return {
        "plans": plans_of(case, sources),
        "summaries": summaries_of(case, bench, sources),
        "score": score_of(case, sources, entitled=entitled),
        "proposals": proposals_of(case, sources),
        "directs": directs_of(case, sources),
        "recusals": recusals_of(case, sources),
        "decisions": decisions,
        "grade": decisions[-1]["grade"] if decisions else None,
        "final": case.stage == "closed",
        "quota": place_of(case, cohort, frozen, sources),
        "feedback": feedback_of(case, sources),
        "publicity": publicity_of(case, postings, bench, sources),
        "objections": objections_of(case, sources),
        "follow_ups": following_of(case, bench, sources, at),
        "resolutions": resolved_of(case, sources),
        "late": late_of(case, bench, sources, at),
        "owed": owed_of(case, bench, sources, at),
    }


def line_of(line: CaseLine, sources: Sources, page: Procedure) -> dict[str, Any]:
    """One line of the journal of a case as people read it, with the stages of its page."""
    body, titles = line.body, page.stage_titles
    role = body["role"]
    kind = body.get("extra", {}).get("kind", "")
    return {
        "seq": line.seq,
        "at": beijing_text(line.at),
        "due": beijing_text(line.due) if line.due else None,
        **sources.signed(body["actor"], line.at),
        "role": ROLE_TITLES[Role(role)] if role else None,
        "move": body["move"],
        "title": move_title(body["move"]),
        "mail": KINDS[kind].title if kind else None,
        "from": body["from"],
        "to": body["to"],
        "from_title": titles.get(body["from"]),
        "to_title": titles.get(body["to"]),
        "clause": body["clause"],
        "basis": body["basis"],
        "outcome": body["outcome"],
        "reasons": [
            {"clause": clause, "basis": basis, "text": text}
            for (_, clause, basis), text in zip(
                body.get("reasons", ()), _sentences(line), strict=False
            )
        ],
    }


def _sentences(line: CaseLine) -> list[str]:
    """The sentences of a refusal; as many blanks as it has reasons if they were erased."""
    given: list[str] = list(line.told.get("reasons", ()))
    return given or [""] * len(line.body.get("reasons", ()))


def move_title(move: str) -> str:
    """What people call a move, on whichever page it stands."""
    found = next((p.by_id[move].title for p in PAGES.values() if move in p.by_id), None)
    return found or CLOCK_TITLES.get(move, move)
