"""Guards of the ledger of commendations and accountabilities (R06)."""

from rules.calendar import beijing_day
from rules.inputs.appraisal import RecordOpi, VerifyOpi, VoidOpi
from rules.rule import Answer, Ask, rule
from rules.words import day_words, level_words


@rule()
def opi_day(ask: Ask) -> Answer:
    """An item dates from this quarter; one of an earlier quarter that came late is flagged."""
    given = ask.given
    if not isinstance(given, RecordOpi):
        return None
    if given.date > ask.quarter.last or given.date > beijing_day(ask.at):
        return f"加减分事项的日期{given.date}晚于本季度或今天，请核对文件日期"
    return None


@rule()
def opi_level(ask: Ask) -> Answer:
    """A commendation comes from a level that counts."""
    given = ask.given
    if not isinstance(given, RecordOpi) or given.kind != "commendation":
        return None
    levels = ask.policy.values.opi_levels
    if given.level in levels:
        return None
    told = "、".join(level_words(levels))
    return f"表彰层级“{given.level}”不在计分范围，计分的层级为：{told}"


@rule()
def opi_issuer(ask: Ask) -> Answer:
    """A commendation is one of a party committee or a government, not of a department."""
    given = ask.given
    if not isinstance(given, RecordOpi) or given.kind != "commendation":
        return None
    words = ask.policy.values.opi_issuers
    if given.issuer.endswith(words):
        return None
    return (
        f"表彰机关“{given.issuer}”不是党委、政府，不计分；"
        f"名称以{'、'.join(words)}结尾的才计分，请核对文件"
    )


@rule()
def opi_points(ask: Ask) -> Answer:
    """Commendations do not subtract, accountabilities do not add."""
    given = ask.given
    if not isinstance(given, RecordOpi):
        return None
    if given.kind == "commendation" and given.points < 0:
        return "表彰奖励的分值不能为负，请核对分值或类别"
    if given.kind == "accountability" and given.points > 0:
        return "问责的分值应为负数或0，请核对分值或类别"
    return None


@rule("opi")
def opi_new_document(ask: Ask) -> Answer:
    """One document counts once for one person."""
    given = ask.given
    if not isinstance(given, RecordOpi):
        return None
    if any(o.document == given.document and o.live for o in ask.case.opi):
        return f"文件“{given.document}”已登记，同一事项不重复计分"
    return None


@rule("opi")
def opi_to_verify(ask: Ask) -> Answer:
    """Verification names an item that awaits it."""
    given = ask.given
    if not isinstance(given, VerifyOpi):
        return None
    waiting = [o.document for o in ask.case.opi if o.waits]
    if given.document in waiting:
        return None
    return f"没有等待核实的“{given.document}”；等待核实的有：{'、'.join(waiting) or '无'}"


@rule("opi")
def opi_to_void(ask: Ask) -> Answer:
    """Only what nobody verified is withdrawn: what two have checked stands."""
    given = ask.given
    if not isinstance(given, VoidOpi):
        return None
    named = [o for o in ask.case.opi if o.document == given.document and o.live]
    if any(o.waits for o in named):
        return None
    if named:
        return (
            f"“{given.document}”已由另一人核实，不能撤回；确有差错的，请报组长，"
            "由领导小组研究确定等次时考虑并写明理由"
        )
    waiting = [o.document for o in ask.case.opi if o.waits]
    return f"没有登记“{given.document}”；可以撤回的有：{'、'.join(waiting) or '无'}"


@rule("opi")
def opi_second_person(ask: Ask) -> Answer:
    """An item is entered by one person and verified by another."""
    given = ask.given
    if not isinstance(given, VerifyOpi):
        return None
    for entry in ask.case.opi:
        if entry.document != given.document or not entry.waits:
            continue
        if entry.entered_by == ask.actor.person:
            day = day_words(beijing_day(entry.entered_at))
            return f"该事项由您于{day}登记，须由另一名工作人员核实"
    return None
