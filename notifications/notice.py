"""What must be told to whom: the kinds of mail and one notice of a kind.

A notice is a fact without wording. Its key (office, quarter, recipient, kind, obligation, send
day) makes it one mail for ever: the Message-ID is a pure function of the key, so a repeat is
recognisably the same mail. No grade and no score may enter a notice's wording; `required_data`
is the whole list of what a template may print.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

DEFAULT_DOMAIN = "kaohe.invalid"
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?")


class MailClass(StrEnum):
    """How hard a mail is tried: must arrive (repeats when a reply is lost) or a mere nudge."""

    MUST = "must"
    NUDGE = "nudge"


@dataclass(frozen=True)
class Kind:
    """One kind of mail; a digest gathers what one person is asked to do on one morning."""

    name: str
    mail_class: MailClass
    title: str
    digest: bool


_M, _N = MailClass.MUST, MailClass.NUDGE

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        name: Kind(name, mail_class, title, digest)
        for name, mail_class, title, digest in (
            ("quarter_opened", _M, "季度平时考核启动", False),
            ("plan_due", _N, "提醒报送工作计划", False),
            ("plan_overdue", _N, "工作计划逾期未报", False),
            ("plan_to_approve", _N, "提请审定工作计划", True),
            ("plan_returned", _M, "工作计划退回修改", False),
            ("month_due", _N, "提醒报送月小结", False),
            ("month_overdue", _N, "月小结逾期未报", False),
            ("month_returned", _M, "月小结退回修改", False),
            ("appraisal_due", _N, "提请审核评鉴", True),
            ("appraisal_overdue", _N, "审核评鉴超过时限", True),
            ("decision_due", _N, "提请研究确定等次", True),
            ("feedback_due", _N, "提请反馈结果", True),
            ("feedback_ready", _M, "考核结果已反馈", False),
            ("publicity_due", _N, "提请办理公示", True),
            ("publicity_posted", _M, "考核结果公示", False),
            ("objection_lodged", _N, "收到反映异议", True),
            ("objection_due", _N, "提请办理反映异议", True),
            ("objection_answered", _M, "反映异议已答复", False),
            ("statement_requested", _M, "请陈述意见", False),
            ("statement_due", _N, "陈述意见期限将到", False),
            ("review_statement_due", _N, "陈述评鉴意见期限将到", True),
            ("reopened", _M, "准予补报", False),
            ("extended", _M, "延期", False),
            ("follow_up_due", _N, "提请办理结果运用事项", True),
            ("check_due", _N, "提请办理情况核查", True),
            ("measure_due", _N, "提请办理改进措施", True),
            ("measure_overdue", _N, "改进措施逾期清单", True),
            ("reserved_due", _N, "提请办理待办事项", True),
            ("reserved_overdue", _N, "待办事项逾期", True),
            ("result_final", _M, "考核办结归档", False),
            ("year_opened", _M, "年度考核启动", False),
            ("year_summary_due", _N, "提醒报送年度总结", False),
            ("year_summary_overdue", _N, "年度总结逾期未报", False),
            ("annual_due", _N, "提请登记年度等次", True),
            ("annual_publicity_due", _N, "提请办理年度公示", True),
            ("annual_publicity_posted", _M, "年度优秀公示", False),
            ("annual_final", _M, "年度考核结果已登记", False),
            ("annual_corrected", _M, "年度考核结果有更正", False),
            ("opi_voided", _M, "登记的加减分事项已撤回", False),
            ("delegate_appointed", _M, "指定受托代签人", False),
            ("delegate_ended", _M, "终止受托代签", False),
            ("escalation", _N, "提请协调催办清单", True),
        )
    }
)

# What every template prints; compose fills these from its own arguments.
COMMON = frozenset({"name", "office", "quarter"})

# Shape of each fact. text: str (`ends`, `contact`, `corrects` and the `until` of a delegation
# without end may be ""); a day is text such as 10月13日.
# count: int; flag: bool; names: list[str]; items: list of {"name", "what", "due"}, all str.
# `clause` is what the policy shows after 依据, without that word, basis included.
SHAPES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("due", "clause", "until", "posted", "ends", "scope", "contact", "item"), "text")
    | dict.fromkeys(("about", "principal", "delegate", "since", "files", "document"), "text")
    | {"corrects": "text"}
    | {"number": "count"}
    | {"month": "count", "days_left": "count", "overdue": "flag"}
    | {"names": "names", "items": "items"}
)

_DIGEST = frozenset({"names", "due", "clause", "overdue"})
_POSTED = frozenset({"posted", "ends", "scope", "contact", "corrects"})
_DELEGATED = frozenset({"principal", "delegate", "files"})

# Facts a notice of each kind must carry besides COMMON; anything else it carries is not printed.
required_data: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "quarter_opened": frozenset({"due", "clause"}),
        "plan_due": frozenset({"due", "days_left", "clause"}),
        "plan_overdue": frozenset({"due", "clause"}),
        "plan_to_approve": _DIGEST,
        "plan_returned": frozenset({"until"}),
        "month_due": frozenset({"month", "due", "days_left", "clause"}),
        "month_overdue": frozenset({"month", "due", "clause"}),
        "month_returned": frozenset({"item", "until"}),
        "appraisal_due": _DIGEST,
        "appraisal_overdue": _DIGEST - {"overdue"},
        "decision_due": _DIGEST,
        "feedback_due": _DIGEST,
        "feedback_ready": frozenset(),
        "publicity_due": _DIGEST,
        "publicity_posted": _POSTED,
        "objection_lodged": _DIGEST,
        "objection_due": _DIGEST,
        "objection_answered": frozenset(),
        "statement_requested": frozenset({"until", "clause", "about"}),
        "statement_due": frozenset({"due", "clause"}),
        "review_statement_due": _DIGEST - {"overdue"},
        "reopened": frozenset({"item", "until"}),
        "extended": frozenset({"item", "until", "scope"}),
        "follow_up_due": _DIGEST,
        "check_due": _DIGEST,
        "measure_due": _DIGEST,
        "measure_overdue": frozenset({"items"}),
        "reserved_due": frozenset({"number", "due", "overdue"}),
        "reserved_overdue": frozenset({"number", "due"}),
        "result_final": frozenset(),
        "year_opened": frozenset({"due", "clause"}),
        "year_summary_due": frozenset({"due", "days_left", "clause"}),
        "year_summary_overdue": frozenset({"due", "clause"}),
        "annual_due": _DIGEST,
        "annual_publicity_due": _DIGEST,
        "annual_publicity_posted": _POSTED,
        "annual_final": frozenset(),
        "annual_corrected": frozenset(),
        "opi_voided": frozenset(),
        "delegate_appointed": _DELEGATED | {"since", "until", "document", "clause"},
        "delegate_ended": _DELEGATED | {"until", "clause"},
        "escalation": frozenset({"items"}),
    }
)


RESERVED = frozenset({"reserved_due", "reserved_overdue"})
"""Kinds that tell nobody, their readers apart, what is owed, on whose case, under which clause."""
LAST_CALLS = frozenset({"escalation", "measure_overdue", "reserved_overdue"})
"""Kinds that say, once, that no reminder helped."""

# Facts that a notice queued by an earlier release lacks, and what stands in their place.
ADDED: Mapping[str, str] = MappingProxyType({"corrects": ""})


@dataclass(frozen=True)
class Notice:
    """One mail to one person, before wording.

    `to` is the person's surrogate id; `period` a quarter "2026Q3" or a year "2026"; `day` the
    send day; `at` the aware due instant; `data` JSON-able facts (see `required_data`).
    `obligation` is "" for digests and only for them, "journal:<seq>" for event mails, otherwise
    what is owed ("case:12/month:7"). ValueError for an unknown kind, a naive instant or a key
    that would merge two mails or double a digest.
    """

    office: str
    period: str
    to: str
    kind: str
    obligation: str
    day: date
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse what would break the key; wording is checked when the mail is composed."""
        if self.kind not in KINDS:
            raise ValueError(f"没有“{self.kind}”这种通知")
        if self.at.tzinfo is None:
            raise ValueError("通知的到期时刻须带时区")
        if KINDS[self.kind].digest != (self.obligation == ""):
            rule = "汇总通知不写事项" if self.obligation else "逐项通知须写明事项"
            raise ValueError(f"{rule}（通知种类 {self.kind}）")

    @property
    def key(self) -> str:
        """Canonical ASCII text of the key; two notices are one mail exactly when it is equal."""
        day = self.day.isoformat()
        parts = [self.office, self.period, self.to, self.kind, self.obligation, day]
        return json.dumps(parts, ensure_ascii=True, separators=(",", ":"))


def message_id(notice: Notice, domain: str = DEFAULT_DOMAIN) -> str:
    """Message-ID `<hex@domain>` of a notice, the same for ever; ValueError for a bad domain."""
    if not _DOMAIN.fullmatch(domain):
        raise ValueError("邮件标识的域名只能由英文字母、数字、点和连字符组成")
    return f"<{hashlib.sha256(notice.key.encode('ascii')).hexdigest()}@{domain}>"
