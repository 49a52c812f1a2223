"""Reading of channel addresses; a mistake is named without repeating the address.

An address may hold a password, so neither errors nor `repr` ever show it.
"""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote

_PORTS = {"smtp": 25, "smtps": 465}
_SUBMISSION = 587
_DAY = 86400
_OPTIONS = frozenset({"starttls", "timeout", "limit", "helo", "cafile", "plain"})
_HELO = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f.:]+\]|\[IPv6:[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True)
class SmtpAccount:
    """A mail server and how to speak to it; seconds for `timeout` (one step), `limit` (a mail)."""

    host: str
    port: int
    tls: bool
    starttls: bool
    timeout: float
    limit: float
    helo: str
    cafile: str | None
    user: str = field(repr=False)
    password: str = field(repr=False)


def folder_of(parts: SplitResult) -> tuple[Path, bool]:
    """Path of `folder:///path` and whether to sync (`?sync=0` does not); ValueError otherwise."""
    if parts.netloc or not parts.path.startswith("/") or parts.path == "/":
        raise ValueError("邮件文件夹须写成 folder:///绝对路径")
    if parts.fragment or parts.query not in ("", "sync=0", "sync=1"):
        raise ValueError("邮件文件夹地址的参数只能是 sync=0 或 sync=1")
    return Path(unquote(parts.path)), parts.query != "sync=0"


def account_of(parts: SplitResult) -> SmtpAccount:
    """The account of `smtp://user:pass@host:port?starttls=1` or `smtps://…`; else ValueError."""
    options = _options(parts)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        # The library's text may quote a part of the password.
        raise ValueError("邮件服务器地址的端口写法不对（口令中的特殊字符须作百分号编码）") from None
    tls, starttls = parts.scheme == "smtps", _switch(options, "starttls")
    if not host or parts.path not in ("", "/") or parts.fragment or port == 0:
        raise ValueError("邮件服务器地址须写成 smtp://主机:端口 或 smtps://主机:端口")
    if tls and starttls:
        raise ValueError("邮件服务器地址用 smtps:// 即已加密，不能再写 starttls=1")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and not (tls or starttls or _switch(options, "plain") or _loopback(host)):
        raise ValueError(
            "用口令登录邮件服务器须加密：用 smtps:// 或 starttls=1（确不支持时写 plain=1）"
        )
    timeout = _seconds(options, "timeout", 10.0)
    helo = options.get("helo", "[127.0.0.1]")
    if not _HELO.fullmatch(helo):
        raise ValueError("邮件服务器地址的 helo 须是主机名或方括号中的地址")
    return SmtpAccount(
        host=host,
        port=port or (_SUBMISSION if starttls else _PORTS[parts.scheme]),
        tls=tls,
        starttls=starttls,
        timeout=timeout,
        limit=_seconds(options, "limit", 6 * timeout),
        helo=helo,
        cafile=options.get("cafile"),
        user=user,
        password=password,
    )


def _options(parts: SplitResult) -> dict[str, str]:
    """The settings after `?`; an unknown or doubled one is an error."""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    unknown = sorted({key for key, _ in pairs} - _OPTIONS)
    if unknown or len(dict(pairs)) != len(pairs):
        raise ValueError("邮件服务器地址的参数只能是（各一次）：" + "、".join(sorted(_OPTIONS)))
    return dict(pairs)


def _switch(options: dict[str, str], key: str) -> bool:
    """A setting that is 0 or 1, 0 when absent."""
    if options.get(key, "0") not in ("0", "1"):
        raise ValueError(f"邮件服务器地址的参数 {key} 只能是 0 或 1")
    return options.get(key) == "1"


def _seconds(options: dict[str, str], key: str, default: float) -> float:
    """A positive number of seconds, a day at most."""
    text = options.get(key)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,5}(?:\.[0-9]{1,3})?", text) or not 0 < float(text) <= _DAY:
        raise ValueError(f"邮件服务器地址的参数 {key} 须是大于 0 的秒数")
    return float(text)


def _loopback(host: str) -> bool:
    """Whether the server is this very machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
