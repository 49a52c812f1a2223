"""Who reads which text of a file: a word planted in each, and everybody on every page."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.rows import RECORD
from tests.rehearsal import PERIOD, Rehearsal, Template, at
from tests.web import matrix
from tests.web.matrix import PEOPLE, STAGES, SUBJECTS
from tests.web.office import Browser, Web
from tests.workflow.quarters import DIMENSIONS

FIELDS: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("fields.toml").read_text(encoding="utf-8")
)
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
WORDS = {name: f"暗语{SIGNS[i]}{SIGNS[-i]}" for i, name in enumerate(FIELDS)}
"""The word that is planted in each field and stands nowhere else."""
READERS = [s for s in SUBJECTS if s not in ("stranger", "disabled")]
FORMS = ("submit_plan", "mark", "propose", "give_feedback", "acknowledge", "object")
ALIKE = (
    "/", "/people", "/late", "/clock?until=2026-12-01", "/opi", "/feedback", "/notices",
    "/concerns",
    "/reports", "/flags", "/people-of-office", "/statuses", "/mails", "/mails?state=all", "/me",
    "/journal", "/accounts", "/analysis", "/analysis.csv", "/api/analysis", "/api/owed",
    "/api/cases", "/api/journal", "/api/me",
)  # fmt: skip
LOOKED = ("planning", "determining", "feedback", "publicity")
"""The stages at which everybody opens everything: what may be read differs between these."""
PRESENT = {"present": ["zhou", "li", "sun"], "minutes": "纪要1号"}


def _item(title: str, weight: str = "100") -> dict[str, Any]:
    return {"items": [{"title": title, "goal": "street", "weight": weight, "target": "办结"}]}


def _begun(house: Rehearsal) -> None:
    """A plan that was refused, a sanction on record, a report to the auditor."""
    house.run_to(at("07-02T08:30"))
    assert not house.act("submit_plan", "o1", "o1", _item(WORDS["refused_plan"], "90"),
                         at=at("07-02T09:00")).done  # fmt: skip
    status = {"who": "o1", "kind": "warning", "from": "2026-06-01",
              "document": WORDS["status_document"], "note": WORDS["status_note"]}  # fmt: skip
    house.done("set_status", "wu", "", status, at=at("07-02T09:00"))
    told = {"about": "jin", "kind": "徇私舞弊", "text": WORDS["report"]}
    house.done("report_irregularity", "o2", "", told, at=at("07-02T09:00"))


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


def typing(web: Web) -> str:
    """What people have typed and not handed in, and a first password; the password."""
    number, cycle = web.case("o1"), web.case("")
    browser = web.browser("o1")
    browser.post(f"/cases/{number}/drafts/submit_plan",
                 {"items.0.title": WORDS["draft_of_officer"]})  # fmt: skip
    comment = {"comment": WORDS["draft_of_leader"]}
    web.browser("jin").post(f"/cases/{number}/drafts/propose", comment)
    reason = {"reason": WORDS["draft_of_chair"]}
    web.browser("zhou").post(f"/cases/{cycle}/drafts/decide", reason)
    return web.site.door.give_password(web.rehearsal.played.ids["o3"], web.present)


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
        words = WORDS | {"first_password": typing(web)}
        leaks, read = set(), set()
        for subject in READERS:
            for path, text in texts(web, web.browser(SUBJECTS[subject])):
                for name, word in words.items():
                    if word in text:
                        read.add((name, subject))
                        if not allowed(name, subject, stage):
                            leaks.add(f"{subject} reads {name} on {path}")
        assert leaks == set()
        mails = repr([m.data for m in house.mails()])
        assert [name for name, word in words.items() if word in mails] == []
        assert [name for name, word in words.items() if word in caplog.text] == []
        kept = held(web)
        assert [name for name in ("report", "first_password") if words[name] in kept] == []
    if stage == LOOKED[-1]:
        missed = {(n, s) for n, said in FIELDS.items() for s in said["reads"]} - read
        assert {m for m in missed if not m[0].startswith("draft_")} == set()


def held(web: Web) -> str:
    """All that the database holds, as text."""
    with web.rehearsal.database.read() as connection:
        return "".join(repr(connection.execute(select(t)).all()) for t in RECORD.sorted_tables)


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
        assert set(said) <= {"what", "reads", "may", "own_from"}
        assert {*said["reads"], *said.get("may", ())} <= set(READERS)
        assert said.get("own_from", STAGES[0]) in STAGES
    assert len(set(WORDS.values())) == len(WORDS)
    assert PERIOD == "2026Q3"
