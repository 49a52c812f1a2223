"""The entry point: what commands there are; each command's module is loaded when it is called."""

import os
import sys
from codecs import lookup
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.main import get_group

from cli.usage import Spoken

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("rehearse", "演示：一个街道机关的一个季度，逐日走完全部阶段"),
    "play": ("rehearse", "演练情景文件，核对其中的期望"),
    "init": ("begin", "在本机建立一个单位：密钥、数据库、人员"),
    "settings": ("begin", "列出环境变量及其现在的取值"),
    "open": ("run", "由考核办启动一个季度"),
    "serve": ("serve", "开通网页：在浏览器中办理，并按时作到期处理"),
    "password": ("serve", "发放一个人的初始密码，供其登录网页"),
    "tick": ("clockwork", "到期处理一次，或者预演某一时刻将办理什么"),
    "due": ("clockwork", "谁应办什么、到哪天为止、逾期多久"),
    "case": ("case", "一名同志一个季度的考核事项"),
    "act": ("run", "以某人的身份办理一件事"),
    "explain": ("case", "得分、等次和名额是怎么来的，逐项注明条款"),
    "journal": ("journal", "查看工作留痕"),
    "verify": ("verify", "留痕校验：链条、签名、数据与留痕是否一致"),
    "checkpoint": ("journal", "留痕封存：签出一份交监督人员保存的记录"),
    "replay": ("whatif", "把过去的一个季度按另一套口径重判，逐人列出不同(不写入)"),
    "analysis": ("analysis", "综合分析：按机构、分管领导、等次、季度汇总考核结果"),
    "policy": ("policy", "条款对照：查看、检查、待审定的口径、审定采用"),
    "import": ("bring", "导入人员名单、年度工作日历、政策文件"),
    "score": ("score", "计算平时考核得分及其对应等次(参考)"),
    "quota": ("calculate", "“好”等次名额"),
    "outstanding": ("following", "一贯表现优秀名单：最近几个季度都好的人"),
    "reports": ("supervision", "向监督人员反映的问题：只有监督人员可以查看"),
    "flags": ("supervision", "反映异议后得分降低的：只有领导小组成员可以查看"),
    "annual": ("calculate", "由各季度等次测算年度考核的限制"),
    "year": ("year", "一个年度：四个季度的等次、有关限制、已登记的年度等次"),
    "workdays": ("calculate", "推算工作日"),
}
GROUPS = frozenset({"policy", "import"})


class OnDemand(Spoken):
    """The commands by name; a module is imported when its command is asked for, never before."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        """The names in the order people read them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        """The command of a name; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        group = get_group(import_module(f"cli.{COMMANDS[cmd_name][0]}").app)
        return group if cmd_name in GROUPS else group.commands[cmd_name]

    def summaries(self, ctx: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - as above
        """The names with one line each, known without loading anything."""
        return [(name, line) for name, (_, line) in COMMANDS.items()]


app = typer.Typer(
    name="kaohe", cls=OnDemand, add_completion=False, rich_markup_mode=None, no_args_is_help=True
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kaohe {version('kaohe')}")
        raise typer.Exit


@app.callback()
def kaohe(
    _: Annotated[
        bool, typer.Option("--version", help="显示版本", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """公务员平时考核：从计划、纪实、评鉴、研究到公示，按条款办理，全程留痕。

    退出码：0 办成；1 被拒绝或者核对未通过(原因在标准错误输出，逐条注明条款)；2 用法有误。
    各命令的用法：kaohe 命令 --help。环境变量见 kaohe settings。
    """


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal said to know no Chinese at all is taken at more than its word.
        if isinstance(stream, TextIOWrapper) and lookup(stream.encoding).name == "ascii":
            stream.reconfigure(encoding="utf-8")
    app(args=[_read(word) for word in sys.argv[1:]])


def _read(word: str) -> str:
    """A word of the command line, which such a terminal hands over as bytes in disguise."""
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word
