"""What is handed in about checks of conduct: facts, reminders, statements, decisions (R26)."""

from rules.fields import Day, Filled, Title
from rules.inputs.given import Given, Reason


class OpenRefusal(Given):
    """Facts of somebody's not taking part without good reason."""

    facts: Filled


class OpenFraud(Given):
    """Facts and evidence of fraud in an appraisal."""

    facts: Filled
    evidence: Filled


class Told(Given):
    """Something said, in words: a reminder, or what the person states."""

    text: Filled


class Educate(Told):
    """Education, with the last day to take part."""

    until: Day


class DecideRefusal(Reason):
    """The group's decision that somebody did not take part."""

    present: tuple[Title, ...]


class ClearFraud(Reason):
    """The group's decision that fraud was not proven."""

    present: tuple[Title, ...]


class ProveFraud(ClearFraud):
    """The group's decision that fraud was proven, with the measures people choose."""

    measures: tuple[Title, ...] = ()
