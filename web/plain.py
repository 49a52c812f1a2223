"""Sentences of refusals as people at a page read them: names of fields and moves put in words.

The rules' sentences serve the shell and programs too, and name fields as these write them. What
stands in quotation marks was filled in by somebody and is left as it is.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from rules.rule import Obstacle
from web.labels import CHOICES, LABELS
from workflow.lines import titles

OWN = {
    "notes": "评分说明", "reason": "理由", "reasons": "理由", "who": "是谁", "weight": "权重",
    "level": "目标层级", "section": "内设机构", "item": "对应的指标",
}  # fmt: skip
SHELL = {
    "kaohe policy provisional": "“条款对照”", "kaohe flags": "“得分降低提示”",
    "kaohe verify": "“校验”",
}  # fmt: skip
"""Commands that sentences send people to, and the pages that show the same."""
ENTRIES = {
    "quota": "等次名额", "bpi_weights": "各维度份额", "opi_levels": "发文机关的级别",
    "conduct_measures": "措施的种类", "opi_issuers": "算作发文机关的党委和政府",
    "majority_share": "通过须超过的比例",
}  # fmt: skip
"""Entries of the policy file that its notes name, in words."""
_ASIDE = re.compile(r"\([a-z_]+[a-z_0-9、 =\"]*\)")
_ENTRY = re.compile(r" ?(?<![A-Za-z_])([a-z][a-z_]+)(?![A-Za-z_]) ?")
_QUOTED = re.compile(r"(“[^”]*”)")
_PATH = re.compile(r"(?:^|(?<=[；：，。]))([a-z_]+(?:\.[^：；]+)?)：")
_SERVES = re.compile(r"依据本单位暂行口径\(方案未作规定\)，服务于")
_UNFILLED = re.compile(r"(?<=(?:不能为空|没有填写))(?:，请填写)?\(依据.*\)$")
"""What a clause is no answer to: that something was simply not filled in."""
_WHOSE = re.compile(r"\((?:或 )?--case\)")
_SAID = re.compile(r" ?(?<![A-Za-z_])[a-z_]+\(([一-鿿]+)\)")
_MOVE = re.compile(r"\(([a-z_]+(?:[ 、或]+[a-z_]+)*)(?:，([^()]*))?\)")
_ONE_OF = re.compile(r"须为 ?(\S+(?:、\S+)*) 之一")
_FLAG = re.compile(r" ?(?<![A-Za-z_])true 或 false(?![A-Za-z_]) ?")
_NAMES = "|".join(sorted({*OWN, *(n for n in LABELS if n.islower())}, key=len, reverse=True))
_FIELD = re.compile(rf"(?P<before>.?) ?(?<![A-Za-z_])(?P<name>{_NAMES})(?![A-Za-z_]) ?")
_POINTING = frozenset("在入把成是明")
"""Signs after which a field's name is what the sentence is about; else it repeats words before."""


_COUNT = re.compile(r"所填内容有\d+处需要改正")
_WHERE = re.compile(r"([a-z_]+(?:\.[^：；]+)?)：")


def telling(obstacles: Iterable[Obstacle], model: str = "") -> tuple[Obstacle, ...]:
    """The reasons as a page lists them: the line that only counts the others is left out.

    With the name of a form's model, a field that is not right is called as it is on the form.
    """
    listed = tuple(obstacles)
    told = tuple(o for o in listed if not _COUNT.match(o.text)) or listed
    return tuple(replace(o, text=_called(o.text, model)) for o in told)


def _called(text: str, model: str) -> str:
    """A sentence that begins with a field of a model, by the words beside it on its form."""
    found = _WHERE.match(text)
    label = LABELS.get(f"{model}.{found[1]}") if found else None
    return f"{label.partition('(')[0]}：{text[found.end() :]}" if found and label else text


def wrong(obstacles: Iterable[Obstacle]) -> list[str]:
    """The paths of the fields that are not right, as items.0.weight or bpi.执行力."""
    return [found[1] for o in obstacles if (found := _WHERE.match(o.text))]


def plain(text: str) -> str:
    """A sentence without the names that programs use."""
    text = _SERVES.sub("本单位暂行口径，为落实", _UNFILLED.sub("", text)).replace("KPI指标", "指标")
    text = _PATH.sub(lambda found: f"{_path(found[1])}：", text)
    for command, page in SHELL.items():
        text = text.replace(f" {command}", page)
    return "".join(part if part.startswith("“") else _outside(part) for part in _QUOTED.split(text))


def noted(note: str) -> str:
    """A note of the policy file without the names of its entries."""
    known = {**titles(), **ENTRIES}
    return _ENTRY.sub(
        lambda found: f"“{known[found[1]]}”" if found[1] in known else found[0],
        _ASIDE.sub("", note),
    )


def _outside(text: str) -> str:
    """The same of what stands in no quotation marks."""
    text = _WHOSE.sub("", text)
    text = _SAID.sub(lambda found: f"“{found[1]}”", text)
    text = _MOVE.sub(lambda found: f"({_outside(found[2])})" if found[2] else "", text)
    text = _ONE_OF.sub(lambda found: f"须为{_choices(found[1])}之一", text)
    text = _FLAG.sub("“是”或“否”", text)
    return _FIELD.sub(_field, text)


def _field(found: re.Match[str]) -> str:
    """A field's name as “words”, or nothing after the words themselves."""
    before = found["before"]
    if not before or before in _POINTING or not _chinese(before):
        return f"{before}“{_word(found['name'])}”"
    return before


def _choices(words: str) -> str:
    """The words of a choice in Chinese, each once."""
    said = [CHOICES.get(word, word) for word in words.split("、")]
    chinese = [word for word in said if not word.isascii()]
    return "、".join(dict.fromkeys(chinese or said))


def _chinese(sign: str) -> bool:
    return "一" <= sign <= "鿿"


def _path(path: str) -> str:
    """Where a field stands: items.0.weight is 第1项权重."""
    parts = path.split(".")
    if parts[0] == "items" and len(parts) > 1 and parts[1].isdigit():
        return f"第{int(parts[1]) + 1}项" + "".join(_word(part) for part in parts[2:])
    return "".join(_word(part) if part.isascii() else f"“{part}”" for part in parts)


def _word(name: str) -> str:
    return OWN.get(name) or LABELS.get(name) or name
