"""Feedback, receipt, the notice and its end (R14, R15)."""

from collections.abc import Sequence
from functools import partial

from rules.calendar import CalendarMissing, beijing_day
from rules.due import Due
from rules.guards.group import people_of
from rules.guards.publicity import batch_to_publish, posting_meant
from rules.inputs.appraisal import GiveFeedback
from rules.inputs.office import Publish
from rules.inputs.reporting import Acknowledge
from rules.nouns import Case, Posting
from rules.rule import Ask
from rules.words import day_words
from storage.chain import canonical, digest
from storage.change import Change, Put, Set
from workflow.effects.correcting import correcting, correction
from workflow.effects.following import after_closing
from workflow.effects.late import noted, noted_each
from workflow.procedure import Effect, Note, Step


def give_feedback(ask: Ask) -> Effect:
    """Record that the officer was told the result, on behalf of the group."""
    given: GiveFeedback = ask.given
    giver = people_of(ask, [given.by]) if given.by else []
    witness = people_of(ask, [given.witness]) if given.witness else []
    values = {
        "case_id": ask.case.id,
        "number": len(ask.case.feedbacks) + 1,
        "mode": given.mode,
        "text": given.text,
        "given_by": giver[0] if giver else ask.actor.person,
        "witness": witness[0] if witness else "",
        "at": ask.at,
    }
    decided = ask.case.decision
    assert decided is not None, "a case in feedback was decided"
    days = Due(ask.case, ask.quarter, ask.policy.values, ask.calendar)
    late = noted(ask, "feedback", lambda: days.feedback(decided.at))
    note = Note("feedback_ready", (ask.case.person,))
    return Effect(changes=(Put("feedback", values), *late), notes=(note,))


def acknowledge(ask: Ask) -> Effect:
    """Record the officer's receipt of the newest feedback: read, not agreed."""
    return Effect(changes=(receipt(ask, len(ask.case.feedbacks)),))


def receipt(ask: Ask, result: int) -> Put:
    """The receipt of the feedback or the grade of the year that has this number."""
    given: Acknowledge = ask.given
    number = len(ask.case.acknowledgements) + 1
    values = {"case_id": ask.case.id, "number": number, "result": result, "text": given.text}
    return Put("acknowledgement", values | {"at": ask.at})


def publish(ask: Ask) -> Effect:
    """Post the notice of a batch: content frozen and digested, name, section and grade only."""
    batch = batch_to_publish(ask.cohort)
    number = len(ask.cohort.postings) + 1
    days = ask.policy.values.publicity_days
    corrects = correction(_entries(ask), [p for c in batch for p in _shown(ask, c)])
    put, data = notice(ask, batch[0].session, _content(ask, number, corrects), days, corrects)
    late = _late(ask, batch)
    steps = tuple(Step(c, "post", (_on(c.id, number), *late.get(c.id, ()))) for c in batch)
    note = Note("publicity_posted", tuple(c.person for c in batch), data)
    return Effect(changes=(put,), steps=steps, notes=(note,))


def _shown(ask: Ask, case: Case) -> list[Posting]:
    """The earlier notices of the sessions that decided a case."""
    sessions = {made.session for made in case.decisions}
    return [p for p in ask.cohort.postings if p.session in sessions]


def notice(
    ask: Ask, session: int, content: str, days: int, corrects: str = ""
) -> tuple[Put, dict[str, str]]:
    """A notice of a quarter or a year with its frozen content, and what its mail tells of it.

    It stays up for so many working days; while the calendar is missing the mail names no end.
    `corrects` says which earlier notice it takes the place of, and in which entries.
    """
    given: Publish = ask.given
    values, posted = ask.policy.values, beijing_day(ask.at)
    told = {
        "scope": given.scope or values.publicity_scope,
        "contact": given.contact or values.publicity_contact,
    }
    put = Put(
        "posting",
        {
            "period": ask.cohort.period,
            "number": len(ask.cohort.postings) + 1,
            "session": session,
            "posted": posted,
            "posted_at": ask.at,
            "status": "open",
            "digest": digest("sha256", content.encode()),
            "content": content,
            "scope": told["scope"],
            "form": given.form or values.publicity_form,
            "contact": told["contact"],
            "proof": given.proof,
            "reason": "",
            "ended_at": None,
        },
    )
    try:
        ends = day_words(ask.calendar.after(posted, days))
    except CalendarMissing:
        ends = ""
    return put, {"posted": day_words(posted), "ends": ends, "corrects": corrects, **told}


def _late(ask: Ask, batch: Sequence[Case]) -> dict[int, tuple[Put, ...]]:
    """A batch first posted after its due day; posting it again after a fault is not late."""
    session = batch[0].session
    told = [c.feedback.at for c in batch if c.feedback]
    if not told or any(p.session == session for p in ask.cohort.postings):
        return {}
    days = ask.policy.values.publicity_due_days
    due = partial(ask.calendar.after, beijing_day(max(told)), days)
    fresh = [c for c in batch if all(late.item != "publicity" for late in c.lateness)]
    return {case: (put,) for case, put in noted_each(ask, fresh, "publicity", due).items()}


def _on(case: int, posting: int) -> Change:
    return Set("appraisal_case", {"id": case}, {"posting": posting})


def _entries(ask: Ask) -> list[list[str]]:
    """Name, section and grade of each case of the batch, by section and name."""
    entries = [
        [ask.name(c.person), c.section, c.decision.grade.value]
        for c in batch_to_publish(ask.cohort)
        if c.decision
    ]
    return sorted(entries, key=lambda e: (e[1], e[0]))


def _content(ask: Ask, number: int, corrects: str) -> str:
    body = {
        "number": number,
        "quarter": ask.cohort.period,
        "entries": _entries(ask),
        "standing": ask.policy.values.publicity_standing_sentence,
    }
    return canonical(body | correcting(corrects)).decode()


def annul(ask: Ask) -> Effect:
    """Take a faulty notice down; its cases go back and are posted again for the full days."""
    posting = posting_meant(ask)
    assert posting is not None, "guarded by which_posting"
    key = {"period": ask.cohort.period, "number": posting.number}
    change = Set("posting", key, {"status": "annulled", "reason": ask.given.reason})
    steps = tuple(
        Step(c, "unpost", (_on(c.id, 0),))
        for c in ask.cohort.cases
        if c.stage == "publicity" and c.posting == posting.number
    )
    return Effect(changes=(change,), steps=steps)


def end(ask: Ask) -> Effect:
    """End the notices whose days are over: their cases are closed and told so.

    A case that an open objection holds waits for the answer; the others do not.
    """
    changes: list[Change] = []
    steps: list[Step] = []
    for posting in ask.cohort.postings:
        if posting.status != "open" or posting.number not in ask.given:
            continue
        key = {"period": ask.cohort.period, "number": posting.number}
        changes.append(Set("posting", key, {"status": "ended", "ended_at": ask.at}))
        steps += [
            Step(case, "close", after_closing(ask, case), (Note("result_final", (case.person,)),))
            for case in ask.cohort.cases
            if case.stage == "publicity"
            and case.posting == posting.number
            and not ask.cohort.held(case.id)
        ]
    return Effect(changes=tuple(changes), steps=tuple(steps))
