"""A live office from the shell: set up once, driven by the present, every act in its journal."""

import json
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from rules.calendar import BEIJING, beijing_text
from tests.cli.conftest import furnished, made, set_up
from tests.cli.shell import Shell, is_calm
from workflow import clock


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a live office in the third quarter of 2026, to be copied."""

    def begin(shell: Shell) -> None:
        set_up(shell)
        shell.json("open", "2026Q3", "--as", "wu")

    with pytest.MonkeyPatch.context() as patch:
        at_time(patch, "2026-07-02T09:00:00")
        return made(tmp_path_factory, begin)


@pytest.fixture
def opened(shell: Shell, begun: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A live office in the third quarter of 2026, at nine o'clock on 2 July."""
    at_time(monkeypatch, "2026-07-02T09:00:00")
    return furnished(shell, begun)


def at_time(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let the present be an instant of Beijing time."""
    instant = clock.datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    monkeypatch.setattr(clock, "now", lambda: instant)


def fingerprint(folder: Path) -> str:
    """What is in the database, whatever its file looks like."""
    connection = sqlite3.connect(folder / "kaohe.db")
    text = "\n".join(connection.iterdump())
    connection.close()
    return sha256(text.encode()).hexdigest()


def test_an_office_is_set_up_once_with_its_own_keys(live: Shell) -> None:
    keys = live.folder / "keys"
    assert keys.stat().st_mode & 0o777 == 0o700
    assert sorted(p.name for p in keys.iterdir()) == [
        "checkpoint.key",
        "checkpoint.pub",
        "journal.key",
    ]
    before = (keys / "journal.key").read_bytes(), fingerprint(live.folder)
    told = live("init")
    assert told.code == 1
    assert is_calm(told)
    assert ((keys / "journal.key").read_bytes(), fingerprint(live.folder)) == before


def test_keys_that_are_there_are_kept_for_a_new_database(live: Shell) -> None:
    secret = (live.folder / "keys" / "journal.key").read_bytes()
    other = live.using(f"sqlite:///{live.folder}/other.db")
    found = other.json("init")
    assert found["keys_made"] is False
    assert (live.folder / "keys" / "journal.key").read_bytes() == secret


def test_the_first_opening_is_that_of_the_next_quarter(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_time(monkeypatch, "2026-05-20T10:00:00")
    assert shell.json("init")["next_opening"] == "2026-07-01T08:30:00+08:00"
    assert shell.json("tick")["opened"] == []
    at_time(monkeypatch, "2026-07-01T08:30:00")
    assert shell.json("tick")["opened"] == ["2026Q3"]


@pytest.mark.rule("R30")
def test_only_the_office_opens_a_quarter_and_only_once(
    opened: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, clause in (
        (("2026Q3", "--as", "wu"), "四(首)"),
        (("2026Q4", "--as", "zhang"), "四(首)"),
        (("2027Q1", "--as", "wu"), "四(首)"),
    ):
        told = opened("open", *words, "--json")
        assert told.code == 1
        assert told.reasons == [clause]
        assert told.document["done"] is False
    refused = [li for li in opened.json("journal")["lines"] if li["outcome"] == "refused"]
    assert [li["who"] for li in refused] == ["wu", "zhang", "wu"]


@pytest.mark.rule("R31")
def test_nobody_dates_an_act_back_past_a_lock(
    opened: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_time(monkeypatch, "2026-07-08T00:00:00")
    plan = {"items": [{"title": "a", "goal": "street", "weight": "100", "target": "b"}]}
    words = ("act", "submit_plan", "--as", "zhang", "--with", json.dumps(plan))
    before = fingerprint(opened.folder)
    for late in ((*words, "--at", "2026-07-07T09:00:00"), ("tick", "--at", "2026-07-07T09:00:00")):
        told = opened(*late)
        assert told.code == 2
        assert is_calm(told)
    assert fingerprint(opened.folder) == before
    told = opened(*words, "--json")
    assert told.code == 1
    assert told.reasons == ["四(一)"]
    lines = opened.json("journal", "--case", "zhang")["lines"]
    assert [li["move"] for li in lines][-2:] == ["lock_plan", "submit_plan"]


def test_an_act_in_time_is_done_once_for_one_request(opened: Shell) -> None:
    plan = {"items": [{"title": "a", "goal": "street", "weight": "100", "target": "b"}]}
    words = ("act", "submit_plan", "--as", "zhang", "--with", json.dumps(plan), "--request", "r1")
    first, second = opened.json(*words), opened.json(*words)
    assert first["stage"] == "plan_review"
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert second["seq"] == first["seq"]
    owed = opened.json("due")["due"]
    assert [(d["who"], d["of"], d["day"]) for d in owed] == [("li", "zhang", "2026-07-10")]


@pytest.mark.rule("R01")
@pytest.mark.settles("values.first_quarter")
def test_the_first_quarter_is_the_first_whole_one(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The regulation came in the middle of 2020Q3: it applies from 2020Q4, and not before."""
    at_time(monkeypatch, "2020-09-17T09:00:00")
    set_up(shell)
    told = shell("open", "2020Q3", "--as", "wu")
    assert told.code == 1
    assert "自2020年第四季度起" in told.err
    assert "条文理解" in told.err
    at_time(monkeypatch, "2020-09-18T09:00:00")
    assert shell("open", "2020Q4", "--as", "wu").code == 0


@pytest.mark.rule("R30")
def test_a_dry_run_tells_what_would_be_done_and_leaves_no_trace(opened: Shell) -> None:
    before = fingerprint(opened.folder)
    found = opened.json("tick", "--dry-run", "--at", "2026-07-08T09:00:00")
    assert found["dry_run"] is True
    assert "lock_plan" in [li["move"] for li in found["lines"]]
    # One tick at that instant: the reminders missed on the way merge into the newest.
    assert [m["kind"] for m in found["mails"] if m["to"] == "zhang"] == ["plan_overdue"]
    assert fingerprint(opened.folder) == before
    assert not (opened.folder / "mail").exists()
    read = opened("tick", "--dry-run", "--at", "2026-07-08T09:00:00")
    assert "工作计划填报截止" in read.out
    assert "没有改动任何数据" in read.out


@pytest.mark.rule("R30")
def test_what_was_foreseen_is_what_is_done(opened: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    at = "2026-07-08T09:00:00"
    foreseen = opened.json("tick", "--dry-run", "--at", at)
    at_time(monkeypatch, at)
    done = opened.json("tick")
    for key in ("opened", "moved", "reminded"):
        assert done[key] == foreseen[key]
    lines = opened.json("journal")["lines"][-len(foreseen["lines"]) :]
    assert lines == foreseen["lines"]
    again = opened.json("tick")
    assert (again["moved"], again["reminded"], again["mails"]["accepted"]) == (0, 0, 0)


def test_a_tick_sends_the_mails_into_the_folder(opened: Shell) -> None:
    sent = opened.json("tick")["mails"]
    assert sent["accepted"] == 1
    assert len(list((opened.folder / "mail" / "new").iterdir())) == 1


def test_a_mail_server_needs_an_address_of_the_office(opened: Shell) -> None:
    server = {"KAOHE_SMTP_URL": "smtp://127.0.0.1:1"}
    told = opened("tick", env=server)
    assert told.code == 1
    assert "KAOHE_MAIL_SENDER" in told.err
    wrong = opened("tick", env={"KAOHE_SMTP_URL": "ftp://x", "KAOHE_MAIL_SENDER": "a@b.cn"})
    assert wrong.code == 1
    assert "KAOHE_SMTP_URL" in wrong.err
    down = opened("tick", "--json", env=server | {"KAOHE_MAIL_SENDER": "kaohe@b.cn"})
    assert down.code == 0
    assert down.document["mails"]["accepted"] == 0


@pytest.mark.rule("R28")
def test_the_journal_tells_who_did_what_when_and_under_which_clause(opened: Shell) -> None:
    lines = opened.json("journal")["lines"]
    assert [li["seq"] for li in lines] == list(range(1, len(lines) + 1))
    case = next(li for li in lines if li["case"] == "zhang")
    assert (case["who"], case["title"], case["to"]) == ("wu", "启动季度考核", "planning")
    assert case["clause"] == "四(首)"
    assert case["at"] == beijing_text(clock.now())
    told = opened("journal", "--case", "zhang").out
    assert "2026-07-02 09:00 吴五 启动季度考核(张三)，进入拟定计划 [四(首)]" in told


@pytest.mark.rule("R28")
def test_reading_needs_no_key_and_writing_does(opened: Shell) -> None:
    (opened.folder / "keys").rename(opened.folder / "elsewhere")
    for words in (("due",), ("journal",), ("case", "zhang", "2026Q3"), ("tick", "--dry-run")):
        assert opened(*words).code == 0
    for words in (("tick",), ("act", "log", "--as", "zhang"), ("checkpoint",)):
        told = opened(*words)
        assert told.code == 1
        assert is_calm(told)
    verified = opened.json("verify")
    assert verified["valid"] is True
    assert verified["mac_checked"] is False
    assert verified["mac_note"]


@pytest.mark.rule("R28")
def test_keys_open_to_others_are_refused(opened: Shell) -> None:
    (opened.folder / "keys" / "journal.key").chmod(0o644)
    told = opened("tick")
    assert told.code == 1
    assert "chmod" in told.err


TAMPERED = [
    "UPDATE person SET name = '李鬼' WHERE handle = 'zhang'",
    "DELETE FROM role WHERE role = 'chair'",
    "UPDATE appraisal_case SET supervisor = 'x'",
    "INSERT INTO role SELECT office, person, 'chair', since, until FROM role WHERE role = 'office'",
    "UPDATE office SET name = name",
    "DROP TRIGGER journal_update; UPDATE journal SET line = replace(line, 'open', 'shut')",
    "DROP TRIGGER journal_delete; DELETE FROM journal WHERE seq = 3",
    "DROP TRIGGER journal_delete; DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
    "DELETE FROM calendar_year WHERE year = 2026",
    "UPDATE calendar_year SET text = 'x'",
]


@pytest.mark.rule("R28")
@pytest.mark.parametrize("statement", TAMPERED)
def test_what_somebody_changed_by_hand_is_found_and_named(opened: Shell, statement: str) -> None:
    connection = sqlite3.connect(opened.folder / "kaohe.db")
    connection.executescript(statement)
    connection.commit()
    connection.close()
    told = opened("verify", "--json")
    honest = "name = name" in statement
    assert told.code == (0 if honest else 1)
    assert told.document["valid"] is honest
    assert bool(told.document["faults"]) is not honest
    assert is_calm(told)


@pytest.mark.rule("R28")
def test_a_checkpoint_kept_outside_tells_of_a_database_taken_back(
    opened: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = opened.folder / "kaohe.db"
    before = file.read_bytes()
    assert opened("act", "state", "--as", "zhang").code == 1  # a refusal is a line as well
    sealed = opened.folder / "sealed.txt"
    found = opened.json("checkpoint", "--out", str(sealed))
    assert found["note"] == sealed.read_text(encoding="utf-8")
    assert opened.json("verify", "--checkpoint", str(sealed))["checkpoints"] == len(found["heads"])
    assert opened("checkpoint", "--out", str(sealed)).code == 2
    for side in ("-wal", "-shm"):
        file.with_name(file.name + side).unlink(missing_ok=True)
    file.write_bytes(before)
    assert opened.json("verify")["valid"] is True
    told = opened("verify", "--checkpoint", str(sealed), "--json")
    assert told.code == 1
    assert [f["kind"] for f in told.document["faults"]] == ["checkpoint"]


@pytest.mark.rule("R28")
def test_a_checkpoint_is_checked_with_the_public_key_alone(opened: Shell) -> None:
    sealed = opened.folder / "sealed.txt"
    opened.json("checkpoint", "--out", str(sealed))
    public = opened.folder / "auditor.pub"
    public.write_bytes((opened.folder / "keys" / "checkpoint.pub").read_bytes())
    (opened.folder / "keys").rename(opened.folder / "elsewhere")
    words = ("verify", "--checkpoint", str(sealed), "--json")
    assert opened(*words, env={"KAOHE_PUBLIC_KEY": str(public)}).code == 0
    assert opened(*words).code == 1
    text = sealed.read_text(encoding="utf-8")
    sealed.write_text(text.replace("\n— kaohe ", "\n— kaohe A"), encoding="utf-8")
    told = opened(*words, env={"KAOHE_PUBLIC_KEY": str(public)})
    assert told.code == 1
    assert is_calm(told)


def test_verify_is_calm_about_keys_and_notes_of_any_kind(opened: Shell) -> None:
    for text in ("", "garbage", "kaohe/guanghe\n1\nx\nat y\n\n— kaohe z\n"):
        note = opened.folder / "note.txt"
        note.write_text(text, encoding="utf-8")
        told = opened("verify", "--checkpoint", str(note), "--json")
        assert told.code == 1
        assert is_calm(told)


@pytest.mark.rule("R35")
def test_the_chair_adopts_a_provisional_value_under_a_number(opened: Shell) -> None:
    done = opened.json("policy", "adopt", "band_good", "--number", "1", "--as", "zhao")
    assert (done["key"], done["number"]) == ("values.band_good", 1)
    rows = {r["key"]: r for r in opened.json("policy", "provisional")["provisional"]}
    assert rows["values.band_good"]["adopted"] == 1
    assert rows["values.band_ordinary"]["adopted"] is None
    line = opened.json("journal")["lines"][-1]
    assert (line["who"], line["move"], line["clause"]) == ("zhao", "adopt", "七(四)")
    assert opened.json("verify")["valid"] is True


@pytest.mark.rule("R35")
@pytest.mark.parametrize(
    ("key", "number", "who", "code"),
    [
        ("quota_share", "2", "zhao", 1),
        ("band_good", "2", "zhao", 1),
        ("band_ordinary", "1", "zhao", 1),
        ("band_ordinary", "2", "wu", 1),
        ("nonsense", "2", "zhao", 2),
        ("band_ordinary", "0", "zhao", 2),
        ("band_ordinary", "2", "nobody", 2),
    ],
)
def test_what_the_text_says_and_what_is_taken_is_not_adopted(
    opened: Shell, key: str, number: str, who: str, code: int
) -> None:
    opened.json("policy", "adopt", "band_good", "--number", "1", "--as", "zhao")
    before = len(opened.json("journal")["lines"])
    told = opened("policy", "adopt", key, "--number", number, "--as", who)
    assert told.code == code
    assert is_calm(told)
    lines = opened.json("journal")["lines"]
    assert len(lines) == before + (code == 1)
    if code == 1:
        assert lines[-1]["outcome"] == "refused"
        assert lines[-1]["reasons"][0]["text"] in told.err
    assert opened.json("verify")["valid"] is True


@pytest.mark.rule("R09", "R30")
@pytest.mark.parametrize(
    ("at", "due"),
    [("07-07T23:59:59", "07-07"), ("07-08T00:00:00", "07-15"), ("07-20T09:00:00", "07-27")],
)
def test_a_quarter_opened_by_hand_after_the_plans_day_gives_the_days_of_a_joiner(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, at: str, due: str
) -> None:
    at_time(monkeypatch, f"2026-{at}")
    set_up(shell)
    shell.json("open", "2026Q3", "--as", "wu")
    assert shell.json("tick")["moved"] == 0
    assert [(d["who"], d["day"]) for d in shell.json("due")["due"]] == [("zhang", f"2026-{due}")]
    at_time(monkeypatch, f"2026-{due}T09:00:00")
    assert shell.json("tick")["moved"] == 0
    plan = {"items": [{"title": "a", "goal": "street", "weight": "100", "target": "b"}]}
    shell.json("act", "submit_plan", "--as", "zhang", "--with", json.dumps(plan))
    assert shell.json("verify")["valid"] is True
