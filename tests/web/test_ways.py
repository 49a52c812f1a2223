"""Everybody comes by links alone from their home page to the form of what they owe or may do.

Examples are played on the web (tests/web/walks.py). A deadline, a task or a move that is new fails
here until it has its row and an example in which somebody comes to it.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cli.moves import known
from rules.nouns import Role
from tests.e2e.browser import SIZES, Shown, Windows, barriers, overflows, shot
from tests.e2e.conftest import chromium
from tests.rehearsal import Template
from tests.web.leaves import Leaf
from tests.web.office import Web
from tests.web.walks import OWNERS, PAGED, Instead, Walks
from web import home, menu, quarter
from workflow.settling import EASED_BY
from workflow.sweep import Swept

__all__ = ["chromium"]
FORMS = "/cases/{number}/do/{move}"
NAMES = re.compile(r"\W+")
ON = "fraud_while_objecting"
WALKS = (
    "rare_ways", ON, "year", "refusal_to_the_end", "objection_late_admitted", "flag_looked_at",
    "status_after_decision", "recusal_applied", "report_to_auditor", "delegate_signs",
    "goals_linked",
)  # fmt: skip
SETTLES = {
    "plan_due": ("submit_plan",),
    "plan_approval_due": ("approve_plan",),
    "summary_due": ("summarise",),
    "appraisal_due": ("mark", "propose"),
    "statement_due": ("state",),
    "settlement_due": ("settle_suspension",),
    "feedback_due": ("give_feedback",),
    "follow_up_due": ("follow_up_done",),
    "decision_due": ("decide",),
    "publicity_due": ("publish",),
    "objection_receipt_due": ("receive_objection",),
    "objection_admission_due": ("admit_objection", "refuse_objection"),
    "reviewer_statement_due": ("reviewer_statement",),
    "investigation_due": ("investigate_objection",),
    "objection_due": ("decide_objection",),
    "refusal_due": ("remind_refusal", "educate_refusal"),
    "refusal_decision_due": ("decide_refusal",),
    "fraud_statement_due": ("answer_fraud",),
    "fraud_due": ("prove_fraud", "clear_fraud"),
    "report_due": ("hand_over_report", "close_report"),
    "report_outcome_due": ("close_report",),
    "year_summary_due": ("summarise_year",),
    "annual_due": ("record_annual",),
    "annual_publicity_due": ("publish_year",),
}
"""By which moves what is owed is settled."""
TOLD_TO_OTHERS = {"measure_due": "由负责人办理，办结后由考核办、组长登记(measure_done)"}
"""What its owner does away from the pages, and others put on record."""
BY_STAND_INS = {"plan_approval_due", "appraisal_due", "follow_up_due"}
"""What is owed by whoever stands in for its owner in some example."""
EASES = {kind: moves for kind, moves in EASED_BY.items() if kind != "measure_overdue"} | {
    "unverified": ("verify_opi", "void_opi"),
    "objection": ("decide_objection",),
    "objection_late": ("admit_objection", "refuse_objection"),
}
"""By which moves what is stuck is settled, by the kind of the task.

That a measure is overdue no example waits for: see test_stuck.py.
"""
ROSTER = (
    "登录名,姓名,内设机构,职务,分管领导,电子邮箱,职责\n"
    "xin,新同志,党建办,四级主任科员,chen,,被考核公务员\n"
)
INSTEAD = {
    "adopt": Instead(ON, "submit_plan", {"number": 9}, "wei"),
    "register_goal": Instead(ON, "submit_plan", {"title": "街道重点", "level": "street"}, "shen"),
    "import_roster": Instead(ON, "submit_plan", {"text": ROSTER}, "shen"),
    "return_summary": Instead(ON, "mark", {"month": 9, "reason": "未写进度"}, "chen", "zhang"),
    "object_other": Instead(ON, "object", {"who": "zhang", "text": "考核期内有举报"}, "chu"),
    "register_lead": Instead(ON, "object", {"who": "zhang", "text": "匿名来信"}, "shen"),
    "annul_publicity": Instead(ON, "object", {"reason": "名单有误"}, "shen"),
    "reviewer_statement": Instead(ON, "investigate_objection", {"text": "评分依据在案"}, "chen"),
    "clear_fraud": Instead(
        ON, "prove_fraud", {"reason": "证据不足", "present": ["wei", "chu", "jiang"]}
    ),
    "urge": Instead("rare_ways", "extend", {}, "wu"),
    "hand_over_note": Instead("rare_ways", "exempt", {"who": "a", "text": "工作进展"}, "li"),
    "send_back": Instead("rare_ways", "decide", {"who": "c", "reason": "评分依据不足"}),
    "amend_roster": Instead(
        "rare_ways", "extend",
        {"who": "o", "included": False, "document": "名册1号", "reason": "调离"},
    ),
    "recommend_measure": Instead(
        "rare_ways", "follow_up_done", {"kind": "admonition", "reason": "擅离职守"}, "zhou", "g"
    ),
    "refuse_objection": Instead("objection_late_admitted", "admit_objection", {"reason": "无理由"}),
    "correct_annual": Instead(
        "year", "acknowledge_year",
        {"grades": {"wang": "基本称职"}, "document": "纪要4号", "reason": "登记有误"}, "zhou",
    ),
    "void_item": Instead(
        "goals_linked", "end_goal", {"title": "档案", "reason": "任务取消"}, "chen", "zhang"
    ),
}  # fmt: skip
"""Moves that no walked example makes: in the place of which act, and with what."""
LISTS = {
    "adopt": "/policy", "register_goal": "/goals", "end_goal": "/goals", "urge": "/late",
    "import_roster": "/people-of-office/import", "object_other": "/concerns",
    "report_irregularity": "/concerns",
}  # fmt: skip
"""The pages on which forms stand that are on no case, or that everybody comes to."""
BY_COMMAND = {"import_policy": "修订文件由管理员在服务器上核对、预演(kaohe whatif)以后导入"}
"""What no page offers, and why."""


ABOUT = {
    "state": "擅离职守", "answer_fraud": "所列走访未曾进行", "prove_fraud": "确系补写",
    "clear_fraud": "走访记录", "explain_refusal": "拒不报送", "decide_refusal": "谈话教育",
    "confirm_direct": "擅离职守", "decide_objection": "走访", "verify_opi": "表彰1号",
    "void_opi": "表彰3号", "close_report": "反映的内容",
}  # fmt: skip
"""What a form is about, which whoever fills it in has before them."""


def walks() -> Walks:
    """Nothing walked yet."""
    return Walks(SETTLES, EASES, INSTEAD, LISTS)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walks:
    """All the walks."""
    every = walks()
    for example in WALKS:
        every.walk(example, tmp_path_factory.mktemp("walk"))
    return every


@pytest.mark.rule("R28", "R33")
def test_whoever_owes_or_may_do_something_comes_by_links_to_its_form(walked: Walks) -> None:
    """What is owed from the list of what is owed, what is stuck from that of what is stuck."""
    people_owe = {deadline for deadline, owner in OWNERS.items() if owner is not Role.CLOCK}
    assert people_owe == SETTLES.keys() | TOLD_TO_OTHERS.keys()
    assert walked.faults == []
    assert {deadline for deadline, _ in walked.owed} == SETTLES.keys()
    assert {deadline for deadline, stood_in in walked.owed if stood_in} >= BY_STAND_INS
    assert walked.stuck.keys() == EASES.keys()
    assert walked.made.keys() == known().keys() - BY_COMMAND.keys()


def test_whoever_is_heard_or_decides_has_before_them_what_it_is_about(walked: Walks) -> None:
    """The facts, the evidence and what was said to them stand beside the form."""
    forms = walked.album.pages
    silent = [m for m, words in ABOUT.items() if words not in forms[f"{FORMS} {m}"].text]
    assert silent == []


def test_every_page_and_every_form_fits_its_window_and_shuts_nobody_out(
    walked: Walks, street: Template, chromium: Windows
) -> None:
    """In a real browser, on a desk and on a phone, each with a picture to be looked at."""
    with street.rehearsal() as house:
        pages = walked.album.pages | _elsewhere(Web(house))
    assert {kind.partition(" ")[0] for kind in pages} - {FORMS} == PAGED - {"/sign-in/provider"}
    forms = walked.made.keys() - LISTS.keys()
    assert walked.album.moves >= forms
    shown, found = Shown(chromium.browser), {}
    for kind, leaf in sorted(pages.items()):
        shown.show(leaf.text)
        for size, window in SIZES.items():
            shown.page.set_viewport_size(window)
            shot(shown.page, f"every/{NAMES.sub('-', kind).strip('-')}-{size}")
            found[kind, size] = (barriers(shown.page), overflows(shown.page))
    assert {place: wrong for place, wrong in found.items() if wrong != ([], False)} == {}
    assert shown.faults == []


def _elsewhere(web: Web) -> dict[str, Leaf]:
    """What strangers are shown, and people of the demonstration."""
    demo = replace(web.site.office, kind="demo")
    web.app.state.site = replace(web.site, office=demo, advance=lambda _: Swept())
    answers = {
        "/sign-in": web.stranger().get("/sign-in"),
        "/demo-time": web.browser("wu").get("/demo-time"),
    }
    return {kind: Leaf(answer.status_code, answer.text) for kind, answer in answers.items()}


@pytest.mark.parametrize(
    ("where", "name", "planted", "told"),
    [
        (home, "place_of", lambda *_: "", "zhang owes plan_due: no way to submit_plan"),
        (quarter, "_moves", lambda *_: [], "shen extend: no way"),
        (menu, "PAGES", {}, "shen register_goal: no way"),
    ],
    ids=["what is owed leads nowhere", "the quarter offers nothing", "no menu"],
)
def test_a_link_that_is_taken_away_is_noticed(
    where: object,
    name: str,
    planted: Callable[..., object],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever then finds no way is named with what they were to do."""
    monkeypatch.setattr(where, name, planted)
    walked = walks()
    walked.instead = INSTEAD | {"extend": Instead(ON, "submit_plan", {}, "shen")}
    walked.asked |= {(m.id, role) for _, m in known().values() for role in m.by}  # not besides
    walked.walk(ON, tmp_path, acts=1)
    assert any(told in fault for fault in walked.faults)
