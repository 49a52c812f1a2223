"""Guards of the leading group's session: quorum, completeness, quota (R12, R13, R33)."""

from collections.abc import Iterable
from fractions import Fraction

from rules.calendar import beijing_day
from rules.cohort import Standing, on_the_line, quota_limit
from rules.grade import Grade
from rules.guards.direct import standing
from rules.guards.status import bars, forced, treated
from rules.inputs.office import Decide, Postpone, SendBack
from rules.nouns import Case, Cohort, Direct
from rules.result import PARTS, result_of
from rules.rule import Answer, Ask, rule
from rules.status import PARTS as STATUSES
from rules.terms import Treatment
from rules.words import day_words, instant_words, names_words

OUT = frozenset({"exempt", "undetermined", "suspended"})
UNGRADED = frozenset({Treatment.UNDETERMINED, Treatment.SUSPENDED})
DECIDED = frozenset({"feedback", "publicity", "closed"})


def n_of(cohort: Cohort) -> int:
    """How many take part: the frozen number, or the roster without the exempt (R13)."""
    if cohort.n is not None:
        return cohort.n
    return sum(1 for c in cohort.cases if c.stage != "exempt")


def limit_of(ask: Ask) -> int:
    """How many places the quota gives."""
    return quota_limit(n_of(ask.cohort), ask.policy.values.quota_share)


def grades_given(ask: Ask) -> dict[str, Grade]:
    """The grades of a decision by person id; unknown handles are left out (a guard names them)."""
    given = ask.given
    if not isinstance(given, Decide):
        return {}
    people = {h: ask.who(h) for h in given.grades}
    return {p.id: given.grades[h] for h, p in people.items() if p is not None}


def batch_of(ask: Ask) -> list[Case]:
    """The cases a decision names."""
    return [c for c in (ask.cohort.of(p) for p in grades_given(ask)) if c is not None]


def people_of(ask: Ask, handles: Iterable[str]) -> list[str]:
    """Surrogate ids of handles that are known."""
    found = (ask.who(h) for h in handles)
    return [p.id for p in found if p is not None]


@rule()
def session_present(ask: Ask) -> Answer:
    """Those present, presiding and recused are of the leading group; nobody is present twice."""
    present, chair = getattr(ask.given, "present", ()), getattr(ask.given, "chair", "")
    named = [*present, *getattr(ask.given, "recused", ()), *([chair] if chair else [])]
    strange = [h for h in named if not (p := ask.who(h)) or p.id not in ask.cohort.entitled]
    if strange:
        listed = "、".join(dict.fromkeys(strange))
        return f"到会、主持或回避人员“{listed}”不是领导小组成员，请核对到会名单"
    return "到会名单中有人重复，请核对" if len(set(present)) != len(present) else None


@rule()
def session_quorum(ask: Ask) -> Answer:
    """Enough members are present for a session to decide."""
    if not hasattr(ask.given, "present"):
        return None
    present = len(set(people_of(ask, ask.given.present)) & ask.cohort.entitled)
    members, share = len(ask.cohort.entitled), ask.policy.values.quorum_share
    if present and present * share.denominator >= members * share.numerator:
        return None
    return f"应到{members}人，实到{present}人，不足应到人数的{share}，请改期或补齐到会人员"


@rule()
def session_votes(ask: Ask) -> Answer:
    """Where votes are counted, more of those present agree than the share asked for."""
    given = ask.given
    if not isinstance(given, Decide) or given.votes is None:
        return None
    share = ask.policy.values.majority_share
    return votes_carry(given.votes, len(given.present), share, "到会{}人")


def votes_carry(
    votes: object, voting: int, share: Fraction, words: str, besides: str = ""
) -> str | None:
    """Why a decision is not carried by the votes of so many; `words` say who they are.

    More must agree than `share` of them; exactly so many are not enough.
    """
    agree = votes.get("for") if isinstance(votes, dict) else votes
    if isinstance(agree, bool) or not isinstance(agree, int) or agree < 0:
        return "表决情况 votes 须为同意票数，或写成 { for = 5, against = 1, abstain = 0 }"
    if agree > voting:
        return f"同意{agree}票，多于{words.format(voting)}{besides}，请核对"
    if agree * share.denominator > voting * share.numerator:
        return None
    return f"同意{agree}票，未超过{words.format(voting)}的{share}，不能形成决定"


@rule()
def decide_names_known(ask: Ask) -> Answer:
    """A decision names people on the roster."""
    given = ask.given
    if not isinstance(given, Decide):
        return None
    handles = [*given.grades, *given.reasons]
    strange = [h for h in handles if not (p := ask.who(h)) or not ask.cohort.of(p.id)]
    return f"“{'、'.join(dict.fromkeys(strange))}”不在参加考核人员名册，请核对" if strange else None


@rule(cohort=STATUSES | {"decisions"})
def decide_names_all(ask: Ask) -> Answer:
    """The main batch names everyone but those set aside, exempt, suspended or undetermined."""
    if not isinstance(ask.given, Decide):
        return None
    named = set(grades_given(ask))
    missing = [
        ask.name(c.person)
        for c in ask.cohort.cases
        if c.person not in named
        and not c.aside
        and c.stage not in OUT | DECIDED
        and treated(ask, c).treatment not in UNGRADED
    ]
    if ask.cohort.sessions or not missing:
        return None if ask.given.grades else "没有写明研究哪些人的等次，请在 grades 中列出"
    return (
        f"本批尚缺{len(missing)}人：{names_words(missing)}；"
        "须全部列明等次，一时不能确定的请组长先作暂缓研究"
    )


@rule(cohort=STATUSES)
def decide_in_stage(ask: Ask) -> Answer:
    """Only cases whose review is finished, and not yet decided, are decided.

    Whose status allows no grade needs no review, unless a comment is given all the same.
    """
    early, out = [], []
    grades = grades_given(ask)
    done: dict[int, list[str]] = {}
    for case in batch_of(ask):
        name = ask.name(case.person)
        if case.stage in DECIDED:
            done.setdefault(case.session, []).append(name)
        elif case.stage in OUT:
            out.append(name)
        elif case.stage != "determining" and not (
            grades[case.person] is Grade.UNDETERMINED and forced(treated(ask, case), case)
        ):
            early.append(name)
    texts = []
    if early:
        texts.append(
            f"{names_words(early)}尚未完成审核评鉴，请先完成，或由组长作暂缓研究后另批研究"
        )
    for number, names in done.items():
        texts.append(f"{names_words(names)}的等次{_settled_by(ask, number)}，不能重复确定")
    if out:
        texts.append(f"{names_words(out)}本季度不参加考核或不确定等次，请从名单中去掉")
    return texts or None


def _settled_by(ask: Ask, number: int) -> str:
    """Who settled a batch and when, so that whoever comes second knows who came first."""
    session = next((s for s in ask.cohort.sessions if s.number == number), None)
    if session is None:
        return "已经研究确定"
    return f"已由{ask.name(session.presider)}于{instant_words(session.at)}办理研究确定"


@rule(cohort=PARTS)
def decide_totals_ready(ask: Ask) -> Answer:
    """The total of every case in the batch is ready."""
    lacking = [
        ask.name(c.person)
        for c in batch_of(ask)
        if c.stage == "determining" and result_of(c, ask.policy.values).total is None
    ]
    if not lacking:
        return None
    return f"{names_words(lacking)}的平时考核得分尚不能算出(缺项不按0分计)，请先补齐"


@rule(cohort=PARTS)
def decide_scores(ask: Ask) -> Answer:
    """No case is decided on a score that cannot be worked out."""
    lacking = [
        ask.name(c.person)
        for c in batch_of(ask)
        if c.stage == "determining" and result_of(c, ask.policy.values).total is None
    ]
    return f"{names_words(lacking)}的得分有缺项，缺项不按0分计，无从算出总分" if lacking else None


@rule(cohort=("opi",))
def decide_ledger(ask: Ask) -> Answer:
    """No case is decided while an item of its ledger awaits verification."""
    waiting = [
        f"{ask.name(c.person)}“{entry.document}”"
        for c in batch_of(ask)
        for entry in c.opi
        if entry.waits
    ]
    return f"加减分事项尚未核实：{names_words(waiting)}，请由另一人核实" if waiting else None


@rule(cohort=STATUSES | {"proposals", "decisions"})
def decide_reasons(ask: Ask) -> Answer:
    """A decision that differs from the proposal is given with a reason of its own.

    What the quota alone brings about, the highest proposed and the next given because there are
    too few places, may be covered by one reason of the session.
    """
    given = ask.given
    if not isinstance(given, Decide):
        return None
    reasoned = set(people_of(ask, given.reasons))
    covered = bool(given.reason) and _short_of_places(ask)
    bare = []
    for person, grade in grades_given(ask).items():
        case = ask.cohort.of(person)
        if person in reasoned or not departs(case, grade):
            continue
        if case and (proposed := _proposed(case)) and bars(treated(ask, case), proposed):
            continue
        if not (covered and _proposed(case) is Grade.GOOD and grade is Grade.FAIRLY_GOOD):
            bare.append(ask.name(person))
    if not bare:
        return None
    return (
        f"{names_words(bare)}的等次与分管领导建议不一致，请在 reasons 中写明各人的理由；"
        f"只因名额所限由“{Grade.GOOD}”改定的，可在 reason 中统一写明"
    )


def departs(case: Case | None, grade: Grade) -> bool:
    """Whether a decision differs from what was proposed."""
    return _proposed(case) not in {None, grade}


def _proposed(case: Case | None) -> Grade | None:
    return case.proposal.grade if case and case.proposal else None


def _short_of_places(ask: Ask) -> bool:
    """Whether the places are all taken, so that the quota alone keeps others from one."""
    wanted = [g for g in grades_given(ask).values() if g is Grade.GOOD]
    return len(_holders(ask)) + len(wanted) >= limit_of(ask)


def _holders(ask: Ask) -> list[str]:
    """Who holds the highest grade by a decision that this one does not touch."""
    grades = grades_given(ask)
    return [
        c.person
        for c in ask.cohort.cases
        if c.person not in grades and c.decision and c.decision.grade is Grade.GOOD
    ]


@rule(cohort=STATUSES | {"directs"})
def decide_direct(ask: Ask) -> Answer:
    """An admitted direct grade is carried; two kinds on one person are settled first."""
    texts = []
    grades = grades_given(ask)
    for case in batch_of(ask):
        name, live = ask.name(case.person), standing(case.directs)
        kinds = {d.grade for d in live}
        if len(kinds) > 1:
            texts.append(
                f"{name}同时被提请直接确定为“{'”和“'.join(sorted(kinds))}”，"
                "请领导小组先确认采用哪一种"
            )
        elif (direct := _binding(ask, case)) and grades[case.person] is not direct.grade:
            texts.append(
                f"{name}已确认直接确定为“{direct.grade}”，不能确定为“{grades[case.person]}”"
            )
    return texts or None


def _binding(ask: Ask, case: Case) -> Direct | None:
    """The direct grade that binds a decision: the admitted one, unless a status bars it since."""
    direct = case.confirmed_direct
    return None if direct and bars(treated(ask, case), direct.grade) else direct


@rule(cohort=STATUSES | {"directs"})
def direct_settled(ask: Ask) -> Answer:
    """What may be graded directly is settled by the group before the batch is, and then holds."""
    open_, bound = [], []
    for case in batch_of(ask):
        if len({d.grade for d in standing(case.directs)}) > 1:
            open_.append(ask.name(case.person))
        elif (direct := _binding(ask, case)) and grades_given(ask)[case.person] != direct.grade:
            bound.append(ask.name(case.person))
    texts = []
    if open_:
        texts.append(f"{names_words(open_)}的两种提请并存，须先取舍，再研究确定")
    if bound:
        texts.append(f"{names_words(bound)}的当期等次已直接确定，研究时须照定")
    return texts or None


@rule(cohort=STATUSES)
def decide_undetermined(ask: Ask) -> Answer:
    """No grade is withheld without a reason; a status that allows none is reason enough."""
    given = ask.given
    if not isinstance(given, Decide) or given.reason:
        return None
    bare = [
        h for h, g in given.grades.items() if g is Grade.UNDETERMINED and h not in given.reasons
    ]
    cases = [c for p in map(ask.who, bare) if p and (c := ask.cohort.of(p.id))]
    names = [ask.name(c.person) for c in cases if not forced(treated(ask, c), c)]
    return f"{names_words(names)}拟不确定等次，请在 reasons 中写明理由" if names else None


@rule(cohort=PARTS | {"decisions", "directs"})
def quota(ask: Ask) -> Answer:
    """The highest grade goes to no more than the quota of those taking part."""
    wanted = [p for p, grade in grades_given(ask).items() if grade is Grade.GOOD]
    taken, limit = len(_holders(ask)), limit_of(ask)
    used = taken + len(wanted)
    if used <= limit:
        return None
    # A direct grade takes a place whatever the score; the rest of the places go by score.
    scored = [p for p in wanted if not ((c := ask.cohort.of(p)) and c.confirmed_direct)]
    line = _line(ask, scored, limit - taken - (len(wanted) - len(scored)))
    return (
        f"参加考核{n_of(ask.cohort)}人，“好”等次至多{limit}人，本次确定后为{used}人，"
        f"超出{used - limit}人；临界人员：{line}。请改定超出人员的等次，或另行研究"
    )


def _line(ask: Ask, wanted: list[str], places: int) -> str:
    standings = []
    for person in wanted:
        case = ask.cohort.of(person)
        result = result_of(case, ask.policy.values) if case else None
        if result and result.total and result.kpi is not None and result.bpi is not None:
            standings.append(Standing(person, result.total.value, result.kpi, result.bpi))
    line = on_the_line(standings, max(places, 0), ask.policy.values.tie_order)
    return names_words(ask.name(s.who) for s in line.people) or "(得分尚不齐)"


@rule()
def session_ahead(ask: Ask) -> Answer:
    """A session is put off to a day that lies ahead."""
    given = ask.given
    if not isinstance(given, Postpone):
        return None
    if given.to >= beijing_day(ask.at):
        return None
    return f"改期日{day_words(given.to)}已经过去，请填写以后的日期"


@rule()
def send_back_known(ask: Ask) -> Answer:
    """A case sent back is one the group has before it."""
    given = ask.given
    if not isinstance(given, SendBack):
        return None
    person = ask.who(given.who)
    case = ask.cohort.of(person.id) if person else None
    if case and case.stage == "determining":
        return None
    return f"“{given.who}”目前没有提交领导小组研究的考核事项，请核对"


@rule()
def not_aside(ask: Ask) -> Answer:
    """A case is set aside once."""
    return "该事项已作暂缓研究，不必重复办理" if ask.case.aside else None
