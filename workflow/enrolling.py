"""What a list of people would come to, held against the people on record (R02, R25).

Who is known already is left as they are: where the list differs from the record it is said, and
settled by the act that is made for it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rules.calendar import beijing_day
from rules.nouns import ROLE_TITLES, Role
from rules.policy import Policy
from storage.load import Loader
from storage.roll import Member, Wanted, people
from storage.ties import roles_of
from workflow.collective import Asked
from workflow.office import Office
from workflow.opening import excluded_by
from workflow.roster_file import COLUMNS, NEEDED, NotAList, Read, Row, read

ENROL = "import_roster"
GIVEN = (Role.OFFICER, Role.SUPERVISOR)
"""The roles a list may give; every other is a right, which the security administrator grants."""
MOST_TOLD = 60
_APART = re.compile(r"[、，,;；/\s]+")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A person to be entered: the row, the roles, who leads them (a handle)."""

    row: Row
    roles: tuple[Role, ...]
    leader: str


@dataclass
class Enrolling:
    """What a list comes to: who is new, who is known and as on record, where the two differ.

    `sections` are those of the new that the office does not have yet.
    """

    new: list[Enrolled] = field(default_factory=list)
    same: int = 0
    unlike: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def officers(self) -> list[Enrolled]:
        """Those of the new who are to be appraised."""
        return [e for e in self.new if Role.OFFICER in e.roles]


@dataclass(frozen=True, slots=True)
class _Known:
    """The people of the office: by handle, by name, and who leads."""

    members: Mapping[str, Member]
    roles: Mapping[str, frozenset[Role]]


def looked_at(ask: Asked, text: str) -> Enrolling:
    """What a list would come to; its troubles say what is wrong with it."""
    try:
        found = read(text)
    except NotAList as why:
        return Enrolling(troubles=[str(why)])
    made = Enrolling(unused=found.unused, troubles=found.troubles)
    known = _known(ask)
    names = _names(known, found)
    leads = _leads(known, found)
    for row in found.rows:
        if row.handle in known.members:
            _compare(row, known.members[row.handle], made)
        else:
            made.new += _newcomer(row, names, leads, ask.policy, made)
    there = {member.section for member in known.members.values()}
    made.sections = list(
        dict.fromkeys(
            e.row.section for e in made.new if e.row.section and e.row.section not in there
        )
    )
    made.troubles.sort(key=_line)
    if not made.troubles and not made.new:
        unlike = (
            f"；其中{len(made.unlike)}人与登记的不同，导入不改动已登记的" if made.unlike else ""
        )
        made.troubles.append(f"名单中的人都已登记，没有需要新登记的人员{unlike}")
    return made


def _line(trouble: str) -> int:
    """The line of the file a trouble is about; 0 for the heading."""
    found = re.match(r"第(\d+)行", trouble)
    return int(found[1]) if found else 0


def _known(ask: Asked) -> _Known:
    day, connection = beijing_day(ask.at), ask.loader.connection
    listed = people(connection, ask.office.id, day, Wanted(limit=10**6)).rows
    roles = roles_of(connection, ask.office.id, [m.id for m in listed], day)
    return _Known({m.handle: m for m in listed}, {m.handle: roles.get(m.id, frozenset())
                                                  for m in listed})  # fmt: skip


def _names(known: _Known, found: Read) -> dict[str, list[str]]:
    """The handles of everybody of a name, of the office and of the list."""
    names: dict[str, list[str]] = {}
    of_list = {row.key: row.name for row in found.rows if row.name}
    for handle, name in ({h: m.name for h, m in known.members.items()} | of_list).items():
        names.setdefault(name, []).append(handle)
    return names


def _leads(known: _Known, found: Read) -> set[str]:
    """The handles of those who lead: by the record, or by the list if they are new."""
    leads = {h for h, roles in known.roles.items() if Role.SUPERVISOR in roles}
    title = ROLE_TITLES[Role.SUPERVISOR]
    fresh = {row.key for row in found.rows if title in _APART.split(row.duties)}
    return leads | (fresh - set(known.members))


def _compare(row: Row, member: Member, made: Enrolling) -> None:
    """Somebody who is known: where the list says something else."""
    if "name" in row.spoilt:
        return
    if row.name != member.name:
        made.troubles.append(
            f"{row.place('handle')}“{row.handle}”已登记给{member.name}，与“{row.name}”不是同一人；"
            "请改用另一个登录名"
        )
        return
    pairs = {
        "section": member.section, "post": member.post, "leader": member.leader,
        "email": member.email,
    }  # fmt: skip
    said = [
        f"{COLUMNS[name]}：登记为“{old or '空'}”，名单为“{getattr(row, name)}”"
        for name, old in pairs.items()
        if getattr(row, name) and getattr(row, name) != (old or "")
    ]
    if said:
        made.unlike.append(f"第{row.number}行{row.name}——{'；'.join(said)}")
    else:
        made.same += 1


def _newcomer(
    row: Row, names: Mapping[str, list[str]], leads: set[str], policy: Policy, made: Enrolling
) -> Iterator[Enrolled]:
    """Somebody to be entered, or nothing with all that is wrong noted."""
    troubles: list[str] = []
    roles: tuple[Role, ...] = ()
    leader = ""
    try:
        roles = _roles(row, policy)
    except ValueError as why:
        troubles.append(str(why))
    try:
        leader = _leader(row, names, leads)
    except ValueError as why:
        troubles.append(str(why))
    if Role.OFFICER in roles and not row.leader and "leader" not in row.spoilt:
        troubles.append(f"{row.place('leader')}没有填写，被考核公务员须有分管领导")
    if Role.OFFICER in roles and not row.section and "section" not in row.spoilt:
        troubles.append(f"{row.place('section')}没有填写")
    made.troubles += troubles
    if not troubles and not row.spoilt & set(NEEDED):
        yield Enrolled(row, roles, leader)


def _roles(row: Row, policy: Policy) -> tuple[Role, ...]:
    """The roles of a person; unsaid, whoever holds no leading post is to be appraised."""
    if not row.duties:
        return () if excluded_by(row.post, policy) else (Role.OFFICER,)
    words = {ROLE_TITLES[role]: role for role in GIVEN}
    found = []
    for word in filter(None, _APART.split(row.duties)):
        if word not in words:
            text = f"{row.place('duties')}写的是“{word}”，只能写{'、'.join(words)}"
            if word in ROLE_TITLES.values():
                text += "；这一职责请由安全保密管理员授予"
            raise ValueError(text)
        found.append(words[word])
    if Role.OFFICER in found and (ground := excluded_by(row.post, policy)):
        raise ValueError(f"{row.place('duties')}写的是被考核公务员，但{ground}")
    return tuple(dict.fromkeys(found))


def _leader(row: Row, names: Mapping[str, list[str]], leads: set[str]) -> str:
    """The handle of who leads somebody, named by handle or by name; empty if nobody is."""
    if not row.leader:
        return ""
    everybody = {handle for handles in names.values() for handle in handles}
    handles = [row.leader] if row.leader in everybody else names.get(row.leader, [])
    if not handles:
        raise ValueError(f"{row.place('leader')}“{row.leader}”不在名单中，也没有登记过")
    if len(handles) > 1:
        raise ValueError(f"{row.place('leader')}“{row.leader}”有{len(handles)}人同名，请改写登录名")
    if handles[0] == row.key:
        raise ValueError(f"{row.place('leader')}是本人，请改为其他人")
    if handles[0] not in leads:
        raise ValueError(
            f"{row.place('leader')}“{row.leader}”没有“分管领导”这一职责；新登记的请在其“职责”栏写明，"
            "已登记的请由安全保密管理员授予"
        )
    return handles[0]


def previewed(office: Office, text: str, at: datetime) -> Enrolling:
    """What a list would come to now; nothing is written."""
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        return looked_at(Asked(office, loader, office.policy_now(at), at, "", None), text)
