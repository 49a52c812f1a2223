"""What somebody is heard on or decides, beside the form in which they do so (R08, R26, R32)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rules.conduct import PROVEN, ConductEntry
from rules.guards.direct import standing
from rules.nouns import Case
from rules.words import day_words, minute_words
from storage.lookup import cases_of
from web.opened import Opened
from web.visit import Visit
from workflow.explain.checks import OUTCOMES, TITLES
from workflow.fraud import FRAUD
from workflow.quarterly import QUARTERLY
from workflow.refusal import REFUSAL

Told = list[tuple[str, str, str]]
"""A label, a text, and whose it is and of when; in the order of the record."""
CHECKS = frozenset({REFUSAL.id, FRAUD.id})
PENDING = "pending"
MEANT: Mapping[str, str] = {
    "open_fraud": "开始以后先请本人陈述意见，再由领导小组研究认定；核查期间原结果不变。核查情况只有"
    "本人、分管领导、考核办、领导小组和监督人员看得到。认定属实的，原结果撤销，本季度重新评鉴。",
    "answer_fraud": "是否陈述由您决定；期限届满没有陈述的，领导小组根据现有材料研究认定。"
    "可以分几次陈述。认定属实的，本季度原结果撤销、重新评鉴；不能认定的，原结果不变。",
    "prove_fraud": "认定以后：本季度的原结果撤销，退回审核评鉴，由分管领导重新评鉴、领导小组重新"
    "研究；原结果引出、尚未办结的结果运用事项终止；公示过的，改定以后发更正公示。认定以后不能撤回。",
    "clear_fraud": "不能认定的，本季度的结果不变，核查到此结束。",
    "open_refusal": "开始以后先提醒，再教育并定最后期限；本人参加的，核查随即结束。期满仍不参加的，"
    "由领导小组研究认定未参加，本季度不确定等次。",
    "decide_refusal": "认定以后：本季度不参加考核，不确定等次，不计入参加考核的人数。",
}
"""What comes of the moves of a check of conduct, for whoever is about to make one."""


def conduct_told(file: Opened) -> Told:
    """What was said and done in a check of conduct; nothing of files of other pages."""
    if file.case.procedure not in CHECKS:
        return []
    names = {p.id: p.name for p in file.loader.people({e.by for e in file.case.conduct})}
    return [part for entry in file.case.conduct for part in _entry(entry, names)]


def _entry(entry: ConductEntry, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    signed = f"{names.get(entry.by, '—')}，{minute_words(entry.at)}"
    outcome = f"{OUTCOMES[entry.outcome]}。" if entry.outcome else ""
    yield TITLES[entry.kind], f"{outcome}{entry.text}", signed
    if entry.evidence:
        yield "佐证材料", entry.evidence, ""
    if entry.until:
        yield "最后参加的日子", day_words(entry.until), ""
    if entry.measures:
        yield "采取的措施", "、".join(entry.measures), ""


def checks_of(file: Opened) -> list[Case]:
    """The checks of conduct about the person of a file in its quarter, the oldest first."""
    case, loader = file.case, file.loader
    found = loader.by_ids(cases_of(loader.connection, loader.office, case.person))
    return [c for c in found if c.period == case.period and c.procedure in CHECKS]


def withdrawn_by(case: Case, checks: Iterable[Case]) -> int:
    """The proven check that withdrew the result of an appraisal under way; 0 if there is none."""
    if case.procedure != QUARTERLY.id or case.stage in QUARTERLY.finals:
        return 0
    proven = (c.id for c in checks if c.procedure == FRAUD.id and c.stage == PROVEN)
    return next(proven, 0)


def check_form(move: str) -> Callable[[Visit, Opened, Mapping[str, Any]], dict[str, Any]]:
    """For the form of a move: the check of conduct it is about, and what comes of the move."""

    def beside(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
        return {"about": conduct_told(file), "meant": MEANT.get(move, "")}

    return beside


def stated_beside(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
    """What a person is proposed to be graded directly for, to which they may state their view."""
    told: Told = []
    for each in standing(file.case.directs):
        told.append(("提请直接确定", f"“{each.grade}”", minute_words(each.at)))
        told += [("事实", each.facts, ""), ("佐证材料", each.evidence, "")]
    said = file.case.statements
    return {"about": told + [("您已陈述", s.text, minute_words(s.at)) for s in said]}


def recusal_beside(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
    """Who is asked to leave a file, by whom and why."""
    pending = [r for r in file.case.recusals if r.status == PENDING]
    people = {r.person for r in pending} | {r.by for r in pending}
    names = {p.id: p.name for p in file.loader.people(people)}
    told = [
        (
            f"{names.get(r.by, '—')}申请{names.get(r.person, '—')}回避",
            r.reason,
            minute_words(r.at),
        )
        for r in pending
    ]
    return {"about": told or [("回避申请", "没有等待决定的申请", "")]}
