"""Names go by strokes: fewer first, then 横 竖 撇 点 折; what is not known comes last."""

from hashlib import sha256

import pytest

from rules.strokes import TABLE, by_strokes, places


@pytest.mark.parametrize(
    "names",
    [
        ("丁一", "马二", "王三", "司马光", "刘四", "李五", "陈六", "欧阳修", "赵七", "戴八"),
        (
            "王芳",
            "牛犇",
            "毛毛",
            "文静",
            "方正",
            "尹航",
            "邓超",
        ),  # four strokes: 横撇撇点点折折
        ("于谦", "万里", "马云"),
        ("石磊", "龙飞", "田野", "白雪", "冯刚", "司徒"),
        ("张伟", "张芳", "陈晨"),  # seven strokes each; one surname stays together
        ("王一", "王一二", "王二"),  # one character before two, and these by the second
        ("邬江", "祁同", "阮籍", "纪昀"),
    ],
)
def test_names_stand_as_a_clerk_would_put_them(names: tuple[str, ...]) -> None:
    mixed = list(names)
    mixed.reverse()
    assert sorted(mixed, key=by_strokes) == list(names)


def test_signs_outside_the_table_come_last_and_in_a_fixed_order() -> None:
    names = ["𠮷田", "Anna", "阿卜杜拉·买买提", "王五", "", "\U00030000x", "龘", "干部12", "干部3"]
    found = sorted(names, key=by_strokes)
    names.reverse()
    assert found == sorted(names, key=by_strokes)
    assert found[:2] == ["", "干部12"]
    assert found[-3:] == ["Anna", "𠮷田", "\U00030000x"]


@pytest.mark.parametrize(
    ("sign", "strokes"),
    [("一", 1), ("丁", 2), ("马", 3), ("王", 4), ("邓", 4), ("司", 5), ("刘", 6), ("陈", 7),
     ("欧", 8), ("赵", 9), ("皙", 13), ("戴", 17), ("龘", 48)],
)  # fmt: skip
def test_a_character_stands_in_the_line_of_its_strokes(sign: str, strokes: int) -> None:
    lines = dict(line.split(" ") for line in TABLE.read_text(encoding="utf-8").splitlines())
    assert sign in lines[str(strokes)]


def test_the_table_is_the_one_its_readme_tells_of() -> None:
    told = TABLE.with_name("README.md").read_text(encoding="utf-8")
    assert sha256(TABLE.read_bytes()).hexdigest() in told
    assert f"{len(places()):,}" in told
    assert len(places()) == len(TABLE.read_text(encoding="utf-8").translate(_NOT_SIGNS))


_NOT_SIGNS = dict.fromkeys(map(ord, "0123456789 \n"))
