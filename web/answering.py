"""How an officer answers a result: what it is, until when to object, and what comes of it (R27)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from rules.objecting import window_end
from rules.result import result_of, thresholds
from rules.score import shown
from rules.words import instant_words
from web.opened import Opened
from web.visit import Visit
from workflow.duties import bench_of


def result_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """The result as it was told, the end of the time to object, and the terms of an objection."""
    case = file.case
    bench = bench_of(visit.site.office, file.loader, case.period)
    values, postings = bench.policy.values, file.loader.of_quarter("postings", case.period)
    ends = window_end(case, postings, values, visit.site.office.calendar)
    total = result_of(case, values).total if file.judged else None
    full, places = Fraction(values.full_mark), values.printed_places
    return {
        "total": shown(total.value, thresholds(values), full, places) if total else "",
        "decision": case.decision if file.judged else None,
        "feedback": case.feedback,
        "ends": instant_words(ends) if ends else "",
        "past": bool(ends and visit.at >= ends),
        "terms": {"window": values.objection_window_days, "answer": values.objection_answer_days},
        "cites": {name: bench.policy.moves[name].phrase for name in ("acknowledge", "object")},
    }
