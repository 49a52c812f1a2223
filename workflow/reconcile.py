"""The rows that the journal rebuilds against the rows that lie there, both ways (R28)."""

from collections.abc import Iterator

from storage.rebuild import Key, Tables, key_of
from storage.rows import privacy_of
from workflow.finding import ADVICE, Finding, shown
from workflow.walk import Gaps, Walk

TITLES = {
    "acknowledgement": "签收",
    "adoption": "解释口径",
    "annual_result": "年度等次",
    "appraisal_case": "考核事项",
    "calendar_year": "工作日历",
    "conduct_entry": "情况核查",
    "decision": "研究确定",
    "delegation": "受托代签",
    "direct": "直接确定等次",
    "exemption": "不参加考核",
    "extension": "延期",
    "feedback": "结果反馈",
    "follow_up": "结果运用事项",
    "goal": "目标任务清单",
    "handover": "工作交接说明",
    "irregularity": "反映的问题",
    "flag_note": "得分降低提示的查看记录",
    "lateness": "逾期",
    "log_entry": "工作纪实",
    "mark": "评分",
    "measure": "改进措施",
    "objection": "反映异议",
    "objection_lead": "异议线索",
    "opening": "退回和准予补报",
    "opi": "加减分事项",
    "person": "人员",
    "pin": "留存文本",
    "plan": "工作计划",
    "plan_item": "目标任务",
    "posting": "公示",
    "postponement": "会议改期",
    "proposal": "等次建议",
    "quarter": "季度",
    "recusal": "回避",
    "relation": "回避关系",
    "resolution": "决定事项",
    "restricted_status": "限制知悉的特殊情形",
    "role": "职责",
    "rule_set": "政策文件",
    "roster": "参加考核人员名册",
    "section": "内设机构",
    "session": "领导小组会议",
    "special_status": "特殊情形",
    "statement": "陈述意见",
    "status_override": "按例外情形处理",
    "summary": "月小结",
    "supervision": "分管关系",
    "waiver": "不待未结季度",
    "year_summary": "年度总结",
}
"""What people call the tables of the record."""

_WRONG = {
    "row_edited": "与留痕不符，被改动过",
    "row_missing": "不见了，被删除过",
    "row_extra": "在留痕中没有记载，是后来插入的",
}


def rows_unlike(walk: Walk, stored: Tables) -> Iterator[Finding]:
    """Each row that is not as the journal tells it.

    A value that was erased can no longer be compared: it explains one unlike row of its privacy
    class and, where rows belong to a case, of its case; no more.
    """
    gaps = walk.gaps.copy()
    tables = sorted(stored, key=lambda name: (not _of_case(name), name))
    # First the rows nobody put: most values that are erased put one.
    extra = [
        _finding("row_extra", table, key, "", [])
        for table in tables
        for key in stored[table]
        if key not in walk.rebuilt.tables[table] and not _explained(gaps, table, key)
    ]
    for table in tables:
        lying = stored[table]
        for key, row in walk.rebuilt.tables[table].items():
            there = lying.get(key)
            if there == row:
                continue
            partial = (table, key) in walk.rebuilt.partial
            unlike = [] if there is None else [c for c in row if there[c] != row[c]]
            if (partial or there is not None) and _explained(gaps, table, key):
                continue
            kind = "row_missing" if there is None else "row_edited"
            line = walk.rebuilt.written[table, key]
            yield _finding(kind, table, key, f"(最近记在第{line}行)", unlike)
    yield from extra


def _of_case(table: str) -> bool:
    return key_of(table)[0] == "case_id" or table == "appraisal_case"


def _explained(gaps: Gaps, table: str, key: Key) -> bool:
    """Use up one erased value that may stand behind a row, if there is one."""
    privacy = privacy_of(table)
    places = [(privacy, key[0])] if _of_case(table) else [g for g in gaps if g[0] == privacy]
    for place in places:
        if gaps[place] > 0:
            gaps[place] -= 1
            return True
    return False


def _finding(kind: str, table: str, key: Key, line: str, columns: list[str]) -> Finding:
    names = (*key_of(table), *[""] * len(key))
    shape = "，".join(f"{n}={k}" if n else str(k) for n, k in zip(names, key, strict=False))
    which = f"的 {'、'.join(columns)} " if columns else ""
    text = (
        f"“{TITLES.get(table, table)}”记录({table}，{shape}){line}{which}{_WRONG[kind]}。{ADVICE}"
    )
    return Finding(kind, shown(f"{table} {shape}"), shown(text))
