"""What each entry of the concordance decides: which rules, moves and deadlines use it (R35).

A rule decides whether the moves it stands guard over may be made; a move and a deadline speak for
themselves. What a value goes into is written down here by hand; a test holds the list to the
values there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.nouns import ROLE_TITLES, Role
from workflow.collective import BY, TITLES
from workflow.pages import PAGES
from workflow.procedure import Deadline, Move, Procedure

SCORE = ("rules.total_ready", "rules.departure_reason", "rules.quota", "得分和对应等次(参考)")
MAILS = ("moves.remind",)
PUBLISH = ("moves.publish",)
REMEDY = "年度定为不称职时告知的期限"
USES: Mapping[str, tuple[str, ...]] = {
    "absence_days": ("deadlines.plan_due", "deadlines.summary_due", "缺勤期内到期的顺延到哪天"),
    "absence_kinds": ("deadlines.plan_due", "deadlines.summary_due", "哪些缺勤顺延期限"),
    "acknowledge_days": ("moves.acknowledge", "未签收的何时列为待办"),
    "amend_until_days_before": ("rules.amend_in_time",),
    "analysis_min_group": ("结果分析中哪些组单列",),
    "annual_all_poor_min_quarters": ("年度考核的测算",),
    "annual_due_days": ("deadlines.annual_due",),
    "annual_excellent_min_quarters": ("rules.annual_excellence", "年度考核的测算"),
    "annual_excellent_share": ("rules.annual_excellence", "年度考核的测算"),
    "annual_poor_share": ("rules.annual_poor", "年度考核的测算"),
    "annual_publicity_days": ("deadlines.annual_publicity_end",),
    "annual_appeal_days": (REMEDY,),
    "annual_review_days": (REMEDY,),
    "appraisal_after_days": ("deadlines.appraisal_due",),
    "appraisal_due_days": ("deadlines.appraisal_due",),
    "assigned_item_title": ("rules.plan_assigned_weight",),
    "assigned_item_weight_max": ("rules.plan_assigned_weight",),
    "band_fairly_good": SCORE,
    "band_good": SCORE,
    "band_ordinary": SCORE,
    "bpi_anchors": ("moves.mark",),
    "bpi_dimensions": ("rules.bpi_marks", *SCORE),
    "bpi_heads": ("moves.mark",),
    "bpi_note_high": ("rules.bpi_notes",),
    "bpi_note_low": ("rules.bpi_notes",),
    "bpi_share": SCORE,
    "bpi_weights": SCORE,
    "decision_due_days": ("deadlines.decision_due",),
    "follow_up_due_days": ("deadlines.follow_up_due",),
    "objection_admission_days": ("deadlines.objection_admission_due",),
    "objection_answer_days": ("deadlines.objection_due",),
    "objection_investigation_days": ("deadlines.investigation_due",),
    "objection_receipt_days": ("deadlines.objection_receipt_due",),
    "objection_statement_days": ("moves.reviewer_statement", "deadlines.reviewer_statement_due"),
    "objection_window_days": ("rules.follow_up_window", "反映异议的期限到哪天"),
    "outstanding_good_min": ("rules.outstanding_listed", "一贯优秀名单"),
    "outstanding_grades": ("rules.outstanding_listed", "一贯优秀名单"),
    "supplementary_days": ("deadlines.decision_due",),
    "refusal_reminders": ("rules.refusal_reminded",),
    "refusal_reminder_gap_days": ("rules.refusal_reminder_gap", "deadlines.refusal_due"),
    "refusal_last_days": ("rules.refusal_reminded",),
    "fraud_statement_days": (
        "rules.fraud_heard",
        "deadlines.fraud_statement_due",
        "deadlines.fraud_due",
    ),
    "check_decision_days": ("deadlines.refusal_decision_due", "deadlines.fraud_due"),
    "retaliation_quarters": ("反映异议后得分降低的提示",),
    "conduct_measures": ("rules.fraud_measures",),
    "outstanding_quarters": ("rules.outstanding_listed", "一贯优秀名单"),
    "excluded_posts": ("moves.open_quarter", "谁列入名册"),
    "feedback_due_days": ("deadlines.feedback_due",),
    "first_quarter": ("moves.open_quarter",),
    "full_mark": ("rules.kpi_marks", "rules.bpi_marks", "评分的上限和得分的印法"),
    "grade_standards": ("moves.propose", "rules.departure_standard"),
    "items_max": ("rules.plan_items_count",),
    "items_min": ("rules.plan_items_count",),
    "joiner_plan_days": ("deadlines.plan_due",),
    "joiner_status": ("moves.amend_roster", "季度中列入名册的按哪种情形办理"),
    "kpi_share": SCORE,
    "late_work": ("rules.plan_not_locked", "rules.month_not_locked"),
    "mark_places": ("moves.mark", "rules.plan_weights"),
    "open_ahead_days": ("moves.open_quarter",),
    "open_at": ("moves.open_quarter",),
    "opi_issuers": ("rules.opi_issuer",),
    "opi_levels": ("rules.opi_level",),
    "opi_places": ("moves.record_opi",),
    "plan_approval_after_days": ("deadlines.plan_approval_due",),
    "plan_approval_days": ("deadlines.plan_approval_due",),
    "plan_due_days": ("deadlines.plan_due", "rules.plan_not_locked"),
    "printed_places": ("得分在表上的印法",),
    "publicity_contact": PUBLISH,
    "publicity_days": ("deadlines.publicity_end",),
    "publicity_due_days": ("deadlines.publicity_due",),
    "publicity_form": PUBLISH,
    "publicity_scope": PUBLISH,
    "publicity_standing_sentence": PUBLISH,
    "majority_share": ("rules.session_votes", "rules.objection_votes"),
    "quorum_share": ("rules.session_quorum",),
    "quota_share": ("rules.quota", "rules.publish_quota"),
    "remind_at": MAILS,
    "remind_before": MAILS,
    "remind_overdue_days": (*MAILS, "moves.escalate"),
    "return_days": ("moves.return_plan", "moves.return_summary", "moves.return_record"),
    "statement_days": ("rules.direct_statement", "deadlines.statement_due"),
    "settlement_days": ("deadlines.settlement_due",),
    "report_days": ("deadlines.report_due",),
    "report_outcome_days": ("deadlines.report_outcome_due",),
    "summary_after_approval_days": ("deadlines.summary_due",),
    "summary_due_days": ("deadlines.summary_due", "rules.month_not_locked"),
    "text_max": ("各项文字的长度",),
    "tie_order": ("rules.quota", "谁是临界人员"),
    "title_max": ("各项名称的长度",),
    "year_summary_due_days": ("deadlines.year_summary_due",),
    "treatments": ("moves.set_status", "同时有几种情形的按哪一种办理"),
    "weights_total": ("rules.plan_weights",),
}
"""What each value goes into: keys of the concordance, or words for what has no key of its own."""
CLOCK_TITLES = {"remind": "到期提醒", "escalate": "提请协调"}


@dataclass(frozen=True, slots=True)
class Deciding:
    """What an entry decides: moves it may bar, moves and deadlines it shapes, other things."""

    barred: tuple[str, ...] = ()
    shaped: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """One sentence part each, in Chinese."""
        parts = []
        if self.barred:
            parts.append(f"{'、'.join(_said(m) for m in self.barred)}能不能办")
        if self.shaped:
            parts.append(f"{'、'.join(_said(m) for m in self.shaped)}怎样办")
        if self.owed:
            parts.append(f"{'、'.join(deadline_words(d) for d in self.owed)}的期限")
        return "；".join([*parts, *self.others])

    def document(self) -> dict[str, object]:
        """The same as JSON, with the roles and stages concerned."""
        moves = dict.fromkeys((*self.barred, *self.shaped))
        return {
            "text": self.text,
            "moves": [
                {
                    "move": m,
                    "title": move_title(m),
                    "by": [ROLE_TITLES[r] for r in roles_of(m)],
                    "stages": list(stages_of(m)),
                }
                for m in moves
            ],
            "deadlines": [
                {"deadline": d, "title": _deadline(d)[1].title, "by": owner_of(d)}
                for d in self.owed
            ],
            "others": list(self.others),
        }


STATUS = Deciding(shaped=("set_status",), others=("有这一情形的，本季度按什么办理、等次怎样确定",))
"""What every kind of special status decides."""
FOLLOW_UP = Deciding(shaped=("follow_up_done",), others=("办结后按等次由谁办、何时办这一事项",))
"""What every kind of follow-up decides."""


def deciding(key: str) -> Deciding:
    """What the entry of a full key (values.band_good, rules.quota …) decides."""
    kind, _, name = key.partition(".")
    if kind == "statuses":
        return STATUS
    if kind == "follow_ups":
        return FOLLOW_UP
    uses = USES.get(name, ()) if kind == "values" else (key,)
    barred: dict[str, None] = {}
    shaped, owed, others = [], [], []
    for use in uses:
        table, _, what = use.partition(".")
        if table == "rules":
            barred |= dict.fromkeys(guarded_by(what))
        elif table == "moves":
            shaped.append(what)
        elif table == "deadlines":
            owed.append(what)
        else:
            others.append(use)
    return Deciding(tuple(barred), tuple(shaped), tuple(owed), tuple(others))


def guarded_by(rule: str) -> list[str]:
    """The moves a guard stands before, in the order of the pages."""
    return [m.id for page in PAGES.values() for m in page.moves if rule in m.guards]


def _found(move: str) -> tuple[Procedure, Move] | None:
    return next(((p, p.by_id[move]) for p in PAGES.values() if move in p.by_id), None)


def move_title(move: str) -> str:
    """What people call a move, on a page or beside it."""
    found = _found(move)
    return found[1].title if found else TITLES.get(move) or CLOCK_TITLES[move]


def roles_of(move: str) -> tuple[Role, ...]:
    """Who makes a move; the clock if nobody does."""
    found = _found(move)
    return (found[1].by if found else BY.get(move, ())) or (Role.CLOCK,)


def stages_of(move: str) -> Iterable[str]:
    """The titles of the stages in which a move is made."""
    found = _found(move)
    if found is None:
        return ()
    page, made = found
    return dict.fromkeys(page.stage_titles[r.source] for r in made.routes)


def _said(move: str) -> str:
    return f"{move_title(move)}({'、'.join(ROLE_TITLES[r] for r in roles_of(move))})"


def _deadline(name: str) -> tuple[Procedure, Deadline]:
    for page in PAGES.values():
        for deadline in page.deadlines:
            if deadline.id == name:
                return page, deadline
    raise LookupError(name)


def owner_of(deadline: str) -> str:
    """Who owes what falls due."""
    return ROLE_TITLES[_deadline(deadline)[1].owner]


def deadline_words(name: str) -> str:
    """A deadline with who owes it: 报送工作计划(被考核公务员)."""
    return f"{_deadline(name)[1].title}({owner_of(name)})"
