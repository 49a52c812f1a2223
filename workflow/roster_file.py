"""A list of people as offices keep it: a CSV file with Chinese headings, read and checked (R02).

Nothing here knows the office: what is wrong with the file itself is found, cell by cell. Files
come out of Excel and WPS, as UTF-8 with or without a mark, or in the national encoding.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from rules.fields import clean_text

LARGEST = 400_000
"""Bytes of a file at most: some five thousand people."""
MOST_ROWS, MOST_COLUMNS, HEADING_WITHIN = 6_000, 40, 10
COLUMNS: Mapping[str, str] = {
    "handle": "登录名",
    "name": "姓名",
    "section": "内设机构",
    "post": "职务",
    "leader": "分管领导",
    "email": "电子邮箱",
    "duties": "职责",
}
"""What is read of a file, by what it is called in the heading."""
ALSO = {
    "工号": "handle", "账号": "handle", "用户名": "handle", "科室": "section", "部门": "section",
    "所在科室": "section", "所在部门": "section", "工作部门": "section", "职务职级": "post",
    "现任职务": "post", "分管负责人": "leader", "邮箱": "email", "电子邮件": "email",
    "角色": "duties",
}  # fmt: skip
"""Other headings that offices use for the same."""
LONGEST = {"handle": 40, "name": 40, "section": 60, "post": 60, "leader": 40, "email": 254,
           "duties": 40}  # fmt: skip
NEEDED = ("handle", "name")
BLANK = frozenset({"-", "—", "－", "/", "无"})
_HANDLE = re.compile(r"[\w.-]+")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_WORKBOOK = "选的是 Excel 工作簿，请在 Excel 或 WPS 中另存为“CSV(逗号分隔)”后再导入"
_FOREIGN = {
    b"PK": _WORKBOOK,
    b"\xd0\xcf\x11\xe0": _WORKBOOK,
    b"%PDF": "选的是 PDF 文件，请导入“CSV(逗号分隔)”文件",
    b"\xff\xfe": "文件的编码是 UTF-16，请另存为“CSV UTF-8(逗号分隔)”后再导入",
    b"\xfe\xff": "文件的编码是 UTF-16，请另存为“CSV UTF-8(逗号分隔)”后再导入",
}


class NotAList(ValueError):
    """A file that cannot be read as a list of people; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A person as the file has them; `number` is the line of the file where the row begins.

    `spoilt` are the columns whose cells do not fit, which are left empty.
    """

    number: int
    handle: str = ""
    name: str = ""
    section: str = ""
    post: str = ""
    leader: str = ""
    email: str = ""
    duties: str = ""
    spoilt: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What tells the row from all others: the login name, or the line where that is spoilt."""
        return self.handle or f"#{self.number}"

    def place(self, column: str) -> str:
        """Where a cell stands, as people find it."""
        return f"第{self.number}行“{COLUMNS[column]}”"


@dataclass
class Read:
    """What a file came to: its rows, what is wrong cell by cell, the headings not used."""

    rows: list[Row] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def decoded(held: bytes) -> str:
    """The text of a file; NotAList if it is none, or too large."""
    if len(held) > LARGEST:
        raise NotAList(f"文件过大，超过{LARGEST // 1000}KB，请核对是不是选错了文件")
    if not held.strip():
        raise NotAList("文件是空的，请核对是不是选错了文件")
    for mark, text in _FOREIGN.items():
        if held.startswith(mark):
            raise NotAList(text)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = held.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise NotAList("不是文本文件，或者编码认不出来；请另存为“CSV UTF-8(逗号分隔)”后再导入")


def read(text: str) -> Read:
    """The rows of a list; NotAList if it has no heading or is no table at all."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text.encode("utf-8", "replace")) > 2 * LARGEST:
        raise NotAList("名单过长，请核对是不是选错了文件")
    lines = _cells(text)
    heading = next((i for i, (_, cells) in enumerate(lines[:HEADING_WITHIN])
                    if "姓名" in [_bare(c) for c in cells]), None)  # fmt: skip
    if heading is None:
        columns = "、".join(COLUMNS.values())
        raise NotAList(f"前{HEADING_WITHIN}行中没有表头“姓名”；表头须用这些名称：{columns}")
    found = Read()
    places = _places(lines[heading][1], found)
    body = [(n, cells) for n, cells in lines[heading + 1 :] if any(c.strip() for c in cells)]
    if not body:
        raise NotAList("表头下面没有人员，请核对")
    for number, cells in body:
        found.rows.append(_row(number, cells, places, found))
    found.troubles += _doubled(found.rows)
    return found


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """The cells of each line with the number of the line, or NotAList."""
    first = text.partition("\n")[0]
    sign = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(StringIO(text), delimiter=sign, strict=True)
    lines: list[tuple[int, list[str]]] = []
    begun = 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise NotAList(f"第{begun}行有{len(cells)}列，超过{MOST_COLUMNS}列，不像人员名单")
            lines.append((begun, cells))
            if len(lines) > MOST_ROWS:
                raise NotAList(f"超过{MOST_ROWS}行，请分成几个文件导入")
            begun = reader.line_num + 1
    except csv.Error:
        raise NotAList(f"第{begun}行的引号不成对或者写法不对，请改正后再导入") from None
    return lines


def _bare(cell: str) -> str:
    """A heading without blanks and without what is said in brackets."""
    return re.sub(r"[\s*]|[(（].*", "", cell)


def _places(heading: Sequence[str], found: Read) -> dict[str, int]:
    """Which column stands where; notes what is missing, doubled or not used."""
    places: dict[str, int] = {}
    known = {title: name for name, title in COLUMNS.items()} | ALSO
    for index, cell in enumerate(heading):
        title = _bare(cell)
        name = known.get(title, "")
        if not name:
            if title and title != "序号" and title.isprintable():
                found.unused.append(title[:20])
        elif name in places:
            found.troubles.append(f"表头“{title}”与另一列是同一项“{COLUMNS[name]}”，请只留一列")
        else:
            places[name] = index
    found.troubles += [f"表头缺少“{COLUMNS[n]}”一列" for n in NEEDED if n not in places]
    return places


def _row(number: int, cells: Sequence[str], places: Mapping[str, int], found: Read) -> Row:
    """One person, with what is wrong noted."""
    values: dict[str, str] = {}
    spoilt = set()
    for name, index in places.items():
        cell = cells[index] if index < len(cells) else ""
        try:
            values[name] = _cell(name, cell)
        except ValueError as why:
            found.troubles.append(f"{Row(number).place(name)}{why}")
            spoilt.add(name)
    return Row(number, **values, spoilt=frozenset(spoilt))


def _cell(name: str, cell: str) -> str:
    """The value of a cell; ValueError (Chinese) if it may not stand there."""
    text = clean_text(cell, LONGEST[name], lines=False)
    if text in BLANK:
        text = ""
    if not text and name in NEEDED:
        raise ValueError("没有填写")
    if text.startswith(_FORMULA):
        raise ValueError(f"以“{text[0]}”开头，像是公式，请改成文字")
    if name == "handle" and not _HANDLE.fullmatch(text):
        raise ValueError("只能用文字、数字和 . _ -，中间不能有空格")
    if name == "email" and text and not (text.isascii() and _EMAIL.fullmatch(text)):
        raise ValueError("不是电子邮箱地址")
    return text


def _doubled(rows: Sequence[Row]) -> Iterator[str]:
    """Login names that stand in more than one row."""
    first: dict[str, int] = {}
    for row in (row for row in rows if row.handle):
        if row.handle in first:
            yield f"{row.place('handle')}“{row.handle}”与第{first[row.handle]}行重复"
        first.setdefault(row.handle, row.number)
