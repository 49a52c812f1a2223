"""What goes with every answer, whatever it is, and how much may be sent (ASVS V3.4, V14.3)."""

import logging
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage.passwords import token

_log = logging.getLogger("kaohe.web")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
TOO_LARGE = "提交的内容过大，没有办理"
LARGEST = 2 * 2**20
"""Bytes of a request's body at most."""


class Guarded:
    """Puts the headers on every answer and stops a body that is too large before it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun = False

        async def answered(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        length = Headers(scope=scope).get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length[:20]) > LARGEST:
            refused = PlainTextResponse(TOO_LARGE, 413)
            await refused(scope, receive, answered)
            return
        try:
            await self.app(scope, _measured(receive), answered)
        except Exception:
            # The server writes the trace to its log; who asked learns a number to name it by.
            if not begun:
                number = token()[:8]
                _log.error("request %s failed: %s %s", number, scope["method"], scope["path"])
                text = f"系统出错，没有办理。请把编号 {number} 告诉系统管理员"
                await PlainTextResponse(text, 500)(scope, receive, answered)
            raise


def _measured(receive: Receive) -> Receive:
    """Receive no more than may be sent, whatever the length was said to be."""
    taken = 0

    async def measured() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST:
            raise HTTPException(413)
        return message

    return measured
