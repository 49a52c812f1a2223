"""The shipped concordance beside the regulation, the guards and the pages: nothing more or less."""

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest

from rules.policy import Basis, Cite, load_policy, value_names
from rules.rule import RULES, check_rules
from tests.rules.policies import DAY, TEXT
from workflow import pages

pytestmark = pytest.mark.rule("R01")

POLICY = load_policy("guanghe", DAY)
PAGES = tuple(pages.PAGES.values())

HEADINGS = [
    "引言",
    "一",
    "二",
    "三(一)",
    "三(一)1",
    "三(一)2",
    "三(一)3",
    "三(二)",
    "四(首)",
    "四(一)",
    "四(二)",
    "四(三)",
    "四(四)",
    "四(五)",
    "四(末)",
    "五(一)",
    "五(二)",
    "五(三)",
    "六",
    "七(一)",
    "七(二)",
    "七(三)",
    "七(四)",
    "七(五)",
]

OUTSIDE_THE_PAGES = {
    "open_quarter", "remind", "escalate", "adopt", "import_calendar", "import_policy",
    "import_roster", "urge", "register_goal", "end_goal", "open_year", "read_restricted",
}  # fmt: skip

GUARDS_BY_CLAUSE = {
    "二": "roster_person_known roster_not_frozen roster_changes",
    "三(一)": "total_ready decide_scores objection_total",
    "三(一)1": """plan_items_count plan_weights plan_weights_positive plan_titles_differ
        plan_assigned_weight plan_goal_listed void_known_item kpi_marks""",
    "三(一)2": "bpi_marks bpi_notes",
    "三(一)3": """opi_day opi_level opi_issuer opi_points opi_new_document opi_to_verify opi_to_void
        opi_second_person opi_all_verified decide_ledger""",
    "三(二)": "departure_standard",
    "四(一)": "plan_not_locked plan_none_pending plan_pending plan_approved amend_in_time",
    "四(二)": """log_day_in_quarter log_item_known month_in_quarter month_begun month_not_locked
        summary_after_approval month_submitted""",
    "四(三)": """marks_complete departure_reason session_present session_quorum session_votes
        session_presider session_recused
        session_ahead decide_names_known decide_names_all decide_in_stage decide_totals_ready
        decide_reasons decide_direct decide_undetermined quota publish_quota send_back_known
        not_aside handover_leader reassign_named reassign_day objection_quota""",
    "四(末)": """direct_kind direct_once direct_proposed direct_statement direct_settled
        statement_due""",
    "四(四)": "feedback_people_known feedback_recorded publish_after_feedback",
    "四(五)": "publish_something publish_complete posting_open",
    "五(二)": """waived_once annual_names_known annual_stage annual_quarters_settled
        annual_excellence annual_poor annual_status annual_something_to_post
        annual_posting_open annual_reasons annual_standing year_unsigned""",
    "五(一)": """follow_up_open follow_up_owner follow_up_window measure_kind measure_unfit
        resolution_new outstanding_listed""",
    "五(三)": "measure_owner_known measure_due_ahead measure_open",
    "六": """until_not_past extend_scope extend_later confirm_pending delegate_people
        delegate_interval delegate_covers delegate_unrelated delegate_once delegation_running
        relation_parties relation_new recusal_person recusal_open""",
    "七(一)": """check_once refusal_reminder_gap refusal_reminded refusal_deadline_over
        refusal_undecided fraud_heard fraud_measures fraud_result_there annual_refused
        exempt_once status_subject status_open status_kind status_interval status_new
        status_running override_changes settle_ready decide_status direct_status
        objection_status publish_status recall_overtaken""",
    "七(三)": "report_about flag_open",
    "七(二)": """objection_told objected_known objected_public objection_in_time
        objection_came_late objection_admitted reviewer_apart investigators_known objection_quorum
        objection_votes objection_outcome objection_result_there objection_not_lowered
        decide_not_lowered direct_not_lowered exempt_not_lowered""",
}

MOVES_BY_CLAUSE = {
    "二": "amend_roster import_roster",
    "三(一)1": "void_item register_goal end_goal",
    "三(一)3": "record_opi verify_opi void_opi",
    "四(首)": "open_quarter urge remind conclude open_year summarise_year begin_assessment",
    "四(一)": "submit_plan amend_plan approve_plan return_plan lock_plan resume",
    "四(二)": "log summarise return_summary lock_month",
    "四(三)": """return_record mark propose begin_appraisal sent_back send_back decide
        postpone_session set_aside determine withhold hand_over_note reassign
        change_hands""",
    "四(末)": "propose_direct state confirm_direct",
    "四(四)": "give_feedback acknowledge",
    "四(五)": "publish annul_publicity post unpost close end_publicity import_calendar",
    "五(二)": """run_without record_annual enter_excellent enter_grade publish_year post_year
        annul_year_publicity unpost_year end_year_publicity close_year acknowledge_year
        conclude_year correct_annual correct_grade correct_excellent""",
    "五(一)": """follow_up_done recommend_measure record_unfitness hand_over
        confirm_outstanding""",
    "五(三)": "adopt_measure measure_done",
    "六": """reopen extend confirm escalate appoint_delegate end_delegation declare_relation
        apply_recusal recuse decide_recusal""",
    "七(一)": """open_refusal remind_refusal educate_refusal explain_refusal take_part
        decide_refusal open_fraud answer_fraud prove_fraud clear_fraud withdraw_result
        exempt leave set_status end_status override_status suspend settle_suspension
        take_up recall_decision recalled""",
    "七(三)": "report_irregularity hand_over_report close_report note_flag read_restricted",
    "七(二)": """object object_other register_lead receive_objection admit_objection
        refuse_objection reviewer_statement investigate_objection decide_objection redetermine
        reappraise revive""",
    "七(四)": "adopt import_policy",
}

# What the regulation itself says; everything else rests on less and says so.
OF_THE_TEXT = {
    "values": """kpi_share bpi_share bpi_dimensions grade_standards quota_share publicity_days
        conduct_measures""",
    "rules": "opi_day plan_pending plan_approved marks_complete direct_kind annual_refused",
    "moves": """submit_plan approve_plan log summarise record_opi propose give_feedback publish
        post adopt hand_over educate_refusal summarise_year enter_grade publish_year post_year
        object""",
    "deadlines": "",
    "statuses": "",
    "follow_ups": """commendation material_reward direct_reward reminder_talk criticism admonition
        off_post_training transfer hand_over""",
}
GROUPS: Mapping[str, Mapping[str, Cite]] = {
    "values": POLICY.cites,
    "rules": POLICY.rules,
    "moves": POLICY.moves,
    "deadlines": POLICY.deadlines,
    "statuses": POLICY.statuses,
    "follow_ups": POLICY.values.follow_ups,
}
ALL = [(kind, name) for kind, group in GROUPS.items() for name in group]


def by_clause(group: Mapping[str, Cite]) -> dict[str, set[str]]:
    """The names of a table by the clause they cite."""
    found: dict[str, set[str]] = {}
    for name, cite in group.items():
        found.setdefault(cite.clause, set()).add(name)
    return found


def test_every_heading_of_the_regulation_stands_in_the_concordance_in_its_order() -> None:
    assert list(POLICY.clauses) == HEADINGS


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_clause_is_told_in_few_words_of_our_own(heading: str) -> None:
    clause = POLICY.clauses[heading]
    assert 0 < len(clause.gist) <= 40
    assert (clause.status == "implemented") is (clause.why == "")


def test_aims_and_what_is_not_built_are_said_not_to_be_automated() -> None:
    found = {name for name, c in POLICY.clauses.items() if c.status == "not_automated"}
    assert found == {"引言", "一"}


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("七(一)", "R29"),
    ],
)
def test_a_clause_names_the_obligations_that_are_still_open(heading: str, keys: str) -> None:
    clause = POLICY.clauses[heading]
    assert clause.status != "implemented"
    assert set(keys.split()) <= set(re.findall(r"R\d\d", clause.why))


def test_exactly_the_registered_guards_are_cited_or_spoken_of_in_silence() -> None:
    assert set(POLICY.rules) | POLICY.silent_on == set(RULES)
    check_rules(POLICY)


def test_exactly_the_values_there_are_are_given_and_cited() -> None:
    assert set(POLICY.cites) == value_names()


def test_exactly_the_moves_of_the_pages_and_the_named_others_are_cited() -> None:
    moves = {move.id for page in PAGES for move in page.moves}
    assert moves & OUTSIDE_THE_PAGES == set()
    assert set(POLICY.moves) == moves | OUTSIDE_THE_PAGES


def test_exactly_the_deadlines_of_the_pages_are_cited() -> None:
    assert set(POLICY.deadlines) == {d.id for page in PAGES for d in page.deadlines}


def test_no_move_stands_on_two_pages() -> None:
    listed = [move.id for page in PAGES for move in page.moves]
    assert len(set(listed)) == len(listed)


def test_every_guard_of_a_page_is_registered_and_every_registered_guard_is_used() -> None:
    used = {name for page in PAGES for move in page.moves for name in move.guards}
    assert used == set(RULES)


def test_every_guard_cites_its_clause() -> None:
    assert by_clause(POLICY.rules) == {k: set(v.split()) for k, v in GUARDS_BY_CLAUSE.items()}


def test_every_move_cites_its_clause() -> None:
    assert by_clause(POLICY.moves) == {k: set(v.split()) for k, v in MOVES_BY_CLAUSE.items()}


@pytest.mark.parametrize("kind", list(GROUPS))
def test_only_what_the_regulation_says_claims_to_be_its_text(kind: str) -> None:
    found = {name for name, cite in GROUPS[kind].items() if cite.basis is Basis.TEXT}
    assert found == set(OF_THE_TEXT[kind].split())


@pytest.mark.rule("R29")
def test_special_statuses_and_the_grade_of_the_year_rest_on_what_is_still_to_come() -> None:
    found = {(k, n) for k, n in ALL if GROUPS[k][n].basis is Basis.REFERRED}
    moves = "withhold exempt leave set_status end_status suspend settle_suspension take_up"
    moves += " record_annual enter_excellent"
    rules = "status_kind settle_ready decide_status direct_status objection_status publish_status"
    rules += " annual_status"
    assert found == {
        *(("moves", name) for name in moves.split()),
        *(("rules", name) for name in rules.split()),
        *(("values", name) for name in ("treatments", "joiner_status")),
        *(("statuses", name) for name in POLICY.statuses),
        *(("values", name) for name in ("annual_review_days", "annual_appeal_days")),
    }


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_every_citation_has_a_note_an_official_can_read(kind: str, name: str) -> None:
    note = GROUPS[kind][name].note
    assert re.search(r"[\u4e00-\u9fff]", note)
    assert len(note) <= 80


@pytest.mark.rule("R13")
def test_the_share_is_text_while_its_being_of_the_highest_grade_is_our_reading() -> None:
    assert (POLICY.cites["quota_share"].basis, POLICY.rules["quota"].basis) == (
        Basis.TEXT,
        Basis.READING,
    )


@pytest.mark.parametrize(
    "table", ["clauses", "values", "rules", "moves", "deadlines", "statuses", "follow_ups"]
)
def test_every_part_of_the_file_is_introduced_in_chinese(table: str) -> None:
    head = TEXT.split(f"\n[{table}]\n")[0].rstrip().splitlines()
    assert head[-1].startswith("#")
    assert re.search(r"[\u4e00-\u9fff]", head[-1])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kpi_share", Fraction(7, 10)),
        ("bpi_share", Fraction(3, 10)),
        ("full_mark", 100),
        ("mark_places", 2),
        ("opi_places", 4),
        ("printed_places", 2),
        ("bpi_weights", (1, 1, 1, 1, 1, 1)),
        ("tie_order", ("total", "kpi", "bpi")),
        ("analysis_min_group", 3),
        ("weights_total", 100),
        ("items_min", 1),
        ("items_max", 8),
        ("assigned_item_title", "领导交办及临时性工作"),
        ("assigned_item_weight_max", 30),
        (
            "bpi_dimensions",
            ("执行力", "服务态度", "学习能力", "工作促进与改进能力", "承担责任能力", "纪律表现"),
        ),
        ("bpi_note_low", 60),
        ("bpi_note_high", 95),
        ("band_good", 90),
        ("band_fairly_good", 80),
        ("band_ordinary", 60),
        ("quota_share", Fraction(2, 5)),
        ("quorum_share", Fraction(2, 3)),
        ("majority_share", Fraction(1, 2)),
        ("text_max", 3000),
        ("title_max", 60),
        ("first_quarter", "2020Q4"),
        ("open_at", "08:30"),
        ("open_ahead_days", 10),
        ("plan_due_days", 5),
        ("plan_approval_days", 8),
        ("plan_approval_after_days", 3),
        ("joiner_plan_days", 5),
        ("amend_until_days_before", 15),
        ("summary_due_days", 5),
        ("summary_after_approval_days", 3),
        ("return_days", 3),
        ("appraisal_due_days", 10),
        ("appraisal_after_days", 5),
        ("decision_due_days", 15),
        ("supplementary_days", 5),
        ("feedback_due_days", 5),
        ("acknowledge_days", 3),
        ("publicity_due_days", 2),
        ("publicity_days", 3),
        ("statement_days", 3),
        ("settlement_days", 5),
        ("report_days", 10),
        ("report_outcome_days", 30),
        ("remind_at", "08:30"),
        ("remind_before", (3, 1, 0)),
        ("remind_overdue_days", 3),
        ("late_work", "lock"),
        ("annual_excellent_min_quarters", 2),
        ("annual_excellent_share", Fraction(1, 2)),
        ("annual_poor_share", Fraction(1, 2)),
        ("annual_all_poor_min_quarters", 2),
        ("objection_window_days", 5),
        ("follow_up_due_days", 10),
        ("outstanding_quarters", 4),
        ("outstanding_grades", ("好", "较好")),
        ("outstanding_good_min", 3),
        ("refusal_reminders", 2),
        ("refusal_reminder_gap_days", 5),
        ("refusal_last_days", 3),
        ("fraud_statement_days", 3),
        ("check_decision_days", 5),
        ("retaliation_quarters", 2),
        ("conduct_measures", ("批评教育", "责令检查")),
        ("year_summary_due_days", 10),
        ("annual_due_days", 40),
        ("annual_publicity_days", 5),
        ("annual_review_days", 30),
        ("annual_appeal_days", 15),
        ("absence_days", 3),
        ("objection_receipt_days", 1),
        ("objection_admission_days", 5),
        ("objection_statement_days", 3),
        ("objection_investigation_days", 5),
        ("objection_answer_days", 10),
    ],
)
def test_the_shipped_office_keeps_the_required_default(name: str, value: object) -> None:
    assert getattr(POLICY.values, name) == value


@pytest.mark.rule("R04")
def test_the_title_of_the_assigned_item_fits_in_a_title() -> None:
    assert len(POLICY.values.assigned_item_title) <= POLICY.values.title_max


@pytest.mark.rule("R06")
@pytest.mark.parametrize(
    "level", ["区级", "市级", "省级", "国家级", "区", "市", "省", "国家", "高新区", "县级"]
)
def test_a_commendation_at_district_level_or_above_counts(level: str) -> None:
    assert level in POLICY.values.opi_levels


@pytest.mark.rule("R06")
@pytest.mark.parametrize("level", ["街道", "乡镇级", "科级", "street", ""])
def test_a_commendation_below_district_level_does_not_count(level: str) -> None:
    assert level not in POLICY.values.opi_levels


@pytest.mark.rule("R15")
def test_publicity_stays_inside_the_office_and_hides_who_has_no_grade() -> None:
    values = POLICY.values
    assert "内部" in values.publicity_form
    assert "考核办" in values.publicity_contact
    for text in (values.publicity_scope, values.publicity_form):
        assert not re.search(r"网站|互联网|公众号|社会", text)
    assert "不确定" not in values.publicity_standing_sentence
