"""What is wrong with a TOML text is told in Chinese, with line, column and the line itself."""

import pytest

from rules.toml import TomlError, read_toml, table_lines

MISTAKES = {
    "no equals sign": ("a = 1\nb 2", "第2行第3列：名称后面缺少等号"),
    "no value": ("a = \n", "第1行第5列：取值的写法不对"),
    "a bare word": ("a = 昨天", "第1行第5列：取值的写法不对"),
    "an open list": ("a = [1,\n2", "第2行(文件末尾)：列表没有写完"),
    "a table over two lines": ("a = { b = 1,\n c = 2 }", "第1行第13列：花括号没有写完"),
    "an open table": ("a = { b = 1", "花括号没有写完"),
    "a Chinese key": ("姓名 = 1", "第1行第1列：这一行既不是"),
    "two of one key": ("a = 1\na = 2\nb = 3", "第2行第6列：同一项写了两次"),
    "two of one table": ("[a]\n[a]", "第2行第3列：同一个表写了两次"),
    "two of one inline key": ("a = { b = 1, b = 2 }", "花括号里同一项写了两次"),
    "an open header": ("[a\nb = 1", "第1行第3列：表头的方括号没有写全"),
    "an open double header": ("[[a]\nb = 1", "第1行第4列：表头的方括号没有写全"),
    "an open quote": ('a = "甲\nb = 1', "第1行第7列：引号没有写全"),
    "an open quote at the end": ('a = "甲', "第1行(文件末尾)：引号没有写全"),
    "an open triple quote": ("a = '''甲", "引号没有写全"),
    "a day that is none": ("a = 2026-02-30", "第1行第5列：没有这个日期或时刻"),
    "two on a line": ("a = 1 b = 2", "第1行第7列：一项写完以后又多出了内容"),
    "a backslash": ('a = "C:\\q"', "引号里的反斜杠要写成两个"),
    "a control sign": ('a = "\x01"', "含有不能用的字符"),
    "Chinese quotes": ("a = “张三”", "这一行有中文标点 “ ”，请改用英文标点"),
    "a wide equals sign": ("a＝1", "这一行有中文标点 ＝，请改用英文标点"),
    "a number too long": ("a = " + "9" * 5000, "数字过长或括号层数过多"),
    "brackets too deep": ("a = " + "[" * 20000, "数字过长或括号层数过多"),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_told_by_place_and_meaning(text: str, said: str) -> None:
    """The library's own sentence comes last, in brackets."""
    with pytest.raises(TomlError) as wrong:
        read_toml(text)
    told = str(wrong.value)
    assert said in told
    head = told.partition("(原文 ")[0]
    assert not any(word in head for word in ("Invalid", "Expected", "Cannot", "Unclosed"))


def test_what_is_right_is_read() -> None:
    """Nothing is added to what the library reads."""
    assert read_toml('a = "张三：“甲”"\n[b]\nc = [1]') == {"a": "张三：“甲”", "b": {"c": [1]}}


def test_the_line_of_a_table_is_found_however_the_tables_are_written() -> None:
    """Headers and inline tables alike; where it cannot be told, nothing is guessed."""
    assert table_lines("[[acts]]\nat = 1\n\n[[acts]]\nat = 2", "acts", 2) == [1, 4]
    inline = "acts = [\n  # 甲\n  { at = 1, with = [\n    { a = 1 },\n  ] },\n  { at = 2 },\n]\n"
    assert table_lines(inline, "acts", 2) == [3, 6]
    assert table_lines("[expect]\ncase = [\n  { who = 1 },\n]", "expect.case", 1) == [3]
    assert table_lines("acts = [ { at = 1 }, { at = 2 } ]", "acts", 2) == []
