"""What comes after a step: who is to act next and until when, what is left, how it is mended."""

from collections.abc import Callable, Mapping

from rules.result import marks_of, result_of
from rules.words import day_words
from web.notices import until_when
from web.opened import Opened
from web.visit import Visit
from workflow.duties import bench_of, owed_on

ANSWERED: Mapping[str, tuple[str, str]] = {
    "submit_plan": ("plan_approval_due", "审定"),
    "amend_plan": ("plan_approval_due", "审定"),
    "return_plan": ("plan_due", "改好再报"),
}
"""Steps that others answer: by which deadline, and what they do."""
REPOSTED = "publicity_due"
FEW = 2
"""Up to how many marks that are left are named."""


def then(visit: Visit, file: Opened, move: str) -> str:
    """What to know after a step, to be put behind what was done; empty where nothing is."""
    if move in ANSWERED:
        return _answered(visit, file, *ANSWERED[move])
    told = TOLD.get(move)
    return told(visit, file) if told else ""


def _answered(visit: Visit, file: Opened, deadline: str, what: str) -> str:
    """Whose turn it is and until when, where somebody else has to answer."""
    for duty in owed_on(visit.site.office, file.loader, file.case, visit.at, visit.viewer):
        if duty.deadline == deadline and duty.who != visit.who.person:
            (person,) = file.loader.people([duty.who])
            return f"；接下来由{person.name}{what}，{day_words(duty.day)}前"
    return ""


def _annulled(visit: Visit, file: Opened) -> str:
    """That the same is to be posted anew, and until when."""
    owed = owed_on(visit.site.office, file.loader, file.case, visit.at, visit.viewer)
    days = [duty.day for duty in owed if duty.deadline == REPOSTED]
    until = f"，{day_words(min(days))}前" if days else ""
    return f"；名单上的人员退回“结果反馈”，接下来由考核办改正后重新发布公示{until}"


def _marked(visit: Visit, file: Opened) -> str:
    """How many marks were given, and how many are left."""
    values = bench_of(visit.site.office, file.loader, file.case.period).policy.values
    given, lacking = len(marks_of(file.case)), result_of(file.case, values).lacking
    if not lacking:
        return f"；{given}项都已评完，接下来提出等次建议"
    left = f"{len(lacking)}项" if len(lacking) > FEW else "：" + "、".join(lacking)
    return f"；已评{given}项，还有{left}"


def _proposed(_: Visit, __: Opened) -> str:
    return "；转入研究确定，评分和建议不再改动。要改的，请组长在研究确定以前“退回重新评鉴”"


def _says(words: str) -> Callable[[Visit, Opened], str]:
    return lambda _, __: f"；{words}"


TOLD: Mapping[str, Callable[[Visit, Opened], str]] = {
    "publish": until_when,
    "publish_year": until_when,
    "annul_publicity": _annulled,
    "mark": _marked,
    "propose": _proposed,
    "record_opi": _says("接下来由考核办另一人核实，核实以后才计入得分"),
    "void_opi": _says("不计入得分；仍须计分的，请更正后重新登记"),
    "open_fraud": _says("接下来请本人陈述意见，再由领导小组研究认定"),
    "answer_fraud": _says("还可以补充陈述，接下来由领导小组研究认定"),
    "prove_fraud": _says("原结果撤销，本季度退回审核评鉴，接下来由分管领导重新评鉴"),
    "clear_fraud": _says("原结果不变，核查结束"),
    "open_refusal": _says("接下来由考核办或分管领导提醒本人参加"),
}
