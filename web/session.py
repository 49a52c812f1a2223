"""The session of the leading group: the batch before it, for the form that decides and to read."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import quarter_of
from rules.grade import DETERMINED, Grade
from rules.nouns import Role
from rules.words import day_words
from storage.roll import section_order
from web.drafts import PART
from web.opened import Opened, opened
from web.pages import shown
from web.paging import Paging, page_number
from web.restricted import on_record
from web.stuck import batch_before, duties_of
from web.visit import Denied, Here, Visit
from workflow.batch import Batch, Entry
from workflow.cycle import CYCLE

router = APIRouter()
ROWS = 200
"""Files on one page of the batch, and people that a text names at most."""
GRADES = (*DETERMINED, Grade.UNDETERMINED)


def batch_seen(visit: Visit, file: Opened) -> Batch:
    """The batch of a quarter as a reader may see it, put on record where it holds more."""
    period = file.case.period
    return on_record(
        visit,
        lambda entitled: batch_before(visit, file.loader, period, entitled=entitled),
        lambda batch: batch.restricted,
        entitled=file.entitled,
        period=period,
    )


@router.get("/quarters/{number}/session")
def read(visit: Here, number: int, section: str = "", page: int = 1) -> Response:
    """The batch as it stands: scores, bands, proposals and decisions side by side."""
    with visit.site.office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
        if file.case.procedure != CYCLE.id:
            raise Denied()
        batch = batch_seen(visit, file)
        owing = owing_of(visit, file, batch)
    paging = replace(Paging.of(page, {"section": section}), size=ROWS)
    entries = [e for e in batch.entries if section in ("", e.case.section)]
    return shown(
        visit,
        "session.html",
        batch=batch,
        entries=entries[paging.offset : paging.offset + ROWS],
        paging=paging.over(len(entries)),
        sections=sorted({e.case.section for e in batch.entries}, key=section_order),
        section=section,
        case=file.case,
        title=quarter_of(file.case.period).title,
        reminder=reminder_of(batch, owing, quarter_of(file.case.period).title),
        chosen=batch.taken,
        owing=owing,
        chair=Role.CHAIR in visit.who.roles,
    )


def beside_decide(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that decides shows: the batch, and what is chosen for each so far."""
    batch = batch_seen(visit, file)
    owing = owing_of(visit, file, batch)
    rows = [(entry, *_filled(entry, filled)) for entry in batch.waiting if not entry.lacking]
    part = min(max(page_number(filled.get(PART, "")), 1), max(-(-len(rows) // ROWS), 1))
    paging = replace(Paging.of(part, {}), size=ROWS).over(len(rows))
    here = rows[paging.offset : paging.offset + ROWS]
    unseen = (i // ROWS + 1 for i, row in enumerate(rows) if _grade_of(row[0]) not in filled)
    return {
        "batch": batch,
        "rows": here,
        "paging": paging,
        "unseen": sorted({*unseen} - {part}),
        "elsewhere": _good(rows) - _good(here),
        "idle": not rows and not filled,
        "chair": Role.CHAIR in visit.who.roles,
        "grades": [grade.value for grade in GRADES],
        "chosen": batch.taken + _good(rows),
        "present": _several(filled.get("present")),
        "recused": _several(filled.get("recused", [] if filled else batch.leaving)),
        "owing": owing,
        "reminder": reminder_of(batch, owing, quarter_of(file.case.period).title),
    }


def _filled(entry: Entry, filled: Mapping[str, Any]) -> tuple[str, str]:
    """The grade and the reason that stand in the form for an entry."""
    preset = entry.preset.value if entry.preset else ""
    return filled.get(_grade_of(entry), preset), filled.get(f"reasons:{entry.person.handle}", "")


def _grade_of(entry: Entry) -> str:
    """The name of the field of an entry's grade."""
    return f"grades:{entry.person.handle}"


def _good(rows: Iterable[tuple[Entry, str, str]]) -> int:
    """How many are to have the highest grade."""
    return sum(1 for _, grade, _ in rows if grade == Grade.GOOD)


def _several(value: Any) -> list[str]:
    """The values of a field that may stand several times."""
    return [value] if isinstance(value, str) else list(value or ())


def owing_of(visit: Visit, file: Opened, batch: Batch) -> dict[int, str]:
    """By file what is not ready waits for whom, and until when; the earliest if for several."""
    unready = {entry.case.id for entry in batch.unready}
    listed = [d for d in duties_of(visit, file.loader, file.case.period) if d.case in unready]
    listed.sort(key=lambda d: d.day, reverse=True)
    return {
        d.case: f"由{'本人' if d.who == d.subject else batch.names.get(d.who, '—')}"
        f"办“{d.what}”，{day_words(d.day)}前"
        f"{'，已逾期' if d.overdue else ''}"
        for d in listed
    }


def reminder_of(batch: Batch, owing: Mapping[int, str], title: str) -> str:
    """A text for the work chat that names what is not ready and why; empty if all is."""
    if not batch.unready:
        return ""
    alike: dict[str, list[str]] = {}
    for each in batch.unready[:ROWS]:
        waits = owing.get(each.case.id, "")
        words = "；".join(each.lacking) + (f"，{waits}" if waits else "")
        alike.setdefault(words, []).append(each.person.name)
    lines = [f"{'、'.join(names)}：{lacking}" for lacking, names in alike.items()]
    if len(batch.unready) > ROWS:
        lines.append(f"……共{len(batch.unready)}人，其余见研究确定一览。")
    head = f"【平时考核】{title}研究确定前，下列同志的事项尚未就绪，请分管领导和有关人员抓紧办理："
    return "\n".join([head, *lines])
