"""Guards of the roster: who is taken in or left out after the quarter has opened (R02)."""

from rules.calendar import quarter_of
from rules.inputs.office import AmendRoster
from rules.rule import Answer, Ask, rule
from rules.words import day_words


@rule()
def roster_person_known(ask: Ask) -> Answer:
    """The roster names people of the office, and a leader for everyone taken in."""
    given = ask.given
    if not isinstance(given, AmendRoster):
        return None
    if ask.who(given.who) is None:
        return f"没有“{given.who}”这个人，请先登记人员"
    if given.included and not given.supervisor:
        return "列入名册须写明分管领导 supervisor"
    if given.included and ask.who(given.supervisor) is None:
        return f"没有“{given.supervisor}”这个人，请核对分管领导 supervisor"
    if given.included and not given.section:
        return "列入名册须写明内设机构 section"
    return None


@rule()
def roster_not_frozen(ask: Ask) -> Answer:
    """The roster stands once the number taking part is frozen."""
    if ask.cohort.n is None:
        return None
    return f"参加考核人数已按{ask.cohort.n}人确定，本季度名册不能再调整"


@rule()
def roster_changes(ask: Ask) -> Answer:
    """A change takes in who is out and came within the quarter, or leaves out who is in."""
    given = ask.given
    person = ask.who(given.who) if isinstance(given, AmendRoster) else None
    if person is None:
        return None
    case = ask.cohort.of(person.id)
    taking_part = case is not None and case.stage != "exempt"
    if given.included and case is not None:
        state = "已在名册中" if taking_part else "本季度已列为不参加考核，不能再次列入"
        return f"{person.name}{state}，请核对"
    quarter = quarter_of(ask.case.period)
    if given.included and given.joined and given.joined > quarter.last:
        return (
            f"{person.name}{day_words(given.joined)}到岗，{quarter.title}到"
            f"{day_words(quarter.last)}为止，请从以后的季度列入名册"
        )
    if not given.included and not taking_part:
        return f"{person.name}不在参加考核人员名册中，请核对"
    return None
