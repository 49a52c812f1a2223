"""Sentences of refusals as people at a page read them: names of fields and moves put in words.

The rules' sentences serve the shell and programs too, and name fields as these write them.
"""

import re

from web.labels import LABELS

OWN = {"notes": "评分说明", "reason": "理由", "reasons": "理由", "who": "是谁", "weight": "权重"}
_PATH = re.compile(r"^([a-z_]+(?:\.[^：]+)?)：")
_MOVE = re.compile(r"\(([a-z_]+(?:[ 、或]+[a-z_]+)*)(?:，([^()]*))?\)")
_FIELD = re.compile(r" ?\b(notes|reasons?|who|goal|kind|level|number|section)\b ?")


def plain(text: str) -> str:
    """A sentence without the names that programs use."""
    text = _PATH.sub(lambda found: f"{_path(found[1])}：", text)
    text = _MOVE.sub(lambda found: f"({found[2]})" if found[2] else "", text)
    return _FIELD.sub(lambda found: f"“{_word(found[1])}”", text)


def _path(path: str) -> str:
    """Where a field stands: items.0.weight is 第1项权重."""
    parts = path.split(".")
    if parts[0] == "items" and len(parts) > 1 and parts[1].isdigit():
        return f"第{int(parts[1]) + 1}项" + "".join(_word(part) for part in parts[2:])
    return "".join(_word(part) if part.isascii() else f"“{part}”" for part in parts)


def _word(name: str) -> str:
    return OWN.get(name) or LABELS.get(name) or name
