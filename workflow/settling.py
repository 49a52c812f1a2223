"""By which move something owed is settled, so that people are led to it at once (R33)."""

from collections.abc import Mapping

from workflow.procedure import Procedure

SETTLED_BY: Mapping[str, str] = {
    "plan_due": "submit_plan",
    "plan_approval_due": "approve_plan",
    "summary_due": "summarise",
    "appraisal_due": "mark",
    "statement_due": "state",
    "feedback_due": "give_feedback",
    "follow_up_due": "follow_up_done",
    "decision_due": "decide",
    "publicity_due": "publish",
    "objection_receipt_due": "receive_objection",
    "reviewer_statement_due": "reviewer_statement",
    "investigation_due": "investigate_objection",
    "objection_due": "decide_objection",
    "refusal_decision_due": "decide_refusal",
    "fraud_statement_due": "answer_fraud",
    "report_outcome_due": "close_report",
    "year_summary_due": "summarise_year",
    "annual_due": "record_annual",
    "annual_publicity_due": "publish_year",
}
"""Of what one move alone settles, that move; of the review, which has two, the first."""

ON_WHOLE: Mapping[str, str] = {"settlement_due": "settle_suspension"}
"""Of what is owed on a person's file and settled for the whole office, the move by which it is."""
EASED_BY: Mapping[str, tuple[str, ...]] = {
    "to_confirm": ("confirm",),
    "substitute": ("appoint_delegate",),
    "to_settle": ("settle_suspension",),
    "overtaken": ("recall_decision", "override_status"),
    "set_aside": ("decide",),
    "away": ("decide", "override_status"),
    "measure_overdue": ("measure_done",),
    "flag": ("note_flag",),
}
"""Of what is stuck, by the kind of the task, the moves for the whole office that settle it."""


def settled_by(deadline: str, page: Procedure, stage: str) -> str:
    """The move that settles what is owed in a stage; empty where several may or none goes on."""
    move = page.by_id.get(SETTLED_BY.get(deadline, ""))
    return move.id if move and any(r.source == stage for r in move.routes) else ""
