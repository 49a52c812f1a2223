"""Guards of reports to the auditor, and of flags to the group (R34)."""

from rules.inputs.supervision import NoteFlag, ReportIrregularity
from rules.rule import Answer, Ask, rule
from rules.supervision import Lowered

FLAGS = "flags"
"""As a part of the cohort: the flags of the quarter that nobody looked at."""


@rule()
def report_about(ask: Ask) -> Answer:
    """A report is about a person of the office, and not about the auditor who would receive it.

    Where there is no auditor nobody would ever read it.
    """
    given = ask.given
    if not isinstance(given, ReportIrregularity):
        return None
    person = ask.who(given.about)
    if person is None:
        return f"没有“{given.about}”这个人，请写其登录名；反映多人的请分别反映"
    if not ask.cohort.auditors:
        return (
            "本单位尚未指定监督人员，登记了也无人能看到；请先指定，或者直接向上级纪检监察机关反映"
        )
    if person.id in ask.cohort.auditors:
        return "反映监督人员本人问题的，请向上级纪检监察机关反映，不在这里登记"
    return None


def flagged_person(ask: Ask) -> list[str]:
    """The objector a note is about: named in the input, or the command's subject."""
    given = ask.given
    if not isinstance(given, NoteFlag):
        return []
    if not given.who:
        return [ask.subject] if ask.subject else []
    person = ask.who(given.who)
    return [person.id] if person else []


def flags_seen(ask: Ask) -> list[Lowered]:
    """The open flags of that person, as far as the actor may learn of them: never their own."""
    persons = flagged_person(ask)
    return [f for f in ask.cohort.flags if f.person in persons and f.leader != ask.actor.person]


@rule(cohort=(FLAGS,))
def flag_open(ask: Ask) -> Answer:
    """A note is about a flag that nobody looked at, and not by the leader it is about."""
    if not isinstance(ask.given, NoteFlag):
        others = any(f.leader != ask.actor.person for f in ask.cohort.flags)
        return None if others else "本季度没有须由您查看的提示"
    if flags_seen(ask):
        return None
    return "本季度没有该同志须由您查看的提示，请核对是谁；现有的可用 kaohe flags 查看"
