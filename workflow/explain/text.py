"""A derivation put into Chinese lines for a terminal, exact and in the order of the procedure."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from rules.policy import BASIS_TITLES, Basis, clause_title
from rules.provisional import value_words
from rules.words import on_behalf
from workflow.explain.checks import check_lines
from workflow.explain.objection import objection_lines
from workflow.explain.score_text import Doc, percent, score_lines, signature, when
from workflow.explain.special import special_lines

STATUS = {
    "submitted": "待审定", "approved": "已审定", "returned": "已退回修改",
    "superseded": "已由新计划代替",
    "standing": "待领导小组确认", "confirmed": "已确认", "lapsed": "未采用",
    "open": "公示中", "annulled": "已撤销", "ended": "公示期满",
}  # fmt: skip
RECUSALS = {"pending": "回避申请待决定", "granted": "已回避", "refused": "申请回避，未同意"}
MODES = {"talk": "谈话", "letter": "书面", "other": "其他形式"}
RANKS = {"total": "得分", "kpi": "KPI", "bpi": "BPI"}
TABLES = {
    "values": "数值",
    "rules": "规则",
    "moves": "步骤",
    "deadlines": "期限",
    "statuses": "情形",
    "follow_ups": "结果运用",
}
VOTES = {"for": "同意", "against": "反对", "abstain": "弃权"}
SESSIONS = {"main": "首批研究", "supplementary": "补充研究"}


def explain_lines(doc: Doc) -> list[str]:
    """The document of `explain` as lines to print."""
    parts = (
        ("", _head(doc)),
        ("一、工作计划和月小结", _record(doc)),
        ("二、平时考核得分", score_lines(doc["score"])),
        ("三、等次建议", _proposals(doc)),
        ("四、研究确定", chain(special_lines(doc), check_lines(doc), _decisions(doc))),
        ("五、“好”等次名额", _quota(doc["quota"])),
        ("六、结果反馈和公示", chain(_told(doc), objection_lines(doc))),
        ("七、结果运用", _following(doc)),
        ("八、逾期和待办", _late(doc)),
        ("九、所用的口径", _readings(doc)),
        ("十、工作留痕", journal_lines(doc["journal"])),
    )
    return in_parts(parts)


def in_parts(parts: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """Parts with their titles, a blank line before each that has one."""
    found: list[str] = []
    for title, lines in parts:
        found += ["", title] if title else []
        found += lines
    return found


def policy_lines(doc: Doc, opened: str) -> Iterator[str]:
    """Which policy a document rests on, pinned when what it is about was opened."""
    policy = doc["policy"]
    yield f"所依据的口径：《{policy['scheme']}》对照文件，自{policy['in_force']}起施行"
    yield f"留存于{when(policy['pinned'])}(启动本{opened}时)，校验值 {policy['digest']}"


def _head(doc: Doc) -> Iterator[str]:
    leader = doc["supervisor"]
    section = f" {doc['section']}" if doc["section"] else ""
    yield f"{doc['name']}({doc['who']}){section} {doc['office']}{doc['quarter_title']}平时考核"
    aside = "，暂缓研究" if doc["aside"] else ""
    led = f"；分管领导：{leader['by']}" if leader else ""
    yield f"截至{when(doc['at'])}处于“{doc['stage_title']}”阶段{aside}{led}"
    yield from policy_lines(doc, "季度")


def _record(doc: Doc) -> Iterator[str]:
    if not doc["plans"]:
        yield "  工作计划：未提交"
    for plan in doc["plans"]:
        kind = "调整计划" if plan["amendment"] else "工作计划"
        counts = "，以此为准" if plan["counts"] else ""
        reason = f"；理由：{plan['reason']}" if plan["reason"] else ""
        yield (
            f"  第{plan['number']}份{kind}：{STATUS[plan['status']]}{counts}{reason} "
            f"{signature(plan)}"
        )
        if settled := plan["settled"]:
            done = "退回" if plan["status"] == "returned" else "审定"
            why = f"；理由：{settled['reason']}" if settled["reason"] else ""
            yield f"    {done}{why} {signature(settled)}"
    for month in doc["summaries"]:
        state = "未报送" if month["missing"] else "已报送"
        yield f"  {month['month']}月小结：{state} {signature(month)}"


def _proposals(doc: Doc) -> Iterator[str]:
    if not doc["proposals"]:
        yield "  尚未提出"
    for p in doc["proposals"]:
        stands = "" if p["stands"] else "(已由后来的建议代替)"
        departs = "，与参考等次不同" if p["departs"] else ""
        reason = f"；理由：{p['reason']}" if p["reason"] else ""
        yield f"  “{p['grade']}”{stands}{departs}；评语：{p['comment']}{reason} {signature(p)}"
    for d in doc["directs"]["proposals"]:
        yield (
            f"  提请直接确定为“{d['grade']}”，{STATUS[d['status']]}；事实：{d['facts']}；"
            f"佐证：{d['evidence']} {signature(d)}"
        )
        if settled := d["settled"]:
            yield f"    {STATUS[d['status']]}；理由：{settled['reason']} {signature(settled)}"
    for s in doc["directs"]["statements"]:
        yield f"  本人陈述：{s['text']} {signature(s)}"
    for r in doc["recusals"]:
        settled = f"；{signature(r['settled'])}" if r["settled"] else ""
        yield f"  {r['person']}{RECUSALS[r['status']]} {signature(r)}{settled}"


def _decisions(doc: Doc) -> Iterator[str]:
    if not doc["decisions"]:
        yield "  尚未研究确定"
    for d in doc["decisions"]:
        session = d["session"]
        stands = "" if d["stands"] else "(已由后来的决定代替)"
        departs = "，与分管领导建议不同" if d["departs"] else ""
        reason = f"；理由：{d['reason']}" if d["reason"] else ""
        left = f"；回避：{'、'.join(d['recused'])}" if d["recused"] else ""
        yield f"  “{d['grade']}”{stands}{departs}{left}{reason} {signature(d)}"
        votes = f"，表决：{votes_words(session['votes'])}" if session["votes"] else ""
        away = f"，回避：{'、'.join(session['recused'])}" if session["recused"] else ""
        yield (
            f"    第{session['number']}次会议({SESSIONS[session['kind']]})，{session['minutes']}，"
            f"{session['by']}主持，到会{len(session['present'])}人："
            f"{'、'.join(session['present'])}{away}{votes} "
            f"{signature(session)}"
        )


def votes_words(kept: str) -> str:
    """The votes of a session as people say them, such as 同意5票、反对1票."""
    given = json.loads(kept)
    counted = given if isinstance(given, dict) else {"for": given}
    return "、".join(
        f"{VOTES.get(way, way)}{number}票"
        for way, number in sorted(
            counted.items(), key=lambda each: [*VOTES, each[0]].index(each[0])
        )
    )


def _quota(quota: Doc) -> Iterator[str]:
    frozen = f"，{when(quota['frozen'])}固定" if quota["frozen"] else ""
    share = percent(quota["share"])
    yield (
        f"  参加考核{quota['n']}人{frozen}，“好”等次不超过{share} {signature(quota['share_cite'])}"
    )
    yield f"  至多{quota['limit']}人，已确定{quota['used']}人 {signature(quota)}"
    if quota["rank"] is None:
        yield "  本人得分尚不能排序"
    else:
        tied = f"，与另外{quota['tied']}人得分相同" if quota["tied"] else ""
        yield (f"  本人得分在{quota['ranked']}人中居第{quota['rank']}位{tied} [{quota['phrase']}]")
        order = "、".join(RANKS[name] for name in quota["order"]["value"])
        yield f"  排序先后：{order} [{quota['order']['phrase']}]"
    if quota["direct"]:
        yield "  本人由领导小组确认直接确定，占一个名额"
    elif quota["contends"]:
        line = "是" if quota["on_the_line"] else "不是"
        yield f"  除直接确定外，拟为“好”的共{quota['rivals']}人，本人{line}临界人员"
    yield f"  本人{'占' if quota['takes_place'] else '不占'}“好”等次名额"


def _told(doc: Doc) -> Iterator[str]:
    feedback, notice = doc["feedback"], doc["publicity"]
    if not feedback["given"]:
        yield "  尚未反馈"
    for f in feedback["given"]:
        witness = f"，见证人{f['witness']}" if f["witness"] else ""
        yield f"  {MODES[f['mode']]}反馈{witness}：{f['text']} {signature(f)}"
    for a in feedback["acknowledged"]:
        text = f"：{a['text']}" if a["text"] else ""
        yield f"  已签收(已阅知，不代表同意){text} {signature(a)}"
    if notice is None:
        yield "  尚未公示"
        return
    ends = f"，至{when(notice['ends'])}止" if notice["ends"] else "，止日待工作日历公布"
    days = notice["days"]
    yield f"  第{notice['number']}次公示：{STATUS[notice['status']]} {signature(notice)}"
    yield f"    {when(notice['posted'])}发布{ends}，不少于{days['value']}个工作日 {signature(days)}"
    yield f"    范围：{notice['scope']}；形式：{notice['form']}；受理：{notice['contact']}"


def _following(doc: Doc) -> Iterator[str]:
    for each in doc["follow_ups"]:
        due = f"，{each['due']}前" if each["due"] and each["state"] in {"open", "waiting"} else ""
        opens = f"，{when(each['opens'])}起" if each["state"] == "waiting" and each["opens"] else ""
        reason = f"；理由：{each['reason']}" if each["reason"] else ""
        yield (
            f"  {each['title']}：{each['state_title']}，由{each['owner_title']}办理"
            f"{opens}{due}{reason} {signature(each)}"
        )
        if each["done"]:
            yield f"    凭“{each['document']}”办结 {signature(each | each['done'])}"
    for made in doc["resolutions"]:
        document = f"，{made['document']}" if made["document"] else ""
        to = f"，移送{made['to']}" if made["to"] else ""
        yield f"  决定：{made['title']}{to}{document}；理由：{made['reason']} {signature(made)}"
    if not doc["follow_ups"] and not doc["resolutions"]:
        yield "  没有"


def _late(doc: Doc) -> Iterator[str]:
    for late in doc["late"]:
        yield f"  逾期：{late['by']} {late['what']}，应于{late['due']}前完成 [{late['phrase']}]"
    for owed in doc["owed"]:
        state = "已逾期" if owed["overdue"] else "待办"
        yield f"  {state}：{owed['by']} {owed['what']}，{owed['due']}前 [{owed['phrase']}]"
    if not doc["late"] and not doc["owed"]:
        yield "  没有"


def _readings(doc: Doc) -> Iterator[str]:
    for each in doc["interpretations"]:
        signed = f"{each['by']}，{when(each['adopted'])}"
        yield f"  适用{each['title']}：{each['key']}，{each['said']} [{signed}]"
    yield from provisional_lines(doc["provisional"])


def provisional_lines(listed: Iterable[Doc]) -> Iterator[str]:
    """What a result rests on that is less than the regulation's words, adopted or not."""
    for each in listed:
        value = each["value"]
        shown = None if value is None else value_words(value)
        stands = f" = {shown}" if shown is not None else ""
        adopted = each["adopted"]
        state = f"已按{each['title']}采用" if adopted else "尚待领导小组审定采用"
        basis = BASIS_TITLES[Basis(each["basis"])]
        clause = clause_title(each["clause"])
        name = f"{TABLES[each['kind']]} {each['name']}{stands}"
        yield f"  {name}：{basis}({clause})，{state}；{each['note']}"


def journal_lines(lines: Iterable[Doc]) -> Iterator[str]:
    """The journal of a case: when, who, what, from where to where, by which clause."""
    for line in lines:
        stage = ""
        if line["to"] and line["from"] != line["to"]:
            source = f"“{line['from_title']}”" if line["from_title"] else ""
            stage = f" {source}→“{line['to_title']}”"
        mail = f"：{line['mail']}" if line["mail"] else ""
        due = f"(应于{when(line['due'])})" if line["due"] and line["due"] != line["at"] else ""
        refused = "，被拒绝" if line["outcome"] == "refused" else ""
        basis = BASIS_TITLES[Basis(line["basis"])] if line["basis"] else ""
        by = on_behalf(line["by"], line["behalf"])
        yield (
            f"  {line['seq']} {when(line['at'])}{due} {by} {line['title']}{mail}"
            f"{refused}{stage} [{clause_title(line['clause'])}，{basis}]"
        )
        for reason in line["reasons"]:
            yield f"      {reason['text'] or '(内容已隐去)'}"
