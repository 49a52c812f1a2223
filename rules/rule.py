"""What a rule is: a small pure function that answers "why not?".

A guard takes an `Ask` and returns None (nothing stands in the way), one sentence, or several. The
clause and basis stand in the policy under the guard's name; `judge` collects the obstacles of all
guards at once, so that a person is told everything that is in the way, not the first thing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rules.calendar import Calendar, Quarter
from rules.nouns import Actor, Case, Cohort, Person
from rules.policy import Basis, Cite, Policy, PolicyError
from rules.quick import quick
from rules.ties import KnownTies, Ties


@quick
@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something cannot be done: the rule, the clause it rests on or serves, the sentence."""

    rule: str
    clause: str
    basis: Basis
    text: str

    @classmethod
    def of(cls, rule: str, cite: Cite, text: str) -> "Obstacle":
        """Make the sentence of a rule complete with its clause, as the basis allows."""
        return cls(rule, cite.clause, cite.basis, f"{text}({cite.phrase})")


@quick
@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: may this actor make this move, with this input, on this case, at this time?

    `due` is when a move of the clock fell due, whatever the time is now.
    """

    move: str
    at: datetime
    actor: Actor
    policy: Policy
    calendar: Calendar
    quarter: Quarter
    case: Case
    cohort: Cohort
    given: Any = None
    people: Mapping[str, Person] = field(default_factory=dict)
    subject: str = ""
    ties: Ties = field(default_factory=KnownTies)
    due: datetime | None = None

    def name(self, person: str) -> str:
        """The name of a person by surrogate id, for sentences to people."""
        known = self.people.get(person)
        return known.name if known else person

    def who(self, handle: str) -> Person | None:
        """The person of a handle, if the office knows one."""
        return next((p for p in self.people.values() if p.handle == handle), None)


Answer = str | Iterable[str] | None
Judge = Callable[[Ask], Answer]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named guard and the parts of the case it reads."""

    name: str
    judge: Judge
    reads: frozenset[str]
    cohort_reads: frozenset[str]


RULES: dict[str, Rule] = {}


def rule(*reads: str, cohort: Iterable[str] = ()) -> Callable[[Judge], Judge]:
    """Register a guard under its function's name; `reads` are the case parts it touches."""

    def register(function: Judge) -> Judge:
        name = function.__name__
        if name in RULES:
            raise ValueError(f"rule {name} is defined twice")
        RULES[name] = Rule(name, function, frozenset(reads), frozenset(cohort))
        return function

    return register


def judge(names: Iterable[str], ask: Ask) -> tuple[Obstacle, ...]:
    """Judge guards by name; rules the office is silent on do not bind it."""
    found: list[Obstacle] = []
    for name in names:
        if name in ask.policy.silent_on:
            continue
        answer = RULES[name].judge(ask)
        if answer is None:
            continue
        cite = ask.policy.rules[name]
        texts = (answer,) if isinstance(answer, str) else answer
        found.extend(Obstacle.of(name, cite, text) for text in texts)
    return tuple(found)


def check_rules(policy: Policy) -> None:
    """Refuse a policy that is not about exactly the guards there are; PolicyError names them.

    Every guard is cited or spoken of in `silent_on`. To be called where all guards are registered
    (after `import rules.guards`); nothing can be silent on a guard that does not exist.
    """
    unknown = sorted((set(policy.rules) | policy.silent_on) - set(RULES))
    missing = sorted(set(RULES) - set(policy.rules) - policy.silent_on)
    texts = []
    if unknown:
        texts.append(f"rules 或 silent_on 中有不认识的规则 {'、'.join(unknown)}")
    if missing:
        texts.append(f"规则 {'、'.join(missing)} 没有写明条款，也没有列入 silent_on")
    if texts:
        raise PolicyError(f"{policy.office.name}的政策文件：{'；'.join(texts)}。请补齐或改正")


def reads_of(names: Iterable[str]) -> frozenset[str]:
    """The case parts that a set of guards reads."""
    return frozenset().union(*(RULES[n].reads for n in names))


def cohort_reads_of(names: Iterable[str]) -> frozenset[str]:
    """The parts of every case of the quarter that a set of guards reads."""
    return frozenset().union(*(RULES[n].cohort_reads for n in names))
