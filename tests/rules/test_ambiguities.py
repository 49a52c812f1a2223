"""Where the regulation is unclear or silent, the policy says what was taken, and admits it (R35).

The questions are numbered as in the background of the requirements, A1 to A40. Each has the
entries that answer it: a value where it is a number or a list, else a rule, move or deadline
whose note says what was understood. None of them may pose as the regulation's own text.
"""

import pytest

from rules.policy import Basis, load_policy
from rules.provisional import cited
from tests.rules.policies import DAY

POLICY = load_policy("guanghe", DAY)
ANSWERS = {
    "A1 which rules since when": "values.first_quarter statuses.sick_leave statuses.major_demerit",
    "A2 who is assessed": "values.excluded_posts statuses.leading_post",
    "A3 the scale": "values.full_mark",
    "A4 above a hundred": "values.full_mark values.printed_places",
    "A5 rounding": "values.printed_places values.mark_places values.opi_places",
    "A6 items and weights": """values.weights_total values.items_min values.items_max
        rules.plan_weights rules.plan_items_count moves.void_item rules.void_known_item""",
    "A7 weights of conduct": "values.bpi_weights values.bpi_heads",
    "A8 who marks": "moves.mark",
    "A9 commendations": """values.opi_levels values.opi_issuers rules.opi_issuer rules.opi_level
        rules.opi_points rules.opi_new_document""",
    "A10 limits of the bands": """values.band_good values.band_fairly_good values.band_ordinary
        rules.departure_reason rules.departure_standard rules.decide_reasons""",
    "A11 the quarter": """values.first_quarter moves.open_quarter moves.open_year
        rules.annual_quarters_settled moves.run_without""",
    "A12 no plan": "values.plan_due_days values.plan_approval_days rules.total_ready",
    "A13 monthly": "values.summary_due_days values.late_work rules.month_not_locked",
    "A14 reviewer absent": """moves.appoint_delegate rules.delegate_people
        values.remind_overdue_days""",
    "A15 several leaders": "rules.reassign_day moves.hand_over_note rules.handover_leader",
    "A16 the group": """values.quorum_share values.majority_share moves.decide
        rules.decide_in_stage rules.session_recused""",
    "A17 forty in a hundred of what": "rules.quota rules.publish_quota",
    "A18 of whom": "rules.quota moves.withhold moves.exempt",
    "A19 direct 好 inside": "rules.quota",
    "A20 whole places and ties": "rules.quota values.tie_order",
    "A21 feedback": """values.feedback_due_days values.acknowledge_days moves.acknowledge
        rules.publish_after_feedback""",
    "A22 publicity": """values.publicity_scope values.publicity_form values.publicity_contact
        values.publicity_standing_sentence""",
    "A23 three working days": "deadlines.publicity_end moves.end_publicity moves.import_calendar",
    "A24 a result changed": "moves.redetermine rules.objection_quota moves.annul_publicity",
    "A25 both direct grades": "rules.decide_direct rules.direct_settled rules.direct_statement",
    "A26 consistently": """values.outstanding_quarters values.outstanding_grades
        values.outstanding_good_min moves.confirm_outstanding""",
    "A27 in time, where needed, unfit": """values.follow_up_due_days moves.recommend_measure
        rules.measure_unfit moves.record_unfitness""",
    "A28 the word 好 lost again": "rules.annual_excellence",
    "A29 rather many": "values.annual_excellent_share values.annual_excellent_min_quarters",
    "A30 较差 not named": "rules.annual_excellence",
    "A31 more than half": "values.annual_poor_share rules.annual_poor",
    "A32 all of them": "values.annual_all_poor_min_quarters",
    "A33 refusal and fraud": """values.refusal_reminders values.refusal_reminder_gap_days
        values.refusal_last_days moves.decide_refusal rules.refusal_undecided moves.prove_fraud""",
    "A34 objections": """values.objection_window_days values.objection_answer_days
        values.objection_receipt_days rules.objection_not_lowered rules.reviewer_apart""",
    "A35 settled afterwards": "moves.settle_suspension rules.settle_ready rules.quota",
    "A36 nobody forced below": "rules.departure_standard",
    "A37 verified and signed": "rules.opi_second_person moves.verify_opi",
    "A38 one's own file": "rules.status_subject rules.opi_second_person rules.delegate_unrelated",
    "A39 what is restricted": "moves.read_restricted",
    "A40 late": "deadlines.decision_due moves.escalate values.remind_overdue_days",
}


def test_every_question_has_its_answer() -> None:
    """Forty of them, in order."""
    assert [question.split()[0] for question in ANSWERS] == [f"A{n}" for n in range(1, 41)]


@pytest.mark.rule("R35")
@pytest.mark.parametrize(("question", "keys"), ANSWERS.items(), ids=list(ANSWERS))
def test_an_answer_is_an_entry_that_awaits_adoption(question: str, keys: str) -> None:
    """So it is listed as provisional, and the group can adopt it by number."""
    entries = cited(POLICY)
    assert set(keys.split()) <= set(entries), question
    assert [key for key in keys.split() if entries[key].basis is Basis.TEXT] == []
