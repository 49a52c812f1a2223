"""The leading group adopts what the regulation leaves open, under a number of its own (R35).

An adoption is a dated row with its journal line, and keeps what was adopted; the policy pinned to
a quarter does not change. What the regulation itself says cannot be adopted otherwise; what it
refers to another document can only be adopted for the time being.
"""

from rules.beside import Adopt
from rules.policy import Basis, Cite, Policy
from rules.provisional import cited, said_of
from rules.rule import Obstacle
from storage.change import Put
from storage.history import Adoption, adoptions
from workflow.collective import Asked
from workflow.standing import serving

__all__ = ["ADOPT", "CannotAdopt", "cited", "does", "judge", "key_of"]

ADOPT = "adopt"


class CannotAdopt(ValueError):
    """A key that names nothing, or more than one thing; the sentence says what to write."""


def key_of(policy: Policy, key: str) -> str:
    """The full key that a person means; CannotAdopt if it is none or not the only one."""
    known = cited(policy)
    if key in known:
        return key
    found = [full for full in known if full.partition(".")[2] == key]
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotAdopt(f"“{key}”不止一项，请写全：{'、'.join(found)}")
    raise CannotAdopt(
        f"政策中没有“{key[:60]}”这一项；可以审定采用的各项见 kaohe policy provisional"
    )


def judge(ask: Asked) -> tuple[Obstacle, ...]:
    """Why an entry may not be adopted under a number, all reasons at once."""
    given: Adopt = ask.given
    cite = serving(ask.policy.moves[ADOPT])
    try:
        key = key_of(ask.policy, given.key)
    except CannotAdopt as why:
        return (Obstacle.of(ADOPT, cite, str(why)),)
    earlier = adoptions(ask.loader.connection, ask.office.id)
    texts = _reasons(ask.policy, key, given.number, earlier)
    return tuple(Obstacle.of(ADOPT, by, text) for text, by in texts)


def _reasons(
    policy: Policy, key: str, number: int, earlier: list[Adoption]
) -> list[tuple[str, Cite]]:
    own, cite, said = cited(policy)[key], serving(policy.moves[ADOPT]), said_of(policy, key)
    texts: list[tuple[str, Cite]] = []
    if own.basis is Basis.TEXT:
        texts.append((f"“{key}”是方案明文，不属于解释口径，不能另行审定采用", own))
    same = next((a for a in earlier if a.key == key and a.said == said), None)
    if same is not None:
        texts.append((f"“{key}”已审定采用为{same.title}，不能重复采用", cite))
    taken = next((a for a in earlier if a.number == number and a is not same), None)
    if taken is not None:
        texts.append((f"第{number}号已用于“{taken.key}”，请换一个编号", cite))
    return texts


def does(ask: Asked) -> tuple[Put, ...]:
    """The row of an adoption: what stands in for a missing document is adopted as interim."""
    given: Adopt = ask.given
    key = key_of(ask.policy, given.key)
    values = {
        "number": given.number,
        "key": key,
        "said": said_of(ask.policy, key),
        "interim": cited(ask.policy)[key].basis is Basis.REFERRED,
        "by": ask.actor,
        "at": ask.at,
    }
    return (Put("adoption", values),)
