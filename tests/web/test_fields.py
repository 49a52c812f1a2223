"""Who reads which text of a file: a word planted in each, and everybody on every page."""

import re
import tomllib
from base64 import b32decode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage import accounts
from storage.passwords import code_at, hashed, step_of
from storage.rows import RECORD
from tests.rehearsal import PERIOD, Rehearsal, Template, at
from tests.web import matrix
from tests.web.matrix import PEOPLE, STAGES, SUBJECTS
from tests.web.office import Browser, Web
from tests.workflow.quarters import DIMENSIONS
from web.visit import COOKIE
from workflow.own_account import Own

FIELDS: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("fields.toml").read_text(encoding="utf-8")
)
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
PLANTED = [name for name, said in FIELDS.items() if not said.get("made")]
WORDS = {name: f"暗语{SIGNS[i]}{SIGNS[-i]}" for i, name in enumerate(PLANTED)}
"""The word that is planted in each field and stands nowhere else."""
VOTES = {"votes": "弃权0票", "votes_as_kept": "abstain"}
OWN_PASSWORD = "own words of o1 alone"
READERS = [s for s in SUBJECTS if s not in ("stranger", "disabled")]
NEAR = ("own", "other_officer", "leader", "chair", "office", "auditor", "security_administrator")
FORMS = ("submit_plan", "mark", "propose", "give_feedback", "acknowledge", "object")
ALIKE = (
    "/", "/people", "/late", "/goals", "/clock?until=2026-12-01", "/opi", "/feedback", "/notices",
    "/concerns", "/feedback/together", "/feedback/together?whose=all", "/follow-ups",
    "/delegations",
    "/reports", "/flags", "/people-of-office", "/statuses", "/mails", "/mails?state=all", "/me",
    "/journal", "/accounts", "/analysis", "/analysis.csv", "/api/analysis", "/api/owed",
    "/api/cases", "/api/journal", "/api/me",
)  # fmt: skip
CHANCE = re.compile(r'name="(?:request|which)" value="[^"]*"')
UNWRITTEN = ("report", "first_password", "own_password", "code_secret", "recovery_code")
"""What no table holds but sealed or as a digest."""
LOOKED = ("planning", "determining", "feedback", "publicity")
"""The stages at which everybody opens everything: what may be read differs between these."""
PRESENT = {"present": ["zhou", "li", "sun"], "minutes": "纪要1号",
           "votes": {"for": 3, "against": 0, "abstain": 0}}  # fmt: skip


def _item(title: str, weight: str = "100") -> dict[str, Any]:
    return {"items": [{"title": title, "goal": "street", "weight": weight, "target": "办结"}]}


def _begun(house: Rehearsal, reporter: str = "o2") -> None:
    """A plan that was refused, a sanction on record, a report to the auditor."""
    house.run_to(at("07-02T08:30"))
    assert not house.act("submit_plan", "o1", "o1", _item(WORDS["refused_plan"], "90"),
                         at=at("07-02T09:00")).done  # fmt: skip
    status = {"who": "o1", "kind": "warning", "from": "2026-06-01",
              "document": WORDS["status_document"], "note": WORDS["status_note"]}  # fmt: skip
    house.done("set_status", "wu", "", status, at=at("07-02T09:00"))
    told = {"about": "jin", "kind": "徇私舞弊", "text": WORDS["report"]}
    house.done("report_irregularity", reporter, "", told, at=at("07-02T09:00"))


def _recorded(house: Rehearsal) -> None:
    for who, leader in (("o1", "jin"), ("o2", "jin"), ("o3", "mu")):
        title = WORDS["plan"] if who == "o1" else "重点工作"
        house.done("submit_plan", who, who, _item(title), at=at("07-03T09:00"))
        house.done("approve_plan", leader, who, at=at("07-03T10:00"))
    entry = {"date": "2026-07-06", "kind": "narrative", "text": WORDS["log"]}
    house.done("log", "o1", "o1", entry, at=at("07-06T17:00"))
    told = {"month": 7, "text": WORDS["summary"]}
    house.done("summarise", "o1", "o1", told, at=at("08-03T09:00"))
    house.tick(at("10-14T09:00"))


def _proposed(house: Rehearsal) -> None:
    for who, leader in (("o1", "jin"), ("o2", "jin"), ("o3", "mu")):
        title = WORDS["plan"] if who == "o1" else "重点工作"
        marks = {"kpi": {title: "85"}, "bpi": dict.fromkeys(DIMENSIONS, "85")}
        notes = {"notes": {title: WORDS["mark_note"]}} if who == "o1" else {}
        house.done("mark", leader, who, marks | notes, at=at("10-14T10:00"))
        comment = WORDS["comment"] if who == "o1" else "尽职尽责"
        given = {"grade": "较好", "comment": comment}
        house.done("propose", leader, who, given, at=at("10-14T11:00"))


def _decided(house: Rehearsal) -> None:
    data = {"grades": {"o1": "一般", "o2": "较好", "o3": "较好"},
            "reasons": {"o1": WORDS["decision_reason"]}}  # fmt: skip
    house.done("decide", "zhou", "", PRESENT | data, at=at("10-16T10:00"))


def _published(house: Rehearsal) -> None:
    for who, leader in (("o1", "jin"), ("o2", "jin"), ("o3", "mu")):
        text = WORDS["feedback_text"] if who == "o1" else "较好"
        told = {"mode": "talk", "text": text}
        house.done("give_feedback", leader, who, told, at=at("10-19T10:00"))
    house.done("publish", "wu", "", {}, at=at("10-20T10:00"))
    house.done("object", "o1", "o1", {"text": WORDS["objection"]}, at=at("10-20T10:30"))


STEPS: Mapping[str, Callable[[Rehearsal], None]] = dict(
    zip(STAGES, (_begun, _recorded, _proposed, _decided, _published), strict=False)
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Template]:
    """The office at each stage, with a word planted in every field there is by then."""
    folder, made, base = tmp_path_factory.mktemp("planted"), {}, None
    for stage in STEPS:
        base = made[stage] = Template("sqlite", folder, PEOPLE, STEPS[stage], base)
    return made


def typing(web: Web) -> dict[str, str]:
    """What people have typed and not handed in; the secrets the program made, by their fields."""
    number, cycle = web.case("o1"), web.case("")
    browser = web.browser("o1")
    browser.post(f"/cases/{number}/drafts/submit_plan",
                 {"items.0.title": WORDS["draft_of_officer"]})  # fmt: skip
    comment = {"comment": WORDS["draft_of_leader"]}
    web.browser("jin").post(f"/cases/{number}/drafts/propose", comment)
    reason = {"reason": WORDS["draft_of_chair"]}
    web.browser("zhou").post(f"/cases/{cycle}/drafts/decide", reason)
    first = web.site.door.give_password(web.rehearsal.played.ids["o3"], web.present)
    return {"first_password": first, "own_password": OWN_PASSWORD} | _coded(web)


def _coded(web: Web) -> dict[str, str]:
    """Give o1 a password of their own and a second factor: its secret, and a recovery code."""
    door, at = web.site.door, web.present
    door.give_password(web.rehearsal.played.ids["o1"], at)
    token = web.browser("o1").client.cookies[COOKIE]
    reader = door.reader(token, at, web.now)
    assert reader is not None
    values = {"password": hashed(OWN_PASSWORD), "initial_until": None}
    with web.rehearsal.database.begin() as connection:
        accounts.set_account(connection, web.site.office.id, reader.person, **values)
    own = Own(door, reader)
    offered = own.offer()
    secret = b32decode(offered.secret)
    codes = own.enrol(offered.kept, code_at(secret, step_of(at)), OWN_PASSWORD, at)
    return {"code_secret": offered.secret, "recovery_code": codes[0]}


def texts(web: Web, browser: Browser) -> Iterator[tuple[str, str]]:
    """Every page and answer somebody can open, by its address."""
    with web.rehearsal.database.read() as connection:
        query = "SELECT id, procedure FROM appraisal_case ORDER BY id"
        cases = connection.exec_driver_sql(query).all()
    own = web.case("o1")
    paths = list(ALIKE)
    for number, procedure in cases:
        paths += [f"/cases/{number}", f"/api/cases/{number}"]
        if procedure == "cycle":
            paths += [f"/quarters/{number}/session", f"/quarters/{number}"]
            paths += [f"/cases/{number}/do/{move}" for move in ("decide", "publish")]
    paths += [f"/cases/{own}/result", *(f"/cases/{own}/do/{move}" for move in FORMS)]
    for path in paths:
        yield path, browser.get(path, follow_redirects=False).text
    for path in ("/journal", "/journal/export", "/late"):
        yield f"POST {path}", browser.post(path, {"case": str(own)}).text


def allowed(name: str, subject: str, stage: str) -> bool:
    """Whether a subject may read a field at a stage."""
    said = FIELDS[name]
    if subject not in [*said["reads"], *said.get("may", ())]:
        return False
    begins = said.get("own_from", STAGES[0])
    return subject != "own" or STAGES.index(stage) >= STAGES.index(begins)


@pytest.mark.parametrize("stage", LOOKED)
def test_nobody_reads_what_is_not_for_them_on_any_page(
    planted: Mapping[str, Template], stage: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A draft is its writer's, a comment not the officer's before they are told, and so on."""
    caplog.set_level("DEBUG")
    with planted[stage].rehearsal() as house:
        web = Web(house, now=matrix.when(stage))
        words = WORDS | VOTES | typing(web)
        browsers = {subject: web.browser(SUBJECTS[subject]) for subject in READERS}
        tokens = [browser.client.cookies[COOKIE] for browser in browsers.values()]
        leaks, read = set(), set()
        for subject, browser in browsers.items():
            foreign = [other.csrf for other in browsers.values() if other is not browser]
            for path, text in texts(web, browser):
                if any(secret in text for secret in (*tokens, *foreign)):
                    leaks.add(f"{subject} reads the token of a session on {path}")
                for name, word in words.items():
                    if word in text:
                        read.add((name, subject))
                        if not allowed(name, subject, stage):
                            leaks.add(f"{subject} reads {name} on {path}")
        assert leaks == set()
        elsewhere = repr([m.data for m in house.mails()]) + caplog.text
        assert [name for name, word in words.items() if word in elsewhere] == []
        assert [token for token in tokens if token in elsewhere] == []
        kept = held(web)
        assert [name for name in UNWRITTEN if words[name] in kept] == []
        assert [token for token in tokens if token in kept] == []
    if stage == LOOKED[-1]:
        missed = {(n, s) for n, said in FIELDS.items() for s in said["reads"]} - read
        assert {m for m in missed if not m[0].startswith("draft_")} == set()


def held(web: Web) -> str:
    """All that the database holds, as text."""
    with web.rehearsal.database.read() as connection:
        return "".join(repr(connection.execute(select(t)).all()) for t in RECORD.sorted_tables)


def test_who_reported_makes_no_difference_to_anybody_but_the_auditor(tmp_path: Path) -> None:
    """Two offices alike but for who reported: every page of everybody else is the same in both."""
    pages: list[dict[tuple[str, str], str]] = []
    for reporter in ("o2", "o3"):

        def begun(house: Rehearsal, reporter: str = reporter) -> None:
            _begun(house, reporter)

        with Template("sqlite", tmp_path, PEOPLE, begun).rehearsal() as house:
            web, found = Web(house, now=matrix.when("planning")), {}
            for subject in NEAR:
                browser = web.browser(SUBJECTS[subject])
                for path, text in texts(web, browser):
                    found[subject, path] = unmarked(text.replace(browser.csrf, ""))
            found["", "mails"] = repr([(m.person, m.data) for m in house.mails()])
            kept = held(web)
            for who in ("o2", "o3"):
                found[who, "kept"] = str(kept.count(house.played.ids[who]))
            pages.append(found)
    one, other = pages
    assert one.keys() == other.keys()
    unlike = {place for place in one if one[place] != other[place]}
    assert {subject for subject, _ in unlike} == {"auditor"}
    assert ("auditor", "/reports") in unlike


def unmarked(text: str) -> str:
    """A page without what is drawn by chance each time it is made."""
    return CHANCE.sub("", text)


def test_a_draft_is_shown_to_whoever_typed_it(planted: Mapping[str, Template]) -> None:
    """Each finds their own in the form, while the form is theirs."""
    for stage, subject, form, name in (
        ("planning", "o1", "submit_plan", "draft_of_officer"),
        ("determining", "zhou", "decide", "draft_of_chair"),
        ("appraising", "jin", "propose", "draft_of_leader"),
    ):
        with planted[stage].rehearsal() as house:
            web = Web(house, now=matrix.when(stage))
            typing(web)
            number = web.case("") if form == "decide" else web.case("o1")
            page = web.browser(subject).get(f"/cases/{number}/do/{form}").text
            assert (stage, WORDS[name] in page) == (stage, True)


def test_every_field_names_known_subjects_and_stages() -> None:
    """A slip in the table would let somebody read."""
    for said in FIELDS.values():
        assert set(said) <= {"what", "reads", "may", "own_from", "made"}
        assert {*said["reads"], *said.get("may", ())} <= set(READERS)
        assert said.get("own_from", STAGES[0]) in STAGES
    assert len(set(WORDS.values())) == len(WORDS)
    made = set(FIELDS) - set(PLANTED)
    assert made == {*VOTES, *UNWRITTEN} - set(PLANTED)
    assert PERIOD == "2026Q3"
