"""What the chain of the system tells of accounts: its lines, and each of them as a sentence (R28).

Who signed in, whose password was set by whom, what was refused and what the auditor searched for
stands there; names, login names and addresses stand beside the line, never in it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.calendar import beijing_text
from rules.nouns import ROLE_TITLES, Role
from rules.words import minute_words
from storage.journal import Entry
from storage.work import Work

MADE, SIGNED_IN, SIGNED_OUT = "make_account", "sign_in", "sign_out"
CHANGED, ENDED, DISABLED, ENABLED = (
    "change_password", "end_sessions", "disable_account", "enable_account",
)  # fmt: skip
ENROLLED, DROPPED = "enrol_code", "drop_code"
DENIED, SEARCHED, VERIFIED, SEALED, EXPORTED = (
    "denied", "search_journal", "verify_journal", "seal_journal", "export_journal",
)  # fmt: skip
TITLES: Mapping[str, str] = {
    MADE: "发放初始密码",
    SIGNED_IN: "登录",
    SIGNED_OUT: "退出登录",
    CHANGED: "修改密码",
    ENDED: "结束登录状态",
    DISABLED: "停用账号",
    ENABLED: "恢复账号",
    ENROLLED: "启用动态验证码",
    DROPPED: "停用动态验证码",
    DENIED: "访问被拒绝",
    SEARCHED: "查阅留痕",
    VERIFIED: "留痕校验",
    SEALED: "留痕封存",
    EXPORTED: "导出留痕",
}
"""What people call the acts whose lines stand in the chain of the system."""


def tell(
    work: Work,
    move: str,
    at: datetime,
    actor: str,
    *,
    role: str = "",
    refused: str = "",
    told: Mapping[str, Any] | None = None,
) -> int:
    """Append a line; its number. `told` is personal and stands beside it, as does `refused`."""
    outcome = "refused" if refused else "done"
    beside = {k: v for k, v in (told or {}).items() if v}
    if refused:
        beside["reasons"] = [refused]
    return work.append(Entry(at, actor, role, move, outcome, told=beside or None))


def line_document(
    seq: int,
    at: datetime,
    body: Mapping[str, Any],
    told: Mapping[str, Any],
    names: Mapping[str, str],
) -> dict[str, Any]:
    """What a line of the system's chain tells, with people's names in the place of ids."""
    move, actor = str(body.get("move", "")), str(body.get("actor", ""))
    reasons = told.get("reasons")
    return {
        "seq": seq,
        "at": beijing_text(at),
        "name": names.get(actor) or (_role(str(body.get("role", ""))) if not actor else "(未知)"),
        "move": move,
        "title": TITLES.get(move, move),
        "outcome": body.get("outcome"),
        "whom": names.get(str(told.get("person", ""))),
        "handle": told.get("handle"),
        "address": told.get("address"),
        "asked": told.get("asked"),
        "about": told.get("about"),
        "reasons": [str(r) for r in reasons] if isinstance(reasons, list) else [],
    }


LOOKING = frozenset({SEARCHED, EXPORTED})
"""What the auditor did to look at lines: whom they looked for is theirs to know."""


def _role(role: str) -> str:
    try:
        return ROLE_TITLES[Role(role)]
    except ValueError:
        return "未登录者"


def sentence(told: Mapping[str, Any]) -> str:
    """A line in words: when, who, what, of whom, from where, and why it was refused."""
    whom = f"({told['whom']})" if told["whom"] and told["whom"] != told["name"] else ""
    handle = f"，登录名“{told['handle']}”" if told["handle"] else ""
    asked = f"：{told['asked'] or told['about']}" if told["asked"] or told["about"] else ""
    place = f"，来自{told['address']}" if told["address"] else ""
    why = f"，未办成：{'；'.join(told['reasons'])}" if told["outcome"] == "refused" else ""
    if told["move"] == DENIED:
        why = ""
    at = minute_words(datetime.fromisoformat(told["at"]))
    return f"{at} {told['name']} {told['title']}{whom}{asked}{handle}{place}{why}"
