"""Changing the policy: a dated rule set is brought in, checked, and holds for later quarters (R01).

It never reaches back: quarters that run are pinned, and only those opened on or after its day go
by it. What the regulation itself says cannot be changed this way, unless the scheme is another.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from rules.amendment import PolicyError
from rules.beside import ImportPolicy
from rules.calendar import CalendarMissing, Quarter, beijing_day
from rules.editions import current_edition
from rules.policy import Basis, Cite, Policy, PolicyText
from rules.provisional import cited, said_of
from rules.rule import Obstacle
from rules.timeline import in_force, timeline
from storage.change import Put
from storage.registry import office_row, rule_set_count
from workflow.collective import Asked
from workflow.concordance import check_policy
from workflow.office import Office
from workflow.opening import opening_instant
from workflow.sweep import set_opening

IMPORT = "import_policy"
FILE = "所导入的政策文件"


def judge(ask: Asked) -> tuple[Obstacle, ...]:
    """Why a policy may not be brought in, all reasons at once."""
    cite = ask.policy.moves[IMPORT]
    try:
        before, after = _timelines(ask)
        for policy in after:
            check_policy(policy)
    except PolicyError as error:
        return (Obstacle.of(IMPORT, cite, str(error)),)
    found = [Obstacle.of(IMPORT, cite, text) for text in _troubles(ask, before, after)]
    for policy in _new(before, after):
        found += _of_the_text(ask.policy, policy)
    return tuple(found)


def _timelines(ask: Asked) -> tuple[list[Policy], list[Policy]]:
    given: ImportPolicy = ask.given
    texts = ask.office.policy_texts(ask.loader.connection)
    return timeline(texts), timeline([*texts, PolicyText(given.text, FILE)])


def _new(before: list[Policy], after: list[Policy]) -> list[Policy]:
    known = {(p.in_force, p.digest) for p in before}
    return [p for p in after if (p.in_force, p.digest) not in known]


def _troubles(ask: Asked, before: list[Policy], after: list[Policy]) -> list[str]:
    today = beijing_day(ask.at)
    texts = []
    strange = next((p for p in after if p.office.id != ask.policy.office.id), None)
    if strange:
        mine = ask.policy.office
        texts.append(f"这是“{strange.office.name}”的政策文件，不是{mine.name}的({mine.id})，请核对")
    new = _new(before, after)
    if not new:
        texts.append("与现行的口径没有不同，不必导入")
    past = in_force(before, today - timedelta(days=1)), in_force(after, today - timedelta(days=1))
    if past[0] and (past[1] is None or past[0].digest != past[1].digest):
        texts.append(
            f"其中有今天({today})以前就施行的改动，不能追溯；"
            "请把改动写成 [[amendments]]，from 写今天或以后的日期"
        )
    return texts


ALTERED = "“{}”是方案明文，方案本身未修订，不能改动，也不能把别的口径改称明文"


def check_amendments(text: PolicyText) -> None:
    """Refuse a file one of whose amendments alters what the regulation itself says."""
    following = timeline([text])
    for now, then in pairwise(following):
        for key, _ in _altered(now, then):
            raise PolicyError(f"{text.name}：自{then.in_force}起的改动中，{ALTERED.format(key)}")


def _of_the_text(now: Policy, then: Policy) -> list[Obstacle]:
    """What the regulation says stays as it says, as long as it is the same regulation."""
    return [Obstacle.of(IMPORT, cite, ALTERED.format(key)) for key, cite in _altered(now, then)]


def _altered(now: Policy, then: Policy) -> Iterator[tuple[str, Cite]]:
    if then.office.scheme != now.office.scheme:
        return
    later = cited(then)
    for key, cite in cited(now).items():
        other = later.get(key)
        if other is None:
            continue
        mine = Basis.TEXT in (cite.basis, other.basis)
        moved = (cite.basis, cite.clause) != (other.basis, other.clause)
        if mine and (
            moved or (key.startswith("values.") and said_of(now, key) != said_of(then, key))
        ):
            yield key, cite


def does(ask: Asked) -> tuple[Put, ...]:
    """The row of a rule set, in force from the first day on which something is different."""
    given: ImportPolicy = ask.given
    values = {
        "number": rule_set_count(ask.loader.connection, ask.office.id) + 1,
        "since": min(p.in_force for p in _new(*_timelines(ask))),
        "edition": current_edition(),
        "text": given.text,
        "document": given.document,
        "by": ask.actor,
        "at": ask.at,
    }
    return (Put("rule_set", values),)


def resume(office: Office) -> None:
    """Let the clock open the next quarter at the hour that the new rule set says."""
    with office.store.database.read() as connection:
        opening = office_row(connection, office.id).next_opening
    if opening is None:
        return
    coming = Quarter.of(beijing_day(opening))
    try:
        set_opening(office, opening_instant(coming, office.policy_for(coming), office.calendar))
    except CalendarMissing:
        return
