"""The leading group adopts what the regulation leaves open, under a number of its own (R35).

An adoption is a dated row with its journal line; the policy pinned to a quarter does not change.
What the regulation itself says cannot be adopted otherwise.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.nouns import Role
from rules.policy import Basis, Cite, Policy
from rules.rule import Obstacle
from storage.change import Put
from storage.history import Adoption, adoptions
from storage.journal import Entry
from storage.load import Loader
from storage.work import unit_of_work
from workflow.collective import barred, refuse
from workflow.command import Answer
from workflow.engine import told
from workflow.office import Office

ADOPT = "adopt"
LARGEST = 2**31


class CannotAdopt(ValueError):
    """A key that names nothing, or more than one thing; the sentence says what to write."""


def cited(policy: Policy) -> dict[str, Cite]:
    """Everything that is cited, by its key: values.quota_share, rules.quota, moves.decide …"""
    groups = {
        "values": policy.cites,
        "rules": policy.rules,
        "moves": policy.moves,
        "deadlines": policy.deadlines,
        "statuses": policy.statuses,
    }
    return {
        f"{kind}.{name}": cite for kind, cites in groups.items() for name, cite in cites.items()
    }


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


def adopt(office: Office, key: str, number: int, actor: str, at: datetime) -> Answer:
    """Adopt a provisional value as 《方案》解释口径第n号, or refuse with all reasons.

    CannotAdopt, with nothing written, if the key names nothing.
    """
    policy = office.policy_now(at)
    full = key_of(policy, key)
    with unit_of_work(office.store, office.id) as work:
        loader = Loader(work.connection, office.id, lock=True)
        work.journal.lock()
        role, obstacles = barred(loader, policy, ADOPT, actor, (Role.CHAIR,), at)
        obstacles += _obstacles(policy, full, number, adoptions(work.connection, office.id))
        if obstacles or role is None:
            given: dict[str, str | int] = {"key": full, "number": number}
            return refuse(work, policy, ADOPT, actor, at, obstacles, given)
        row = Put("adoption", {"key": full, "number": number, "by": actor, "at": at})
        work.change([row])
        cite = policy.moves[ADOPT]
        seq = work.append(
            Entry(
                at=at,
                actor=actor,
                role=role.value,
                move=ADOPT,
                clause=cite.clause,
                basis=cite.basis.value,
                policy=policy.digest,
                changes=(row,),
            )
        )
    return Answer(True, seq)


def adopt_given(office: Office, data: Mapping[str, Any], actor: str, at: datetime) -> Answer:
    """Adopt what an act hands in, {key, number}; what does not fit is refused, with a line."""
    key, number = data.get("key"), data.get("number")
    policy, texts = office.policy_now(at), []
    try:
        key_of(policy, key if isinstance(key, str) else "")
    except CannotAdopt as why:
        texts.append(f"key：{why}")
    if type(number) is not int or not 0 < number < LARGEST:
        texts.append("number：须为《方案》解释口径的号数，如 1")
    if strange := sorted(set(data) - {"key", "number"}):
        texts.append(f"{'、'.join(strange)}：不认识这一项，请删去或改正名称")
    if not texts and isinstance(key, str) and isinstance(number, int):
        return adopt(office, key, number, actor, at)
    found = tuple(Obstacle.of("input", policy.moves[ADOPT], text) for text in texts)
    with unit_of_work(office.store, office.id) as work:
        return refuse(work, policy, ADOPT, actor, at, found, told(data))


def _obstacles(
    policy: Policy, key: str, number: int, adopted: dict[str, Adoption]
) -> tuple[Obstacle, ...]:
    """Why a key may not be adopted under a number, all reasons at once."""
    own, cite = cited(policy)[key], policy.moves[ADOPT]
    texts: list[tuple[str, Cite]] = []
    if own.basis is Basis.TEXT:
        texts.append((f"“{key}”是方案明文，不属于解释口径，不能另行审定采用", own))
    if key in adopted:
        earlier = adopted[key].number
        texts.append((f"“{key}”已审定采用为《方案》解释口径第{earlier}号，不能重复采用", cite))
    taken = next((k for k, a in adopted.items() if a.number == number and k != key), None)
    if taken is not None:
        texts.append((f"第{number}号已用于“{taken}”，请换一个编号", cite))
    return tuple(Obstacle.of("adopt", cited_by, text) for text, cited_by in texts)
