"""The concordance for everybody: clause, rule and basis; what is provisional, what was adopted."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.cite import BASIS_TITLES, Basis
from rules.nouns import Role
from rules.policy import Policy
from rules.provisional import cited, provisional, said_of, value_of, value_words, written
from storage import passwords
from storage.history import Adoption, adoptions
from web.pages import go, shown
from web.visit import Here, Visit
from workflow.beside import perform_beside
from workflow.command import Command
from workflow.concordance import clauses
from workflow.deciding import deciding

router = APIRouter()
MOST = 40
"""Signs of what is looked for at most."""
STATUS = {"implemented": "已办理", "partly": "部分办理", "not_automated": "不由软件办理"}


@router.get("/policy")
def policy(visit: Here, done: int = 0, key: str = "", words: str = "") -> Response:
    """The policy in force today, laid beside what the software does; `key` is to be adopted.

    With `words` only what has them in it, laid open.
    """
    said = "已审定采用" if done else ""
    return _page(visit, said=said, key=key, words=words.strip()[:MOST])


def _page(
    visit: Visit, said: str = "", obstacles: Sequence[Any] = (), status: int = 200, key: str = "",
    words: str = "",
) -> Response:  # fmt: skip
    office = visit.site.office
    found = office.policy_now(visit.at)
    with office.store.database.read() as connection:
        made = adoptions(connection, office.id)
    waiting = _provisional(found, made, adopted=False)
    listed = [(row, STATUS[row.status], _cited(found, row.cited)) for row in clauses(found)]
    kept = [(row, status, _having(keys, words)) for row, status, keys in listed]
    return shown(
        visit, "policy.html", status,
        said=said,
        obstacles=obstacles,
        policy=found,
        clauses=[each for each in kept if each[2]] if words else listed,
        waiting=waiting,
        words=words,
        chosen=next((each for each in waiting if each["key"] == key), None),
        groups=_by_clause(_having(waiting, words), [row.clause for row in clauses(found)]),
        adopted=[(a, _of_key(found, a), _decided(found, a.key)) for a in made],
        chair=Role.CHAIR in visit.who.roles,
        next_number=max((a.number for a in made), default=0) + 1,
        filled=visit.form,
        request_key=passwords.token(),
    )  # fmt: skip


def _having(listed: Sequence[Mapping[str, Any]], words: str) -> list[Mapping[str, Any]]:
    """Those entries that have some words in what they decide, say or note, or in their clause."""
    where = ("clause", "decides", "note", "said", "value", "basis", "key")
    return [e for e in listed if not words or any(words in str(e.get(k, "")) for k in where)]


def _cited(policy_: Policy, keys: Sequence[str]) -> list[Mapping[str, str]]:
    """What rests on a clause: its key, what it says, and on what basis."""
    known = cited(policy_)
    return [
        {
            "key": key,
            "value": value_words(written(value_of(policy_, key))),
            "decides": deciding(key).text,
            "basis": BASIS_TITLES[known[key].basis],
            "note": known[key].note,
        }
        for key in keys
    ]


def _provisional(
    policy_: Policy, made: Sequence[Adoption], *, adopted: bool
) -> list[Mapping[str, Any]]:
    """What awaits adoption by the group, with what it decides."""
    done = {(a.key, a.said) for a in made}
    found: list[Mapping[str, Any]] = []
    for each in provisional(policy_):
        key = f"{each.kind}.{each.name}"
        said = said_of(policy_, key)
        if ((key, said) in done) is adopted:
            found.append(
                {
                    "key": key,
                    "said": said,
                    "clause": each.cite.clause,
                    "basis": BASIS_TITLES[each.cite.basis],
                    "interim": each.cite.basis is Basis.REFERRED,
                    "decides": deciding(key).text,
                    "note": each.cite.note,
                }
            )
    return found


def _by_clause(
    listed: Sequence[Mapping[str, Any]], order: Sequence[str]
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """What awaits adoption, clause by clause in the order of the regulation."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for each in listed:
        groups.setdefault(each["clause"], []).append(each)
    places = {clause: place for place, clause in enumerate(order)}
    return sorted(groups.items(), key=lambda g: places.get(g[0], len(places)))


def _decided(policy_: Policy, key: str) -> str:
    """What an adopted entry decides, in words; empty if the policy no more has it."""
    return deciding(key).text if key in cited(policy_) else ""


def _of_key(policy_: Policy, made: Adoption) -> str:
    """Whether an adoption still says what the policy in force does."""
    known = cited(policy_)
    if made.key not in known:
        return "现行政策中已没有这一项"
    return "" if said_of(policy_, made.key) == made.said else "现行政策的取值已经不同"


@router.post("/policy")
def adopt(visit: Here) -> Response:
    """Adopt a provisional entry under a number; the page again, with the reasons, if refused."""
    office, form = visit.site.office, visit.form
    number = form.get("number", "").strip()
    data = {
        "key": form.get("key", "")[:128],
        "number": int(number[:6]) if number.isascii() and number.isdigit() else number[:20],
    }
    command = Command(
        "adopt", visit.who.person, "", data=data, request=form.get("request", "")[:64]
    )
    answer = perform_beside(office, command, visit.at)
    if answer.done:
        return go(f"/policy?done={answer.seq}")
    return _page(visit, obstacles=answer.obstacles, status=422, key=str(data["key"]))
