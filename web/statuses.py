"""The register of special statuses; restricted ones only to those entitled, on record (R29)."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from rules.nouns import Status
from rules.terms import TREATMENT_TITLES
from storage.load import Loader
from storage.persons import parts_of_people
from web.case import AWAITING
from web.pages import shown
from web.periods import running
from web.visit import Denied, Here, Visit
from workflow.office import Office
from workflow.quarterly import QUARTERLY
from workflow.reading import CannotRecord, record_reading

router = APIRouter()


@dataclass(frozen=True)
class Registered:
    """A status on the register: whose, what it is called, and what it comes to by the policy."""

    status: Status
    name: str
    title: str
    treatment: str
    restricted: bool
    by: str
    awaiting: str = ""


@router.get("/statuses")
def register(visit: Here) -> Response:
    """The statuses on record, those still open first; the reading is put on record before.

    The clerks of the office who enter them read those that are not restricted.
    """
    office, entitled = visit.site.office, visit.viewer.entitled
    with office.store.database.read() as connection:
        listed = _listed(office, visit.loader(connection), visit)
        found = [each for each in listed if entitled or not each.restricted]
    if found and entitled:
        try:
            record_reading(office, visit.who.person, "page", visit.at, period="")
        except CannotRecord:
            raise Denied("查看限制知悉的内容须留痕，而现在不能留痕，没有显示", 503) from None
    found.sort(key=lambda r: (bool(r.status.ended_by), -r.status.since.toordinal(), r.name))
    return shown(visit, "statuses.html", entries=found, entitled=entitled)


def _listed(office: Office, loader: Loader, visit: Visit) -> Iterator[Registered]:
    terms = office.policy_now(visit.at).statuses
    names = {p.id: p.name for p in loader.everyone()}
    others = [person for person in names if person != visit.who.person]  # nobody reads their own
    known = parts_of_people("statuses", loader.connection, office.id, others)
    asked = set(_asked_to_leave(loader))
    for person, status in ((p, s) for p, listed in known.items() for s in listed):
        term = terms.get(status.kind)
        yield Registered(
            status,
            names.get(person, ""),
            term.title if term else status.kind,
            TREATMENT_TITLES[term.treatment] if term else "",
            status.restricted,
            names.get(status.by, ""),
            AWAITING if person in asked and term and term.exempt else "",
        )


def _asked_to_leave(loader: Loader) -> Iterator[str]:
    """Of whom it is asked that they take no part, which the chair has not confirmed."""
    for period in running(loader):
        for case in loader.of_period(QUARTERLY.id, period, {"exemptions"}):
            if any(e.status == "pending" for e in case.exemptions):
                yield case.person
