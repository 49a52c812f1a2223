"""The concordance from the shell: show, check, clause by clause, what awaits adoption (R35)."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cli import options
from cli.citing import ground, policy_at
from cli.desk import at_desk
from cli.marks import marked_tests
from cli.options import As, Json, OfficeName, RehearsedAt
from cli.rulesets import rule_set
from cli.show import Refused, document, reason, reasons_of, say, table
from cli.usage import Command, Spoken
from rules.calendar import beijing_day, beijing_text
from rules.policy import Basis, Policy, PolicyError, load_policy, policy_text
from rules.provisional import Provisional, cited, provisional, said_of, value_words, written
from storage.database import DatabaseError
from storage.history import Adoption, adoptions
from workflow import clock
from workflow.beside import adopt as adopt_key
from workflow.concordance import check_policy, clauses, tests_of
from workflow.deciding import deciding
from workflow.difference import difference
from workflow.ruleset import check_amendments

app = typer.Typer(cls=Spoken, no_args_is_help=True)
WIDEST = 40
ENDS = ("from", "to")
WORDS = "只列含这些词的：项、取值、条款、说明，或者所决定的步骤和阶段；可写几个，须都有"
SETS = "政策文件、自带单位的名称、日期(该日施行的口径)，或留存文本的校验值"
STATUS = {"implemented": "已办理", "partly": "部分办理", "not_automated": "不由软件办理"}
At = Annotated[str | None, typer.Option("--at", metavar="日期", help="哪一天施行的，默认今天")]


@app.callback()
def policy() -> None:
    """条款对照：每个数值、规则、步骤和期限依据哪一条、属于哪种依据。"""


@app.command(cls=Command)
def show(office: OfficeName = "guanghe", at: At = None, json: Json = False) -> None:
    """查看条款对照：条款目录，以及每一项的数值、条款和依据。"""
    found = policy_at(office, at)
    rows: list[dict[str, Any]] = [
        {
            "key": key,
            "value": written(getattr(found.values, key.partition(".")[2]))
            if key.startswith("values.")
            else None,
            "clause": cite.clause,
            "basis": str(cite.basis),
            "serves": cite.serves,
            "note": cite.note,
        }
        for key, cite in cited(found).items()
    ]
    listed = [
        {"clause": name, "gist": c.gist, "status": c.status, "why": c.why}
        for name, c in found.clauses.items()
    ]
    report = _about(found) | {"clauses": listed, "cited": rows}
    if json:
        document(report)
        return
    say(f"{found.office.name}：{found.office.scheme}，自{found.in_force}起施行")
    table(
        "条款目录",
        ("条款", "概括", "软件", "说明"),
        [(c["clause"], c["gist"], STATUS[c["status"]], c["why"]) for c in listed],
    )
    table(
        "各项依据",
        ("项", "取值", "依据", "说明"),
        [(r["key"], _short(r["value"]), ground(r["clause"], r["basis"]), r["note"]) for r in rows],
    )


def _about(found: Policy) -> dict[str, Any]:
    return {
        "office": found.office.id,
        "name": found.office.name,
        "scheme": found.office.scheme,
        "in_force": found.in_force.isoformat(),
        "digest": found.digest,
        "silent_on": sorted(found.silent_on),
    }


def _short(value: Any) -> str:
    if value is None:
        return ""
    text = value_words(value)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


@app.command(cls=Command)
def check(
    file: Annotated[str, typer.Argument(metavar="文件", help="政策文件，或自带单位的名称")],
    at: At = None,
    json: Json = False,
) -> None:
    """严格检查一个政策文件：写法、取值、条款是否齐全，与程序是否一一对应。"""
    on = options.day(at, "--at") if at else beijing_day(clock.now())
    try:
        found = load_policy(file, on)
        check_policy(found)
        check_amendments(policy_text(file))
    except PolicyError as error:
        report = {"file": file, "valid": False}
        raise Refused([reason(str(error))], report) from None
    if json:
        document({"file": file, "valid": True} | _about(found))
    else:
        say(f"{file}：检查通过({found.office.name}，自{found.in_force}起施行)")


@app.command("clauses", cls=Command)
def clauses_(office: OfficeName = "guanghe", at: At = None, json: Json = False) -> None:
    """条款 → 规则 → 测试：每一条由哪些规则、步骤和期限落实，有哪些测试。"""
    found, marked = policy_at(office, at), marked_tests()
    rows: list[dict[str, Any]] = [
        {
            "clause": row.clause,
            "gist": row.gist,
            "status": row.status,
            "why": row.why,
            "rules": list(row.cited),
            "serves": list(row.serves),
            "tests": tests_of(row, marked) if marked is not None else None,
        }
        for row in clauses(found)
    ]
    if json:
        document(_about(found) | {"clauses": rows})
        return
    table(
        "条款 → 规则 → 测试",
        ("条款", "概括", "软件", "落实它的各项", "测试"),
        [
            (r["clause"], r["gist"], STATUS[r["status"]], "\n".join(r["rules"]), _tests(r["tests"]))
            for r in rows
        ],
    )
    if marked is None:
        say("这里没有测试的源文件，所以没有列出测试；在源代码目录中运行可以看到。")


def _tests(tests: list[str] | None) -> str:
    if not tests:
        return ""
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    return "\n".join([f"{len(tests)}个，在", *files])


@app.command("provisional", cls=Command)
def provisional_(
    words: Annotated[list[str] | None, typer.Argument(metavar="词", help=WORDS)] = None,
    short: Annotated[
        bool, typer.Option("--short", help="一项一行：项、取值、依据和采用的号数")
    ] = False,
    office: OfficeName = "guanghe",
    at: At = None,
    json: Json = False,
) -> None:
    """待领导小组审定采用的口径，以及每一项决定什么；有数据库时注明已采用的号数。"""
    found, adopted = policy_at(office, at), _adopted()
    every = [_provisional(found, p, adopted) for p in provisional(found)]
    rows = [row for row in every if all(word in _told_of(row) for word in words or ())]
    waiting = sum(1 for row in rows if row["adopted"] is None)
    if json:
        document(_about(found) | {"waiting": waiting, "provisional": rows})
        return
    if not rows:
        say(f"暂定的口径共{len(every)}项，没有一项含“{'”“'.join(words or ())}”")
        return
    if short:
        table("暂定的口径", ("项", "取值", "依据", "采用"), map(_briefly, rows))
        say(f"{len(rows)}项，待审定{waiting}项；决定什么、为什么：不写 --short")
        return
    table(
        "暂定的口径",
        ("项", "取值", "依据", "决定什么", "说明", "采用"),
        [
            (
                r["key"],
                _short(r["value"]),
                ground(r["clause"], r["basis"]),
                r["decides"]["text"],
                r["note"],
                _number(r),
            )
            for r in rows
        ],
    )
    say(
        f"待审定{waiting}项(援引上位规定的只作临时口径)；"
        "审定采用：kaohe policy adopt 项 --number 号数 --as 组长的登录名"
    )


def _told_of(row: dict[str, Any]) -> str:
    """Everything that is told of an entry, to look for a word in."""
    decides = row["decides"]
    stages = [stage for move in decides["moves"] for stage in move["stages"]]
    parts = [row["key"], _said(row), ground(row["clause"], row["basis"]), row["note"]]
    return "\n".join([*parts, decides["text"], *stages])


def _briefly(row: dict[str, Any]) -> tuple[str, ...]:
    """An entry in one line; of a rule, move or deadline its note stands for a value."""
    said = _said(row) or row["note"]
    brief = said if len(said) <= WIDEST else f"{said[: WIDEST - 1]}…"
    return row["key"], brief, ground(row["clause"], row["basis"]), _number(row)


def _said(row: dict[str, Any]) -> str:
    return "" if row["value"] is None else value_words(row["value"])


def _number(row: dict[str, Any]) -> str:
    return (row["title"] or "").removeprefix("《方案》解释口径")


def _provisional(found: Policy, each: Provisional, adopted: Sequence[Adoption]) -> dict[str, Any]:
    """One entry that awaits adoption, or the number under which just this was adopted."""
    key = f"{each.kind}.{each.name}"
    said = said_of(found, key)
    made = next((a for a in adopted if (a.key, a.said) == (key, said)), None)
    return {
        "key": key,
        "value": written(each.value),
        "clause": each.cite.clause,
        "basis": str(each.cite.basis),
        "note": each.cite.note,
        "decides": deciding(key).document(),
        "adopted": made.number if made else None,
        "interim": each.cite.basis is Basis.REFERRED,
        "title": made.title if made else None,
    }


@app.command(cls=Command)
def diff(
    old: Annotated[str, typer.Argument(metavar="旧", help=SETS)],
    new: Annotated[str, typer.Argument(metavar="新", help="同上")],
    json: Json = False,
) -> None:
    """比较两套口径：哪些不同，涉及谁、哪个阶段、哪一步，逐项注明条款和依据。"""
    report = difference(rule_set(old), rule_set(new))
    if json:
        document(report)
        return
    ends = [f"自{report[end]['in_force']}起施行({report[end]['digest'][:8]})" for end in ENDS]
    say(f"{old}：{ends[0]}", f"{new}：{ends[1]}")
    table(
        "不同之处",
        ("项", "改动", "依据", "涉及"),
        [(c["key"], c["text"], _grounds(c), c["concerns"]["text"]) for c in report["changes"]],
    )
    say("已启动的季度仍按启动时留存的口径；新口径只用于其施行之日及以后启动的季度。")


def _grounds(change: dict[str, Any]) -> str:
    found = [
        ground(end["clause"], end["basis"]) for e in ENDS if (end := change[e]) and end["clause"]
    ]
    return " → ".join(dict.fromkeys(found))


def _adopted() -> Sequence[Adoption]:
    try:
        with at_desk() as desk, desk.database.read() as connection:
            return adoptions(connection, desk.office.id)
    except (DatabaseError, Refused):
        return ()


@app.command(cls=Command)
def adopt(
    key: Annotated[str, typer.Argument(metavar="项", help="如 values.band_good 或 band_good")],
    number: Annotated[str, typer.Option("--number", metavar="号数", help="《方案》解释口径第几号")],
    as_: As,
    at: RehearsedAt = None,
    json: Json = False,
) -> None:
    """领导小组审定采用一项口径，编为《方案》解释口径第n号；方案明文不能另作规定。

    援引上位规定而文本待补的各项，只能作为临时口径采用。
    """
    place = options.whole(number, "--number", 1)
    with at_desk(writing=True) as desk:
        moment = desk.at(at, acting=True)
        actor = desk.person(as_, "--as")
        answer = adopt_key(desk.office, key, place, actor.id, moment)
        with desk.database.read() as connection:
            known = adoptions(connection, desk.office.id)
    made = next((a for a in known if a.number == place), None)
    found, title = (made.key, made.title) if made else (key, None)
    report = {"done": answer.done, "key": found, "number": place, "seq": answer.seq}
    report |= {"title": title, "interim": made.interim if made else None}
    report["at"] = beijing_text(moment)
    if not answer.done:
        raise Refused(reasons_of(answer.obstacles), report)
    if json:
        document(report)
    else:
        say(f"“{found}”已作为{title}审定采用，留痕第{answer.seq}行")
