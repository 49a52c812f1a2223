"""Sign-ins and those refused, for whoever watches over accounts; each look is on record."""

from fastapi import APIRouter
from fastapi.responses import Response

from rules.nouns import Role
from web.audit import NoSuch, person_of
from web.pages import shown
from web.paging import Paging, page_number
from web.visit import Here, Visit
from workflow.account_lines import SEARCHED
from workflow.audited import put_on_record
from workflow.signed_in import sign_ins

router = APIRouter(prefix="/accounts/sign-ins")
ABOUT = "登录情况"


@router.get("")
def newest(visit: Here) -> Response:
    """The newest sign-ins of everybody."""
    return _listed(visit)


@router.post("")
def find(visit: Here) -> Response:
    """Those of one person, or only those refused; asked by a form, so no address has a name."""
    return _listed(visit)


def _listed(visit: Visit) -> Response:
    form, office = visit.form, visit.site.office
    who = (form.get("who") or form.get("handle") or "").strip()[:64]
    refused = form.get("refused", "") == "1"
    paging, trouble, person = Paging.of(page_number(form.get("page", "")), {}), "", ""
    try:
        person = person_of(visit, who)
    except NoSuch as why:
        trouble = str(why)
    role = Role.AUDITOR if Role.AUDITOR in visit.who.roles else Role.SECURITY_ADMINISTRATOR
    put_on_record(
        office, visit.who.person, SEARCHED, visit.site.present(), ABOUT, person, role=role
    )
    with office.store.database.read() as connection:
        total, listed = sign_ins(
            office, connection, person=person, refused=refused, start=paging.offset,
            length=paging.size,
        )  # fmt: skip
    return shown(
        visit, "sign_ins.html", 422 if trouble else 200, who=who, refused=refused, listed=listed,
        paging=paging.over(total), trouble=trouble, profile=visit.site.profile,
    )  # fmt: skip
