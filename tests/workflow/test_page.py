"""The pages: every move with its guards as written down here by hand, and pages that cannot be."""

from dataclasses import replace

import pytest

from rules.nouns import Role
from rules.rule import RULES
from workflow.machine import target_of
from workflow.pages import PAGES
from workflow.procedure import (
    Deadline,
    Move,
    PageError,
    Procedure,
    Reminder,
    Route,
    Stage,
    go,
    stay,
)
from workflow.quarterly import QUARTERLY

CONTENTS = (
    "plan_items_count plan_weights plan_weights_positive plan_titles_differ plan_assigned_weight "
    "plan_goal_listed"
)
GUARDS = {
    "submit_plan": f"plan_not_locked {CONTENTS}",
    "approve_plan": "plan_pending",
    "return_plan": "plan_pending until_not_past",
    "amend_plan": f"plan_approved plan_none_pending amend_in_time {CONTENTS}",
    "log": "log_day_in_quarter log_item_known",
    "summarise": "summary_after_approval month_in_quarter month_begun month_not_locked",
    "return_summary": "month_in_quarter month_submitted until_not_past",
    "void_item": "plan_approved void_known_item",
    "reopen": "month_in_quarter until_not_past",
    "exempt": "exempt_once exempt_not_lowered",
    "record_opi": "opi_day opi_level opi_issuer opi_points opi_new_document",
    "verify_opi": "opi_to_verify opi_second_person",
    "void_opi": "opi_to_void",
    "mark": "plan_approved kpi_marks bpi_marks bpi_notes",
    "propose": "plan_approved marks_complete total_ready opi_all_verified departure_reason "
    "departure_standard",
    "return_record": "until_not_past",
    "propose_direct": "direct_kind direct_once direct_not_lowered",
    "state": "statement_due",
    "confirm_direct": "direct_kind direct_proposed direct_statement direct_status "
    "direct_not_lowered session_present session_quorum session_recused",
    "set_aside": "not_aside",
    "give_feedback": "feedback_people_known",
    "acknowledge": "feedback_recorded",
    "report_irregularity": "report_about",
    "note_flag": "flag_open",
    "hand_over_report": "",
    "close_report": "",
    "open_refusal": "check_once",
    "open_fraud": "check_once",
    "remind_refusal": "refusal_reminder_gap",
    "educate_refusal": "refusal_reminded",
    "explain_refusal": "",
    "take_part": "",
    "decide_refusal": "session_present session_quorum refusal_deadline_over refusal_undecided",
    "answer_fraud": "",
    "prove_fraud": "session_present session_quorum fraud_heard fraud_measures fraud_result_there",
    "clear_fraud": "session_present session_quorum fraud_heard",
    "follow_up_done": "follow_up_open follow_up_owner follow_up_window",
    "recommend_measure": "measure_kind measure_unfit",
    "record_unfitness": "resolution_new",
    "hand_over": "resolution_new",
    "confirm_outstanding": "outstanding_listed",
    "amend_roster": "roster_person_known roster_not_frozen roster_changes",
    "extend": "extend_scope extend_later month_in_quarter until_not_past",
    "confirm": "confirm_pending exempt_not_lowered",
    "postpone_session": "session_ahead",
    "send_back": "send_back_known",
    "decide": "session_present session_presider session_quorum session_recused session_votes "
    "decide_names_known decide_names_all decide_in_stage decide_totals_ready decide_status "
    "decide_scores decide_ledger decide_undetermined decide_reasons decide_direct "
    "direct_settled decide_not_lowered quota",
    "publish": "publish_something publish_after_feedback publish_complete publish_quota "
    "publish_status",
    "recall_decision": "recall_overtaken",
    "annul_publicity": "posting_open",
    "adopt_measure": "measure_owner_known measure_due_ahead",
    "measure_done": "measure_open",
    "summarise_year": "",
    "acknowledge_year": "year_unsigned",
    "run_without": "waived_once",
    "record_annual": "annual_names_known annual_stage annual_quarters_settled annual_excellence "
    "annual_poor annual_status annual_refused annual_reasons",
    "correct_annual": "annual_names_known annual_standing annual_excellence annual_poor "
    "annual_status annual_refused annual_reasons",
    "publish_year": "annual_something_to_post",
    "annul_year_publicity": "annual_posting_open",
    "set_status": "status_subject status_kind status_interval status_new",
    "end_status": "status_subject status_kind status_running",
    "override_status": "status_subject status_open override_changes",
    "settle_suspension": "status_subject settle_ready",
    "hand_over_note": "status_subject status_open handover_leader",
    "reassign": "status_subject status_open reassign_named reassign_day",
    "appoint_delegate": "delegate_people delegate_interval delegate_covers delegate_unrelated "
    "delegate_once",
    "end_delegation": "delegation_running",
    "declare_relation": "relation_parties relation_new",
    "apply_recusal": "recusal_person recusal_open",
    "recuse": "recusal_open",
    "decide_recusal": "recusal_person recusal_open",
    "object": "objection_told",
    "object_other": "objected_known objected_public",
    "register_lead": "objected_known",
    "receive_objection": "objection_in_time",
    "admit_objection": "objection_came_late reviewer_apart",
    "refuse_objection": "objection_came_late reviewer_apart",
    "reviewer_statement": "",
    "investigate_objection": "investigators_known reviewer_apart",
    "decide_objection": "objection_admitted session_present reviewer_apart objection_quorum "
    "objection_votes objection_outcome objection_result_there objection_not_lowered "
    "objection_total objection_status objection_quota",
}


def test_every_move_of_a_person_is_held_by_the_guards_written_down_here() -> None:
    """A guard that disappears from a page, or appears on one, is noticed."""
    moves = [m for page in PAGES.values() for m in page.moves if m.by]
    assert {m.id: set(m.guards) for m in moves} == {k: set(v.split()) for k, v in GUARDS.items()}


def test_no_two_pages_offer_people_a_move_of_one_name() -> None:
    """A move is asked for by its name alone; it must be clear which page it is on."""
    offered = [m.id for page in PAGES.values() for m in page.moves if m.by]
    assert len(set(offered)) == len(offered)


def test_every_guard_that_exists_stands_on_some_page() -> None:
    """A guard nobody asks is a rule that binds nobody."""
    asked = {g for page in PAGES.values() for m in page.moves for g in m.guards}
    assert asked == set(RULES)


@pytest.mark.rule("R30")
def test_the_clock_never_approves_marks_or_grades() -> None:
    """What no person makes is a lock, a stage's end, or the outcome of a person's act."""
    clock = {m.id for page in PAGES.values() for m in page.moves if not m.by}
    assert clock == {
        "lock_plan", "resume", "lock_month", "begin_appraisal", "leave", "sent_back", "determine",
        "withhold", "recalled", "post", "unpost", "close", "withdraw_result", "end_publicity",
        "conclude", "begin_assessment",
        "enter_excellent", "enter_grade", "correct_grade", "correct_excellent",
        "post_year", "unpost_year", "close_year",
        "end_year_publicity", "conclude_year",
        "suspend", "take_up", "change_hands",
        "redetermine", "reappraise", "revive",
    }  # fmt: skip


def test_the_stages_follow_one_another_as_the_scheme_orders_them() -> None:
    """The way through a quarter, stage by stage, and no jump past a stage."""
    way = [
        ("planning", "submit_plan"), ("plan_review", "approve_plan"),
        ("recording", "begin_appraisal"), ("appraising", "propose"),
        ("determining", "determine"), ("feedback", "post"), ("publicity", "close"),
    ]  # fmt: skip
    following = [stage for stage, _ in way[1:]] + ["closed"]
    assert [target_of(QUARTERLY, move, stage) for stage, move in way] == following
    assert target_of(QUARTERLY, "post", "determining") is None
    assert target_of(QUARTERLY, "to_closed", "planning") is None


@pytest.mark.parametrize(("when", "target"), [("plan", "planning"), ("month", "recording")])
def test_reopening_goes_back_only_to_the_stage_that_is_named(when: str, target: str) -> None:
    """Leave to report late moves a case back to the stage it has left."""
    assert target_of(QUARTERLY, "reopen", "appraising", when) == target


TINY = Procedure(
    "tiny", "", "a", (Stage("a", "甲"), Stage("b", "乙", final=True)),
    (Move("end", "办结", (Role.OFFICE,), go("b", "a")),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stages": (*TINY.stages, Stage("c", "丙", final=True))}, "cannot be reached"),
        ({"stages": (*TINY.stages, Stage("a", "又"))}, "stands twice"),
        ({"initial": "z"}, "initial stage"),
        ({"moves": (*TINY.moves, TINY.moves[0])}, "stands twice"),
        ({"moves": (replace(TINY.moves[0], guards=("nobody_wrote_this",)),)}, "unknown guards"),
        ({"moves": (replace(TINY.moves[0], routes=()),)}, "goes nowhere"),
        ({"moves": (replace(TINY.moves[0], routes=(Route("a", "q"),)),)}, "unknown stages"),
        (
            {
                "stages": (*TINY.stages, Stage("c", "丙")),
                "moves": (*TINY.moves, Move("in", "入", (), go("c", "a"))),
            },
            "no way out",
        ),
        ({"deadlines": (Deadline("d", "", Role.OFFICE, ("q",)),)}, "unknown stages"),
        ({"deadlines": (Deadline("d", "", Role.OFFICE, ("a",), "gone"),)}, "unknown move"),
        ({"reminders": (Reminder("nothing", "plan_due"),)}, "unknown deadlines"),
    ],
)
def test_a_page_that_could_not_work_is_refused_when_it_is_made(
    change: dict[str, object], told: str
) -> None:
    """Unreachable stages, traps, doubled moves and unknown guards never get into service."""
    with pytest.raises(PageError, match=told):
        replace(TINY, **change)  # type: ignore[arg-type]


def test_a_page_that_works_is_accepted() -> None:
    """The refusals above are about the faults, not about the tiny page."""
    assert replace(TINY, moves=(*TINY.moves, Move("look", "看", (), stay("a")))).edges
