"""What a form of its own shows beside its fields, by move; each is derived, nothing is decided."""

from collections.abc import Callable, Mapping
from typing import Any

from web import answering, marking, planning, recording, year_end
from web.confirming import beside_confirm, beside_direct, confirm_read
from web.feedback import beside_feedback
from web.heard import check_form, recusal_beside, stated_beside
from web.ledger import beside_verify
from web.notices import beside_annul, beside_publish
from web.objected import answer_beside, objection_beside
from web.offered import statuses_beside
from web.opened import Opened
from web.relief import extending, reassign_beside, reopen_beside, reopening
from web.session import beside_decide
from web.visit import Visit
from web.year_forms import (
    correct_beside,
    posting_beside,
    receipt_beside,
    without_beside,
    year_beside,
)
from workflow.fraud import FRAUD
from workflow.objection import OBJECTION
from workflow.refusal import REFUSAL
from workflow.supervision import SUPERVISION

Beside = Callable[[Visit, Opened, Mapping[str, Any]], dict[str, Any]]
"""From the visit, the file and what was filled in, the values the form's template asks for."""

BEGUN = REFUSAL.begun_by + FRAUD.begun_by

BESIDE: Mapping[str, Beside] = {
    "submit_plan": planning.shown_beside,
    "amend_plan": planning.shown_beside,
    "log": recording.log_beside,
    "summarise": recording.summary_beside,
    "approve_plan": marking.record_beside,
    "return_plan": marking.return_beside,
    "return_summary": marking.return_beside,
    "return_record": marking.return_beside,
    "mark": marking.sheet_beside,
    "propose": marking.proposal_beside,
    "propose_direct": marking.proposal_beside,
    "acknowledge": answering.result_beside,
    "object": answering.result_beside,
    "decide": beside_decide,
    "confirm": beside_confirm,
    "confirm_direct": beside_direct,
    "verify_opi": beside_verify,
    "void_opi": beside_verify,
    "reopen": reopen_beside,
    "set_status": statuses_beside,
    "reassign": reassign_beside,
    "give_feedback": beside_feedback,
    "publish": beside_publish,
    "annul_publicity": beside_annul,
    "record_annual": year_beside,
    "correct_annual": correct_beside,
    "run_without": without_beside,
    "publish_year": posting_beside,
    "acknowledge_year": receipt_beside,
    "summarise_year": year_end.summary_beside,
    "state": stated_beside,
    "decide_recusal": recusal_beside,
    **{move: check_form(move) for move in (*REFUSAL.by_id, *FRAUD.by_id, *BEGUN)},
    **dict.fromkeys(SUPERVISION.by_id, lambda *_: {"sealed": True}),
    **dict.fromkeys(OBJECTION.by_id, objection_beside),
    "decide_objection": answer_beside,
}


Start = Callable[[Visit, Opened, int], Mapping[str, Any]]
"""From the visit, the file and the month asked for (0: none), the fields as they start."""
START: Mapping[str, Start] = {
    "submit_plan": planning.begun,
    "amend_plan": planning.begun,
    "log": recording.log_begun,
    "summarise": recording.summary_begun,
    "summarise_year": year_end.summary_begun,
    "mark": marking.begun,
    "reopen": reopening,
    "extend": extending,
}


READ: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "log": recording.log_read,
    "confirm": confirm_read,
}
"""What a form leaves to be told from the rest of it."""


def beside(visit: Visit, file: Opened, move: str, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a move shows beside its fields; nothing for the form that all share."""
    found = BESIDE.get(move)
    return found(visit, file, filled) if found else {}


def start(visit: Visit, file: Opened, move: str, month: int) -> Mapping[str, Any]:
    """What the form of a move starts from where nothing was typed into it yet, by field."""
    found = START.get(move)
    return found(visit, file, month) if found else {}
