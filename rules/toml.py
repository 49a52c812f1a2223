"""Reading TOML that people write: what is wrong, in Chinese, at which line and column.

The library's sentences are English; they are told by what they mean, and stand in brackets at the
end for whoever looks them up.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

_MEANINGS: Mapping[str, str] = {
    "Expected '=' after a key": "名称后面缺少等号",
    "Invalid initial character for a key": "这里应写名称，中文名称须加英文引号",
    "Invalid value": "取值的写法不对：文字要加英文引号，日期写成 2026-07-03",
    "Unclosed array": "列表没有写完：各项之间用英文逗号，末尾用 ]",
    "Unclosed inline table": "花括号没有写完：各项之间用英文逗号，写在同一行内，末尾用 }",
    "Expected newline or end of document": "一项写完以后又多出了内容",
    "Invalid statement": "这一行既不是“名称 = 值”，也不是表头；中文名称须加英文引号",
    "Cannot overwrite a value": "同一项写了两次",
    "Duplicate inline table key": "花括号里同一项写了两次",
    "Cannot declare": "同一个表写了两次",
    "Cannot redefine namespace": "同一个表写了两次",
    "Cannot mutate immutable namespace": "已经写完的列表或花括号不能再补写",
    "Expected ']": "表头的方括号没有写全",
    "Unterminated string": "引号没有写全",
    "Illegal character '\\n'": "引号没有写全，文字要写在一行之内",
    "Illegal character": "含有不能用的字符",
    "Found invalid character": "含有不能用的字符",
    "Unescaped": "引号里的反斜杠要写成两个",
    "Escaped character": "反斜杠后面的字符代码不对",
    "Invalid hex value": "反斜杠后面的字符代码不对",
    "Invalid date or datetime": "没有这个日期或时刻，须写成 2026-07-03 或 2026-07-03T09:00:00",
    "Expected '\"": "引号没有写全",
    'Expected "': "引号没有写全",
    "Expected": "这里的写法不对",
}
"""By how the library's sentence begins, the longer first."""
_WIDE = "“”‘’＝，｛｝［］：；＃"
_SHOWN = 40


class TomlError(ValueError):
    """A text that is no TOML; the sentence names line and column and what is wrong there.

    `plain` is the same without the library's own words.
    """

    @property
    def plain(self) -> str:
        """The sentence in Chinese alone."""
        return re.sub(r"\(原文 .*\)$", "", str(self), flags=re.DOTALL)


def read_toml(text: str) -> dict[str, Any]:
    """Read a TOML text; TomlError, in Chinese, if it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlError(_told(text, str(error))) from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets a thousand deep; neither says its place.
        raise TomlError("数字过长或括号层数过多，不能读取") from None


def _told(text: str, said: str) -> str:
    lines = text.split("\n")
    place = re.search(r"\(at line (\d+), column (\d+)\)", said)
    number, column = (int(place[1]), int(place[2])) if place else (_last(lines), 0)
    shown = lines[min(number, len(lines)) - 1]
    if said.startswith("Invalid initial character") and column > len(shown.rstrip()):
        said = said.replace("Invalid initial character for a key part", "Unclosed inline table")
    meaning = next((m for start, m in _MEANINGS.items() if said.startswith(start)), "写法不对")
    wide = sorted({sign for sign in _outside_quotes(shown) if sign in _WIDE}, key=_WIDE.index)
    if wide:
        meaning += f"；这一行有中文标点 {' '.join(wide)}，请改用英文标点"
    where = f"第{number}行第{column}列" if column else f"第{number}行(文件末尾)"
    original = re.sub(r" \(at .*\)$", "", said)
    return f"{where}：{meaning}：“{shown.strip()[:_SHOWN]}”(原文 {original})"


def _last(lines: list[str]) -> int:
    """The number of the last line on which something stands."""
    return max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"|\'[^\']*\'', "", line.partition("#")[0])


def table_lines(text: str, key: str, count: int) -> list[int]:
    """The lines on which the tables of an array begin, in order; empty if that cannot be told.

    Both ways of writing are known: `[[key]]` headers, and `key = [` with a `{` on each line.
    """
    lines = text.split("\n")
    header = re.compile(rf"\s*\[\[\s*{re.escape(key)}\s*\]\]")
    found = [n for n, line in enumerate(lines, 1) if header.match(line)]
    found = found or list(_entries(lines, key.rpartition(".")[2]))
    return found if len(found) == count else []


def _entries(lines: list[str], name: str) -> Iterator[int]:
    """The lines of the inline tables of `name = [ … ]`: those as far in as the first."""
    start = re.compile(rf"\s*{re.escape(name)}\s*=\s*\[\s*(#.*)?$")
    inside, indent = False, None
    for number, line in enumerate(lines, 1):
        if not inside:
            inside = start.match(line) is not None
            continue
        if line.startswith("]"):
            return
        if line.lstrip().startswith("{"):
            deep = len(line) - len(line.lstrip())
            indent = deep if indent is None else indent
            if deep == indent:
                yield number
