"""Guards of reports to the auditor (R34)."""

from rules.inputs.supervision import ReportIrregularity
from rules.rule import Answer, Ask, rule


@rule()
def report_about(ask: Ask) -> Answer:
    """A report is about a person of the office, and not about the auditor who would receive it."""
    given = ask.given
    if not isinstance(given, ReportIrregularity):
        return None
    person = ask.who(given.about)
    if person is None:
        return f"没有“{given.about}”这个人，请写其登录名；反映多人的请分别反映"
    if person.id in ask.cohort.auditors:
        return "反映监督人员本人问题的，请向上级纪检监察机关反映，不在这里登记"
    return None
