"""What is wrong with a policy file, put into Chinese for whoever wrote it (R01)."""

from collections.abc import Iterable, Mapping
from typing import Any

_TROUBLES = {
    "extra_forbidden": "多出了不认识的项",
    "missing": "缺少这一项",
    "enum": "取值不在允许的范围内",
    "literal_error": "取值不在允许的范围内",
    "int_type": "须为整数",
    "greater_than_equal": "不能为负",
    "string_type": "须为文字，加引号",
    "string_pattern_mismatch": "写法不对，请对照自带文件中的同一项",
    "tuple_type": "须为列表，如 [3, 1, 0]",
    "dict_type": "须为表",
    "model_type": "须为表",
}


def explain(errors: Iterable[Mapping[str, Any]], prefix: str) -> str:
    """All that is wrong with a file, the first five, each with its key."""
    parts = []
    for trouble in list(errors)[:5]:
        where = (prefix + ".".join(str(p) for p in trouble["loc"])).rstrip(".")
        said = trouble.get("ctx", {}).get("error")
        what = str(said) if said else _TROUBLES.get(trouble["type"], "取值类型不对")
        parts.append(f"{where} {what}")
    return "；".join(parts) + "。请对照自带的政策文件改正"
