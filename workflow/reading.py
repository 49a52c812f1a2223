"""Reading of what is restricted, put on record: who was shown what, of whom, and when (R28).

Whoever shows restricted facts to somebody entitled writes the line first; if it cannot be written,
the facts are not shown. What anybody may read leaves no line.
"""

from collections.abc import Mapping
from datetime import datetime

from rules.calendar import beijing_day
from storage.journal import Entry
from storage.load import Loader
from storage.work import unit_of_work
from workflow.collective import BY
from workflow.office import Office
from workflow.veil import READ

SHOWN: Mapping[str, str] = {
    "case": "本人考核事项",
    "explain": "等次的由来",
    "explain_year": "年度结果的由来",
    "year": "年度一览",
    "due": "应办事项中限制知悉的",
    "journal": "工作留痕",
    "reports": "反映的问题",
    "flags": "反映异议后得分降低的提示",
    "page": "网页",
}
"""What can be shown that is restricted, in a word for programs and in words for people."""


class CannotRecord(RuntimeError):
    """The journal's key is not at hand, so that a reading cannot be put on record."""


def record_reading(
    office: Office, reader: str, what: str, at: datetime, *, case: int | None = None, period: str
) -> int:
    """Put on record that a person is shown restricted content; the number of the line.

    `reader` is a surrogate id, `what` a key of `SHOWN`, `at` the time it is now, whatever instant
    is looked at; `case` is whose, `period` which quarter or year, empty where it is no one's.
    Call it once for each command or page, and before showing anything. Raises CannotRecord
    without the journal's key, DatabaseError if nothing can be written.
    """
    if not office.store.journal_key:
        raise CannotRecord("没有留痕的密钥")
    assert what in SHOWN, "one of the kinds that people are told of"
    policy = office.policy_now(at)
    cite = policy.moves[READ]
    with unit_of_work(office.store, office.id) as work:
        held = Loader(work.connection, office.id, lock=False).roles(reader, beijing_day(at))
        role = next((r.value for r in BY[READ] if r in held), "")
        return work.append(
            Entry(
                at=at,
                actor=reader,
                role=role,
                move=READ,
                period=period,
                case_id=case,
                clause=cite.clause,
                basis=cite.basis.value,
                policy=policy.digest,
                extra={"what": what},
            )
        )
