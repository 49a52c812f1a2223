"""Playing under a virtual clock: scenario files that officials write, and the demonstration."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from cli import options, show_play
from cli.desk import at_desk, keep_seed, mail_folder
from cli.options import Json
from cli.show import Refused, document, progress, reason, say
from cli.usage import Command, Misuse, Spoken
from rules.calendar import Quarter, period_title
from rules.policy import PolicyError
from rules.words import minute_words
from storage.clear import clear_demo, kinds
from storage.database import Database, open_database
from workflow.demo import BUSY, MOMENTS, run_demo, run_live_demo, run_year_demo
from workflow.play import play as play_scenario
from workflow.report import play_report
from workflow.scenario import Act, Scenario, load_scenario
from workflow.verdict import failed_expectations

app = typer.Typer(cls=Spoken)
DEMO_DATABASE = "sqlite:///kaohe-demo.db"
PORT = "8000"
AFTER_QUARTER = 31
"""Days it takes from the end of a quarter to its last notice, more or less."""
MAILDIR = ("new", "cur", "tmp")
DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="地址", help="数据库，如 sqlite:///文件")
]


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        database.dispose()


@app.command(cls=Command)
def play(
    files: Annotated[list[Path], typer.Argument(metavar="文件…", help="情景文件(TOML)")],
    database: DatabaseUrl = None,
    json: Json = False,
) -> None:
    """演练情景文件，核对其中的期望。

    每个文件各用一个临时数据库，不涉及正式数据；写明 --database 时(只限一个文件、空数据库)把
    结果留下，供 case、explain、journal、verify 等命令查看。
    """
    if database is not None and len(files) > 1:
        raise Misuse("--database 只能用于一个情景文件")
    scenarios = [load_scenario(file) for file in files]
    reports = [_played(scenario, database, quiet=json) for scenario in scenarios]
    if not json:
        for report in reports:
            show_play.show_report(report)
    elif len(reports) == 1:
        document(reports[0])
    else:
        document(reports)
    paired = zip(files, reports, strict=True)
    _complain([f"{file.name}：{text}" for file, report in paired for text in report["failures"]])


def _complain(failures: list[str]) -> None:
    """Leave with exit code 1 if anything came out otherwise; the document is out already."""
    if failures:
        raise Refused([reason(text) for text in failures], printed=True)


def _played(scenario: Scenario, url: str | None, *, quiet: bool) -> dict[str, Any]:
    """Play one scenario and judge its expectations."""
    if url is not None:
        with _opened(url) as database:
            if kinds(database) is not None:
                raise Misuse("--database 须指明一个空数据库，这一个里已经有数据，没有改动它")
            report = _play_in(database, scenario, quiet=quiet)
            keep_seed(database, scenario.digest)
            return report
    with (
        TemporaryDirectory(prefix="kaohe-play-") as folder,
        _opened(f"sqlite:///{folder}/play.db") as database,
    ):
        return _play_in(database, scenario, quiet=quiet)


def _play_in(database: Database, scenario: Scenario, *, quiet: bool) -> dict[str, Any]:
    start = scenario.quarters[0].first
    length = (scenario.until.date() - start).days
    with progress(scenario.title, length, shown=not quiet) as passed:

        def tell(at: datetime, _act: Act | None) -> None:
            passed((at.date() - start).days)

        try:
            played = play_scenario(scenario, database, progress=tell)
        except PolicyError as error:
            raise Misuse(str(error)) from None
    report = play_report(played)
    report["failures"] = [*report["failures"], *failed_expectations(scenario.expect, report)]
    return report


@app.command(cls=Command)
def demo(
    people: Annotated[str, typer.Option("--people", metavar="人数", help="参加考核的人数")] = "36",
    quarter: Annotated[
        str, typer.Option("--quarter", metavar="季度", help="演示哪个季度")
    ] = "2026Q3",
    year: Annotated[
        str | None, typer.Option("--year", metavar="年度", help="演示整个年度，如 2025")
    ] = None,
    database: DatabaseUrl = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="演示到中途，在网页上接着办，可以以各种角色登录")
    ] = False,
    moment: Annotated[
        str | None,
        typer.Option(
            "--moment", metavar="名称", help=f"与 --serve 同用：停在哪一步(不写时为 {BUSY})"
        ),
    ] = None,
    port: Annotated[
        str, typer.Option("--port", metavar="端口", help="与 --serve 同用：网页的端口")
    ] = PORT,
    json: Json = False,
) -> None:
    """演示：一个街道机关的一个季度，逐日走完全部阶段；写明 --year 时走完四个季度和年度考核。

    人员是虚构的，日历、程序和邮件是真的。结果留在 kaohe-demo.db 和 kaohe-demo-mail/，再次
    演示时只覆盖演示自己的数据。

    --moment 可以写：计划、小结、评鉴、研究、反馈、公示、办结、年度。
    """
    if serve and (json or year):
        raise Misuse(f"--serve 和 {'--json' if json else '--year'} 不能同时使用")
    if moment is not None and not serve:
        raise Misuse("--moment 须与 --serve 同时使用")
    if moment is not None and moment not in MOMENTS:
        known = "、".join(MOMENTS)
        raise Misuse(f"--moment 没有“{moment[:20]}”这一步，可以写：{known}")
    number = options.whole(people, "人数", 1)
    if serve:
        _serve(number, options.quarter(quarter), moment or BUSY, database or DEMO_DATABASE, port)
        return
    period = options.period(year) if year else options.quarter(quarter)
    if year and not isinstance(period, int):
        raise Misuse(f"--year 应写成“2025”的形式，不能是“{year[:20]}”")
    with _opened(database or DEMO_DATABASE) as opened:
        clear_demo(opened)
        report = _demonstrated(opened, number, period, quiet=json)
        report["keys"] = str(keep_seed(opened, report["digest"]))
        address = str(opened.url)
    if json:
        document(report)
    else:
        show_play.show_demo(report)
        _what_next(report, address)
    _complain(report["failures"])


def _serve(people: int, quarter: Quarter, moment: str, url: str, port: str) -> None:
    """Play up to a moment and open the web there; stopped like any server."""
    web = import_module("cli.serve")  # here alone: it takes a second
    place = web.listening("127.0.0.1", options.whole(port, "--port", *web.PORTS))
    with _opened(url) as database:
        clear_demo(database)
        folder = _emptied(mail_folder(database))
        with progress(quarter.title, (quarter.last - quarter.first).days, shown=True) as passed:

            def tell(at: datetime, _words: str) -> None:
                passed((at.date() - quarter.first).days)

            report = run_live_demo(
                database, people=people, quarter=quarter, mail_folder=folder, moment=moment,
                progress=tell,
            )  # fmt: skip
        keep_seed(database, report["digest"])
        _complain(report["failures"])
        address = str(database.url)
    with at_desk(writing=True, url=address) as desk:
        stands = minute_words(desk.now())
        say(f"演示停在{stands}，{MOMENTS[moment]}。在网页上可以让时间继续走。")
        others = "、".join(name for name in MOMENTS if name != moment)
        say(f"要停在别的一步，加 --moment 名称：{others}")
        web.serve_desk(desk, place)


def _demonstrated(
    database: Database, people: int, period: Quarter | int, *, quiet: bool
) -> dict[str, Any]:
    """Give the demonstration of a quarter or of a year, with its progress."""
    folder = _emptied(mail_folder(database))
    first = Quarter(period, 1).first if isinstance(period, int) else period.first
    last = Quarter(period, 4).last if isinstance(period, int) else period.last
    title = period_title(str(period))
    length = (last - first).days + AFTER_QUARTER
    with progress(title, length, shown=not quiet) as passed:

        def tell(at: datetime, _words: str) -> None:
            passed((at.date() - first).days)

        if isinstance(period, int):
            return run_year_demo(
                database, people=people, year=period, mail_folder=folder, progress=tell
            )
        return run_demo(database, people=people, quarter=period, mail_folder=folder, progress=tell)


def _emptied(folder: Path) -> Path:
    """The mail folder without the mails of an earlier demonstration; nothing else is removed."""
    for part in MAILDIR:
        for mail in sorted((folder / part).glob("*")):
            if mail.is_file() and not mail.is_symlink():
                mail.unlink()
    return folder


def typed() -> str:
    """How the command is called from here: by its name, or by its path if it is not at hand."""
    if shutil.which("kaohe"):
        return "kaohe"
    called = Path(sys.argv[0])
    if called.is_absolute() and called.is_relative_to(Path.cwd()):
        called = called.relative_to(Path.cwd())
    return str(called) if called.name == "kaohe" else "kaohe"


def _what_next(report: Mapping[str, Any], address: str) -> None:
    first = report["cases"][0]["who"]
    years = [f"  {typed()} year {year['year']}" for year in report["years"]]
    say(
        "",
        f"数据库 {report['database']}",
        f"邮件 {report['mail_folder']}/new/",
        f"密钥种子 {report['keys']}/(演示用，不保护任何东西)",
        "接着可以看，先执行：",
        f"  export KAOHE_DATABASE_URL={address}",
        *years,
        f"  {typed()} explain {first} {report['quarter']}",
        f"  {typed()} journal --case {first}",
        f"  {typed()} verify",
    )
