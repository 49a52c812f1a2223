"""Guards of feedback and publicity (R13, R14, R15)."""

from rules.grade import Grade
from rules.guards.group import limit_of, n_of
from rules.guards.status import RECALL, bars, because, treated
from rules.inputs.appraisal import GiveFeedback
from rules.inputs.office import Annul, RecallDecision
from rules.nouns import Case, Cohort, Posting
from rules.rule import Answer, Ask, rule
from rules.status import PARTS as STATUSES
from rules.ties import conflict
from rules.words import day_words, names_words


def batch_to_publish(cohort: Cohort) -> list[Case]:
    """The cases of one session that wait for a notice: the oldest batch that has all heard.

    While no batch has, it is the oldest; one batch never holds up another.
    """
    batches: dict[int, list[Case]] = {}
    for case in cohort.cases:
        if case.stage == "feedback":
            batches.setdefault(case.session, []).append(case)
    ready = [n for n, cases in batches.items() if all(c.feedback for c in cases)]
    return batches[min(ready or batches)] if batches else []


@rule()
def feedback_people_known(ask: Ask) -> Answer:
    """Giver and witness of a feedback are people of the office; the giver does not keep away."""
    given = ask.given
    if not isinstance(given, GiveFeedback):
        return None
    strange = [h for h in (given.by, given.witness) if h and ask.who(h) is None]
    if strange:
        return f"没有“{'、'.join(strange)}”这个人，请核对反馈人或见证人"
    giver = ask.who(given.by) if given.by else None
    if giver and conflict(ask.ties, giver.id, ask.case.person):
        return f"{giver.name}须回避{ask.name(ask.case.person)}的考核事项，请由其他人反馈"
    return None


@rule("decisions", "feedbacks")
def feedback_recorded(ask: Ask) -> Answer:
    """Receipt is given for a feedback that was recorded."""
    return None if ask.case.feedback else "结果尚未反馈，请在收到反馈后再签收"


@rule(cohort=("decisions", "feedbacks"))
def publish_something(ask: Ask) -> Answer:
    """A notice has something to show."""
    if batch_to_publish(ask.cohort):
        return None
    return "没有等待公示的考核结果：须在领导小组研究确定并反馈本人以后公示"


def _unheard(ask: Ask) -> list[str]:
    return [ask.name(c.person) for c in batch_to_publish(ask.cohort) if c.feedback is None]


@rule(cohort=("decisions", "feedbacks"))
def publish_after_feedback(ask: Ask) -> Answer:
    """Everyone on a notice has heard the result first."""
    names = _unheard(ask)
    return f"{names_words(names)}尚未反馈结果，请先反馈并登记" if names else None


@rule(cohort=("decisions", "feedbacks"))
def publish_complete(ask: Ask) -> Answer:
    """A notice shows its whole batch."""
    names = _unheard(ask)
    return f"本批还有{len(names)}人未反馈，公示内容不齐，暂不能公示" if names else None


@rule(cohort=("decisions",))
def publish_quota(ask: Ask) -> Answer:
    """The quota holds again when results are made public."""
    held = [c for c in ask.cohort.cases if c.decision and c.decision.grade is Grade.GOOD]
    limit = limit_of(ask)
    if len(held) <= limit:
        return None
    return (
        f"参加考核{n_of(ask.cohort)}人，“好”等次至多{limit}人，现为{len(held)}人，"
        "请领导小组重新研究后再公示"
    )


def overtaken(ask: Ask, case: Case) -> str:
    """What a status that counts now says against the grade decided before it; empty if nothing."""
    if case.decision is None:
        return ""
    found = treated(ask, case)
    return because(found, made=True) if bars(found, case.decision.grade) else ""


@rule(cohort=STATUSES | {"decisions", "feedbacks"})
def publish_status(ask: Ask) -> Answer:
    """A grade that a status entered since the decision does not allow is not made public."""
    texts = [
        f"{ask.name(case.person)}{why}，须先另行研究，再公示{RECALL}"
        for case in batch_to_publish(ask.cohort)
        if (why := overtaken(ask, case))
    ]
    return texts or None


@rule(cohort=STATUSES | {"decisions"})
def recall_overtaken(ask: Ask) -> Answer:
    """A decision is taken back only where a status has come to stand against it, not yet public."""
    given = ask.given
    if not isinstance(given, RecallDecision):
        return None
    person = ask.who(given.who)
    case = ask.cohort.of(person.id) if person else None
    if case is None or case.stage != "feedback":
        return f"“{given.who}”目前没有已研究确定而尚未公示的等次，请核对"
    if overtaken(ask, case):
        return None
    return (
        f"没有特殊情形限制{ask.name(case.person)}已定的等次，不能撤回；本人有异议的，按反映异议办理"
    )


def posting_meant(ask: Ask) -> Posting | None:
    """The notice to be taken down: the one named, else the only one that is up."""
    up = open_postings(ask.cohort)
    number = ask.given.number if isinstance(ask.given, Annul) else None
    if number is None:
        return up[0] if len(up) == 1 else None
    return next((p for p in up if p.number == number), None)


def open_postings(cohort: Cohort) -> list[Posting]:
    """The notices that are up, oldest first."""
    return [p for p in cohort.postings if p.status == "open"]


def postings_words(cohort: Cohort) -> str:
    """The notices that are up, each by its number, its day and how many are on it."""
    return "、".join(
        f"第{p.number}号({day_words(p.posted)}发布，"
        f"{sum(1 for c in cohort.cases if c.posting == p.number)}人)"
        for p in open_postings(cohort)
    )


def which_posting(ask: Ask) -> Answer:
    """Why it is not clear which notice that is up is meant; None if it is."""
    if posting_meant(ask):
        return None
    listed = postings_words(ask.cohort)
    number = ask.given.number if isinstance(ask.given, Annul) else None
    if number is None:
        return f"正在公示的不止一份，请在 number 中写明是第几号：{listed}"
    return f"第{number}号公示不在公示期内，正在公示的有：{listed}"


@rule()
def posting_open(ask: Ask) -> Answer:
    """Only a notice that is up can be annulled; where several are, the one that is named."""
    if open_postings(ask.cohort):
        return which_posting(ask)
    return "没有正在公示的名单；公示已结束的，请按反映异议办理"
