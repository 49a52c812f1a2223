"""The concordance of an office: which clause, since when, on what terms and on what basis (R01).

A policy file is TOML: an `in_force` day, the clauses of the regulation with our short wording, and
for every value, rule, move and deadline its clause and basis. `[[amendments]]` carry later rule
sets: tables that replace earlier ones from a day on. Loading is strict: an unknown, missing or
doubled key is an error that names the key or shows the line, also in an amendment that is not yet
in force. The effective policy of a day has one canonical text, which is pinned by its digest when
a quarter opens.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from rules.amendment import PolicyError, states
from rules.cite import (
    BASIS_TITLES,
    Basis,
    Cite,
    Day,
    Period,
    Points,
    Share,
    Time,
    Whole,
    clause_title,
)
from rules.cite import Strict as _Strict
from rules.editions import EDITION, FIRST, Edition, current_edition, upgraded
from rules.faults import explain
from rules.follow_up import FollowUpTerms
from rules.score import HUNDREDTHS, TEN_THOUSANDTHS, Thresholds
from rules.terms import Term, Treatment, wrong_terms
from rules.toml import TomlError, read_toml

PIN = "留存的口径"
OFFICES = Path(__file__).with_name("offices")


class CitedValue(Cite):
    """A value of the policy with its citation; the value's type is checked in `Values`."""

    value: Any


class Clause(_Strict):
    """One heading of the regulation in our short wording, and what the software does about it."""

    gist: str
    status: Literal["implemented", "partly", "not_automated"]
    why: str = ""


class Values(_Strict):
    """Every number and list of the policy, typed; marks and weights in points, days in days."""

    kpi_share: Share
    bpi_share: Share
    full_mark: Whole
    mark_places: Whole
    opi_places: Whole
    printed_places: Whole
    weights_total: Whole
    items_min: Whole
    items_max: Whole
    assigned_item_title: str
    assigned_item_weight_max: Whole
    bpi_dimensions: tuple[str, ...]
    bpi_heads: tuple[str, ...]
    bpi_weights: tuple[Annotated[int, Field(strict=True, ge=1)], ...]
    bpi_anchors: dict[str, tuple[str, ...]]
    bpi_note_low: Whole
    bpi_note_high: Whole
    opi_levels: tuple[str, ...]
    opi_issuers: tuple[str, ...]
    grade_standards: tuple[str, ...]
    band_good: Points
    band_fairly_good: Points
    band_ordinary: Points
    quota_share: Share
    tie_order: tuple[Literal["total", "kpi", "bpi"], ...]
    quorum_share: Share
    majority_share: Share
    text_max: Whole
    title_max: Whole
    excluded_posts: tuple[str, ...]
    first_quarter: Period
    open_at: Time
    open_ahead_days: Whole
    plan_due_days: Whole
    plan_approval_days: Whole
    plan_approval_after_days: Whole
    joiner_plan_days: Whole
    amend_until_days_before: Whole
    summary_due_days: Whole
    summary_after_approval_days: Whole
    return_days: Whole
    appraisal_due_days: Whole
    appraisal_after_days: Whole
    decision_due_days: Whole
    supplementary_days: Whole
    feedback_due_days: Whole
    acknowledge_days: Whole
    publicity_due_days: Whole
    publicity_days: Whole
    publicity_scope: str
    publicity_form: str
    publicity_contact: str
    publicity_standing_sentence: str
    statement_days: Whole
    settlement_days: Whole
    report_days: Whole
    report_outcome_days: Whole
    remind_at: Time
    remind_before: tuple[Whole, ...]
    remind_overdue_days: Whole
    late_work: Literal["lock", "flag"]
    annual_excellent_min_quarters: Whole
    annual_excellent_share: Share
    annual_poor_share: Share
    annual_all_poor_min_quarters: Whole
    year_summary_due_days: Whole
    annual_due_days: Whole
    annual_publicity_days: Whole
    annual_review_days: Whole
    annual_appeal_days: Whole
    objection_window_days: Whole
    follow_up_due_days: Whole
    outstanding_quarters: Whole
    outstanding_grades: tuple[Literal["好", "较好", "一般", "较差"], ...]
    outstanding_good_min: Whole
    follow_ups: Mapping[str, FollowUpTerms]
    refusal_reminders: Whole
    refusal_reminder_gap_days: Whole
    refusal_last_days: Whole
    fraud_statement_days: Whole
    check_decision_days: Whole
    conduct_measures: tuple[str, ...]
    retaliation_quarters: Whole
    analysis_min_group: Whole
    treatments: tuple[Treatment, ...]
    absence_kinds: tuple[str, ...]
    absence_days: Whole
    joiner_status: str
    objection_receipt_days: Whole
    objection_admission_days: Whole
    objection_statement_days: Whole
    objection_investigation_days: Whole
    objection_answer_days: Whole

    @model_validator(mode="after")
    def _fitting(self) -> "Values":
        """Weights and anchors are given for the dimensions there are; bands do not overlap."""
        if len(self.bpi_weights) != len(self.bpi_dimensions):
            raise ValueError("bpi_weights 须为每个维度写一个份额，与 bpi_dimensions 一一对应")
        if not set(self.bpi_dimensions) <= set(self.bpi_anchors):
            raise ValueError("bpi_anchors 须为每个维度写一套行为参照，缺一不可")
        Thresholds(self.band_good, self.band_fairly_good, self.band_ordinary)
        for name, units in (("mark_places", HUNDREDTHS), ("opi_places", TEN_THOUSANDTHS)):
            if units % 10 ** getattr(self, name):
                raise ValueError(f"{name} 至多为{len(str(units)) - 1}，系统只留存这么多位小数")
        return self


class PolicyText(NamedTuple):
    """A policy file: its text and name; what was brought in earlier says of which edition it is."""

    text: str
    name: str
    edition: int | None = None


class Office(_Strict):
    """The office a policy belongs to."""

    id: str
    name: str
    scheme: str


class _File(_Strict):
    edition: Whole
    office: Office
    in_force: Day
    silent_on: tuple[str, ...]
    clauses: dict[str, Clause]
    values: dict[str, CitedValue]
    rules: dict[str, Cite]
    moves: dict[str, Cite]
    deadlines: dict[str, Cite]
    statuses: dict[str, Term] = Field(default_factory=dict)
    follow_ups: dict[str, FollowUpTerms]


_FILE: TypeAdapter[_File] = TypeAdapter(_File)


@dataclass(frozen=True, eq=False)
class Policy:
    """The policy in force on a day: values, and the citation of every rule, move and deadline."""

    office: Office
    in_force: date
    silent_on: frozenset[str]
    clauses: Mapping[str, Clause]
    values: Values
    cites: Mapping[str, Cite]
    rules: Mapping[str, Cite]
    moves: Mapping[str, Cite]
    deadlines: Mapping[str, Cite]
    text: str
    statuses: Mapping[str, Term]

    @cached_property
    def digest(self) -> str:
        """Sha256 of the canonical text, the pin of a quarter."""
        return sha256(self.text.encode()).hexdigest()

    def rule_or(self, rule: str, value: str) -> Cite:
        """The citation of a rule, or of the value behind it where the office does not have it."""
        return self.rules.get(rule) or self.cites[value]


def policy_from_text(
    text: str, day: date, name: str = "policy", *, earliest: bool = False
) -> Policy:
    """Read a policy file as in force on `day`; PolicyError names the key that is wrong.

    Every amendment is checked, whether or not it is in force on `day`.
    """
    policies = _policies(text, name)
    found = [policy for policy in policies if policy.in_force <= day]
    if not found and earliest:
        return policies[0]
    if not found:
        start = policies[0].in_force
        raise PolicyError(f"{name}：{day} 尚无生效的政策，最早自 {start} 起施行")
    return found[-1]


@lru_cache(maxsize=8)
def _policies(text: str, name: str) -> tuple[Policy, ...]:
    return tuple(policy_of(state, name) for state in states(parse_policy(text, name), name))


def policy_from_pin(text: str, editions: Sequence[Edition] | None = None) -> Policy:
    """Rebuild a policy from the canonical text pinned when its quarter opened.

    A text of an earlier edition is read as `rules.editions` says; the pin and its digest stay.
    """
    raw = json.loads(text)
    read = upgraded(raw, raw.get(EDITION, FIRST), PIN, editions)
    return replace(policy_of(read | {EDITION: current_edition()}, PIN), text=text)


def load_policy(office: str, day: date, *, earliest: bool = False) -> Policy:
    """Load a shipped policy by name, or a policy file by path, as in force on `day`.

    `earliest` takes the first rule set for a day before any was in force, for rehearsals only.
    """
    text, name, _ = policy_text(office)
    return policy_from_text(text, day, name, earliest=earliest)


def policy_text(office: str) -> PolicyText:
    """The text of a shipped policy by name, or of a policy file by path, and the file's name."""
    path = OFFICES / f"{office}.toml"
    if not path.is_file():
        path = Path(office)
    try:
        # Some editors put a byte order mark in front.
        return PolicyText(path.read_text(encoding="utf-8-sig"), path.name)
    except (OSError, ValueError):
        shipped = "、".join(sorted(p.stem for p in OFFICES.glob("*.toml")))
        raise PolicyError(
            f"找不到政策文件“{office}”：自带的有 {shipped}；也可以写一个 UTF-8 文件的路径"
        ) from None


def parse_policy(text: str, name: str) -> dict[str, Any]:
    """The tables of a policy file; PolicyError shows the line that cannot be read."""
    try:
        return read_toml(text)
    except TomlError as error:
        raise PolicyError(f"{name} {error}") from None


def policy_of(raw: dict[str, Any], name: str) -> Policy:
    """The policy that tables come to, strictly checked; PolicyError names what is wrong.

    Its text says of which edition it is, so that later releases can read it.
    """
    raw = {EDITION: current_edition()} | raw
    where = ""
    try:
        file = _FILE.validate_python(raw)
        where = "values."
        given = {k: c.value for k, c in file.values.items()}
        values = Values.model_validate(given | {"follow_ups": file.follow_ups})
    except ValidationError as error:
        raise PolicyError(f"{name}:{explain(error.errors(include_url=False), where)}") from None
    if file.edition != current_edition():
        raise PolicyError(f"{name}:edition 由程序写入，政策文件不用写；请删去这一行")
    unknown = sorted(
        {
            c.clause
            for group in (
                file.values,
                file.rules,
                file.moves,
                file.deadlines,
                file.statuses,
                file.follow_ups,
            )
            for c in group.values()
        }
        - set(file.clauses)
    )
    if unknown:
        raise PolicyError(f"{name}：引用了 clauses 中没有的条款 {'、'.join(unknown)}")
    silent = sorted(k for k, c in file.clauses.items() if c.status != "implemented" and not c.why)
    if silent:
        raise PolicyError(f"{name}：条款 {'、'.join(silent)} 未标为全部办理，但没有写明原因 why")
    named = (*values.absence_kinds, values.joiner_status)
    if wrong := wrong_terms(file.statuses, values.treatments, named):
        raise PolicyError(f"{name}：{'；'.join(wrong)}")
    cites = {
        k: Cite(clause=c.clause, basis=c.basis, serves=c.serves, note=c.note)
        for k, c in file.values.items()
    }
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return Policy(
        file.office,
        file.in_force,
        frozenset(file.silent_on),
        file.clauses,
        values,
        cites,
        file.rules,
        file.moves,
        file.deadlines,
        text,
        file.statuses,
    )


def value_names() -> frozenset[str]:
    """The names of all values a policy must give; what follows a result has a table of its own."""
    return frozenset(Values.model_fields) - {"follow_ups"}


__all__ = [
    "BASIS_TITLES",
    "Basis",
    "Cite",
    "Clause",
    "Office",
    "Policy",
    "PolicyError",
    "PolicyText",
    "Values",
    "clause_title",
    "load_policy",
    "parse_policy",
    "policy_from_pin",
    "policy_from_text",
    "policy_of",
    "policy_text",
    "value_names",
]
