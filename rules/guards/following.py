"""Guards of what follows a result: closing duties, recommending measures, findings (R18, R19)."""

from rules.due import Due
from rules.following import OPEN, OUTSTANDING, UNFIT, Following, following
from rules.inputs.following import FollowUpDone, HandOver, RecommendMeasure, RecordUnfitness
from rules.nouns import Role
from rules.outstanding import record_of
from rules.rule import Answer, Ask, rule
from rules.words import instant_words

PARTS = ("follow_ups", "decisions", "feedbacks", "objections")


def open_one(ask: Ask) -> Following | None:
    """The open duty that a closure is about, with its terms."""
    if not isinstance(ask.given, FollowUpDone):
        return None
    due = Due(ask.case, ask.quarter, ask.policy.values, ask.calendar)
    found = (f for f in following(due) if f.follow_up.kind == ask.given.kind)
    return next((f for f in found if f.follow_up.status == OPEN), None)


def _title(ask: Ask, kind: str) -> str:
    terms = ask.policy.values.follow_ups.get(kind)
    return terms.title if terms else kind


@rule(*PARTS)
def follow_up_open(ask: Ask) -> Answer:
    """Only what was opened, offered or recommended and is not yet done can be closed."""
    given = ask.given
    if not isinstance(given, FollowUpDone) or open_one(ask):
        return None
    kinds = ask.policy.values.follow_ups
    live = [f"{f.kind}({_title(ask, f.kind)})" for f in ask.case.follow_ups if f.status == OPEN]
    if given.kind not in kinds:
        known = "、".join(f"{k}({t.title})" for k, t in kinds.items())
        return f"没有“{given.kind}”这种结果运用事项，可填写的有：{known}"
    return (
        f"该同志没有待办的“{_title(ask, given.kind)}”，"
        f"待办的结果运用事项：{'、'.join(live) or '没有'}"
    )


@rule(*PARTS)
def follow_up_owner(ask: Ask) -> Answer:
    """A duty is closed by whoever owes it, or by the office that keeps the papers."""
    found = open_one(ask)
    if found is None or Role.OFFICE in ask.actor.roles:
        return None
    if Role(found.terms.owner) in ask.actor.roles:
        return None
    return f"“{found.terms.title}”不由您办理，请由承办人或考核办登记"


@rule(*PARTS)
def follow_up_window(ask: Ask) -> Answer:
    """Money, admonition and changes of post wait until the time to object is over."""
    found = open_one(ask)
    if found is None or found.state(ask.at) != "waiting":
        return None
    until = f"须待{instant_words(found.since)}反映异议的期限届满" if found.since else "尚不能算出"
    return f"“{found.terms.title}”{until}后办理"


@rule("follow_ups", "decisions")
def measure_kind(ask: Ask) -> Answer:
    """The group recommends only what the policy lets it recommend for that grade."""
    given = ask.given
    if not isinstance(given, RecommendMeasure):
        return None
    kinds = ask.policy.values.follow_ups
    open_to = {k: t for k, t in kinds.items() if t.mode == "recommended"}
    if given.kind not in open_to:
        known = "、".join(f"{k}({t.title})" for k, t in open_to.items())
        return f"“{given.kind}”不是可以建议的措施，可以建议的有：{known}"
    made = ask.case.decision
    terms = open_to[given.kind]
    if made is None or made.grade.value not in terms.grades:
        return f"“{terms.title}”用于等次为{'、'.join(terms.grades)}的，该同志不属于这种情形"
    if any(f.kind == given.kind and f.status == OPEN for f in ask.case.follow_ups):
        return f"“{terms.title}”已经建议，尚未办结，不必重复建议"
    return None


@rule("resolutions")
def measure_unfit(ask: Ask) -> Answer:
    """Training off post and transfer are for those put on record as unfit for their work."""
    given = ask.given
    if not isinstance(given, RecommendMeasure):
        return None
    terms = ask.policy.values.follow_ups.get(given.kind)
    if terms is None or not terms.unfit or any(r.kind == UNFIT for r in ask.case.resolutions):
        return None
    return f"“{terms.title}”用于不能胜任本职工作的，请先由领导小组作出认定(record_unfitness)"


@rule("resolutions")
def resolution_new(ask: Ask) -> Answer:
    """A finding is put on record once under a document."""
    given = ask.given
    if not isinstance(given, RecordUnfitness | HandOver):
        return None
    if all(r.document != given.document for r in ask.case.resolutions):
        return None
    return f"文号“{given.document}”的决定已经登记，不必重复登记"


@rule("resolutions", "past_grades")
def outstanding_listed(ask: Ask) -> Answer:
    """Only those on the list are confirmed as consistently outstanding, once a quarter."""
    if any(r.kind == OUTSTANDING for r in ask.case.resolutions):
        return "该同志本季度已经确认为一贯表现优秀，不必重复确认"
    past = [g for g in ask.case.past_grades if g.period <= ask.case.period]
    record = record_of(past, ask.policy.values)
    return None if record.outstanding else f"该同志不在一贯表现优秀名单中：{record.why}"
