"""What happens to a year: summaries, recorded grades, the notice of excellence (R08, R20–R23)."""

from collections.abc import Iterator
from typing import Any

from rules.grade import AnnualGrade
from rules.guards.annual import annual_given
from rules.guards.publicity import posting_meant
from rules.inputs.year import SummariseYear
from rules.nouns import Case, QuarterResult
from rules.rule import Ask
from storage.chain import canonical
from storage.change import Change, Put, Set
from workflow.effects.correcting import correcting, correction
from workflow.effects.publicity import notice, receipt
from workflow.procedure import Effect, Note, Step


def summarise(ask: Ask) -> Effect:
    """Hand in the summary of the year; an earlier version stays in the record."""
    given: SummariseYear = ask.given
    number = len(ask.case.year_summaries) + 1
    values = {"case_id": ask.case.id, "number": number, "text": given.text, "at": ask.at}
    return Effect(changes=(Put("year_summary", values),))


def waive(ask: Ask) -> Effect:
    """Let the year be recorded while a quarter of it is still open, with the reason."""
    values = {"period": ask.cohort.period, "reason": ask.given.reason}
    return Effect(changes=(Put("waiver", values | {"by": ask.actor.person, "at": ask.at}),))


def record(ask: Ask) -> Effect:
    """Keep the grades that the annual body gave; excellence waits for its publicity."""
    steps = []
    for case, result in _results(ask):
        if result.values["grade"] is AnnualGrade.EXCELLENT:
            steps.append(Step(case, "enter_excellent", (result,)))
        else:
            told = Note("annual_final", (case.person,))
            steps.append(Step(case, "enter_grade", (result,), (told,)))
    return Effect(steps=tuple(steps))


def correct(ask: Ask) -> Effect:
    """Put grades right that were entered; the earlier ones stay, who is newly excellent is posted.

    Everybody concerned is told, and signs for the result anew.
    """
    steps = []
    for case, result in _results(ask, ask.given.reason):
        was, becomes = case.annual_results[-1].grade, result.values["grade"]
        newly = becomes is AnnualGrade.EXCELLENT and was is not AnnualGrade.EXCELLENT
        told = Note("annual_corrected", (case.person,))
        move = "correct_excellent" if newly else "correct_grade"
        steps.append(Step(case, move, (result,), (told,)))
    return Effect(steps=tuple(steps))


def _results(ask: Ask, correction: str = "") -> Iterator[tuple[Case, Put]]:
    """A new result for everyone named; with `correction`, why the one before it is put right."""
    for case, grade, reason in sorted(annual_given(ask), key=lambda g: g[0].id):
        values = {
            "case_id": case.id,
            "number": len(case.annual_results) + 1,
            "grade": grade,
            "reason": reason,
            "correction": correction,
            "document": ask.given.document,
            "by": ask.actor.person,
            "at": ask.at,
        }
        yield case, Put("annual_result", values)


def acknowledge(ask: Ask) -> Effect:
    """Record the officer's receipt of the grade of the year as it stands: read, not agreed."""
    return Effect(changes=(receipt(ask, ask.case.annual_results[-1].number),))


def publish(ask: Ask) -> Effect:
    """Post the notice of excellence: name, section and the four quarterly grades, no score."""
    batch = [c for c in ask.cohort.cases if c.stage == "graded"]
    number = len(ask.cohort.postings) + 1
    days = ask.policy.values.annual_publicity_days
    entries = _entries(ask, batch)
    corrects = correction(entries, ask.cohort.postings)
    put, data = notice(ask, 0, _content(ask, entries, number, corrects), days, corrects)
    note = Note("annual_publicity_posted", tuple(c.person for c in batch), data)
    return Effect(
        changes=(put,),
        steps=tuple(Step(c, "post_year", (_on(c, number),)) for c in batch),
        notes=(note,),
    )


def _on(case: Case, posting: int) -> Change:
    return Set("appraisal_case", {"id": case.id}, {"posting": posting})


def _entries(ask: Ask, batch: list[Case]) -> list[list[Any]]:
    """Name, section, grade of the year and the quarterly grades, by section and name."""
    entries = [
        [
            ask.name(case.person),
            case.section,
            case.annual_results[-1].grade.value,
            [[q.period, q.grade.value if q.grade else ""] for q in _quarters(ask, case)],
        ]
        for case in batch
    ]
    return sorted(entries, key=lambda e: (e[1], e[0]))


def _content(ask: Ask, entries: list[list[Any]], number: int, corrects: str) -> str:
    body = {"number": number, "year": ask.cohort.period, "entries": entries}
    return canonical(body | correcting(corrects)).decode()


def _quarters(ask: Ask, case: Case) -> tuple[QuarterResult, ...]:
    return ask.cohort.quarters.get(case.person, ())


def annul(ask: Ask) -> Effect:
    """Take a faulty notice down; it is posted again for the full days."""
    posting = posting_meant(ask)
    assert posting is not None, "guarded by which_posting"
    key = {"period": ask.cohort.period, "number": posting.number}
    change = Set("posting", key, {"status": "annulled", "reason": ask.given.reason})
    steps = tuple(
        Step(c, "unpost_year", (_on(c, 0),))
        for c in ask.cohort.cases
        if c.stage == "annual_publicity" and c.posting == posting.number
    )
    return Effect(changes=(change,), steps=steps)


def end(ask: Ask) -> Effect:
    """End the notices whose days are over: the grades they showed are entered."""
    changes: list[Change] = []
    steps: list[Step] = []
    for posting in ask.cohort.postings:
        if posting.status != "open" or posting.number not in ask.given:
            continue
        key = {"period": ask.cohort.period, "number": posting.number}
        changes.append(Set("posting", key, {"status": "ended", "ended_at": ask.at}))
        steps += [
            Step(case, "close_year", notes=(Note("annual_final", (case.person,)),))
            for case in ask.cohort.cases
            if case.stage == "annual_publicity" and case.posting == posting.number
        ]
    return Effect(changes=tuple(changes), steps=tuple(steps))
