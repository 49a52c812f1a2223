"""Commands that explain themselves in Chinese: help, mistakes in usage, and the last resort.

The library's own sentences are English, so help is written here and its exceptions are put into
Chinese by what they carry. Whatever else goes wrong becomes one sentence, never a traceback,
unless KAOHE_DEBUG is set.
"""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from inspect import cleandoc
from shutil import get_terminal_size
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

PROGRAM = "kaohe"
NARROWEST, WIDEST = 60, 100
MISUSE = 2
_CLOSING = "，。；：、)）”"


def width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def folded(text: str, room: int) -> list[str]:
    """The lines of a text, none wider than `room` columns; words of Latin letters stay whole.

    A line begins with no closing sign where there is room to take the sign before it along.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []
        for piece in pieces(paragraph):
            if line and width("".join(line) + piece.rstrip()) > room:
                carried: list[str] = []
                while len(line) > 1 and (carried or [piece])[0][0] in _CLOSING:
                    carried.insert(0, line.pop())
                if width("".join(carried) + piece.rstrip()) > room:
                    line, carried = line + carried, []
                lines.append("".join(line).rstrip())
                line = carried
            line.append(piece if line else piece.lstrip())
        lines.append("".join(line).rstrip())
    return lines


def pieces(text: str) -> Iterable[str]:
    """What may not be broken: one wide sign, or a run of narrow ones with the blank after it."""
    run = ""
    for sign in text:
        if width(sign) > 1 or sign == " ":
            if sign == " ":
                run += sign
            if run:
                yield run
                run = ""
            if sign != " ":
                yield sign
        else:
            run += sign
    if run:
        yield run


def _table(rows: Sequence[tuple[str, str]], room: int) -> list[str]:
    """Two columns: names, and what they mean."""
    left = max((width(name) for name, _ in rows), default=0)
    lines: list[str] = []
    for name, meaning in rows:
        texts = folded(meaning, max(room - left - 4, 20)) or [""]
        lines.append(f"  {name}{' ' * (left - width(name))}  {texts[0]}".rstrip())
        lines += [f"{' ' * (left + 4)}{text}".rstrip() for text in texts[1:]]
    return lines


def _described(param: Any) -> tuple[str, str]:
    """One parameter of a command as people read it: how it is written, what it means."""
    if "--help" in param.opts:
        return "--help", "显示本说明"
    if param.param_type_name == "argument":
        name, optional = _shown(param), "可不写"
    else:
        value = "" if getattr(param, "is_flag", False) else f" {_shown(param)}"
        name, optional = f"{'、'.join(param.opts)}{value}", ""
    notes = ["必填"] if param.required else [optional] if optional else []
    if not param.required and isinstance(param.default, str) and param.default:
        notes = [f"不写时为 {param.default}"]
    return name, (param.help or "") + (f"({'；'.join(notes)})" if notes else "")


def _shown(param: Any) -> str:
    return str(param.metavar or (param.name or "").upper())


def help_text(command: Any, ctx: Any, commands: Sequence[tuple[str, str]] = ()) -> str:
    """The whole help of a command."""
    room = min(max(get_terminal_size().columns, NARROWEST), WIDEST)
    params = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    arguments = [p for p in params if p.param_type_name == "argument"]
    needed = [_described(p)[0] for p in params if p.required and p not in arguments]
    named = [_shown(p) for p in arguments]
    usage = [ctx.command_path, *needed, "[选项]", *named, *(["命令 …"] if commands else [])]
    lines = [f"用法：{' '.join(usage)}", "", *folded(cleandoc(command.help or ""), room)]
    options = [p for p in params if p not in arguments]
    for title, rows in (
        ("参数", [_described(p) for p in arguments]),
        ("命令", commands),
        ("选项", [_described(p) for p in options]),
    ):
        if rows:
            lines += ["", f"{title}：", *_table(rows, room)]
    return "\n".join(lines)


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help of the command."""
        return help_text(self, ctx)


class Spoken(TyperGroup):
    """A group of commands that is Chinese in its help and whenever something goes wrong."""

    command_class = Command

    def get_help(self, ctx: Any) -> str:
        """The help of the group with the list of its commands."""
        return help_text(self, ctx, self.summaries(ctx))

    def summaries(self, ctx: Any) -> list[tuple[str, str]]:
        """The commands of the group with the first line of their help."""
        listed = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, cleandoc(made.help or "").split("\n")[0]) for name, made in listed if made]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is called; a name that does not exist is said in Chinese."""
        name = args[0]
        found = self.get_command(ctx, name)
        if found is None and not name.startswith("-"):
            near = get_close_matches(name, self.list_commands(ctx))
            hint = f"；是不是要 {near[0]}" if near else ""
            raise Misuse(f"没有“{name}”这个命令{hint}", ctx.command_path)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line and leave with its exit code."""
        from cli.trouble import told

        del prog_name, standalone_mode  # always ours: else the library speaks, and in English
        given = list(sys.argv[1:] if args is None else args)
        try:
            done = super().main(given, PROGRAM, complete_var, False, windows_expand_args, **extra)
        except Exception as error:  # noqa: BLE001 - the last resort: one sentence, no traceback
            sys.exit(told(error, given))
        sys.exit(done if isinstance(done, int) else 0)


class Misuse(typer.TyperException):
    """A wrong use of the command line: nothing was done, exit code 2."""

    exit_code = MISUSE

    def __init__(self, message: str, command: str = "") -> None:
        """Say what is wrong; `command` names whose help to read."""
        super().__init__(message)
        self.command = command


def usage_sentence(error: Any) -> str:
    """What the library complains of, in Chinese; it tells by the kind of error and its parts."""
    text, param = str(getattr(error, "message", "")), getattr(error, "param", None)
    named = _described(param)[0] if param else "参数"
    match type(error).__name__:
        case "Misuse":
            said = text
        case "MissingParameter":
            said = f"缺少 {named}"
        case "NoSuchOption":
            near = " 或 ".join(sorted(error.possibilities or ()))
            said = f"没有 {error.option_name} 这个选项" + (f"；是不是要 {near}" if near else "")
        case "BadOptionUsage":
            said = f"{error.option_name} 后面" + (
                "须写明取值" if "requires" in text else "不能带取值"
            )
        case "BadParameter":
            said = f"{named} 的取值不对"
        case _ if "unexpected extra" in text:
            said = f"多出了不认识的内容 {text[text.rfind('(') :]}"
        case _:
            said = "须写明命令" if "Missing command" in text else "用法有误"
    return said
