"""`demo --serve`: it listens where it was told to, and says at which instant it stopped."""

import re
import socket
from pathlib import Path
from typing import Any

import pytest
import uvicorn

import cli.serve
from rules.calendar import beijing_text
from tests.cli.shell import Shell, Told

PORT = 18_123


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A small demonstration that was to be served: what was asked of the server, what was told.

    The place it gets is a free one, so that nothing else on this machine can be in the way; the
    server says that it would run, and does not.
    """
    found: dict[str, Any] = {}
    place = socket.create_server(("127.0.0.1", 0))

    def listening(host: str, port: int) -> socket.socket:
        found["asked"] = (host, port)
        return place

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        found["sockets"], found["site"] = sockets, server.config.app.state.site  # type: ignore[union-attr]
        found["now"] = found["site"].now()

    monkeypatch.setattr(cli.serve, "listening", listening)
    monkeypatch.setattr(uvicorn.Server, "run", run)
    with place:
        words = ("--people", "3", "--moment", "计划", "--port", str(PORT))
        database = ("--database", f"sqlite:///{tmp_path}/kaohe-demo.db")
        told: Told = Shell(tmp_path)("demo", "--serve", *words, *database)
        assert told.code == 0, told.err
        found["address"] = place.getsockname()
    return found | {"place": place, "told": told.out}


def test_it_is_served_where_it_was_told_to_and_says_so_with_the_instant(
    served: dict[str, Any],
) -> None:
    assert served["asked"] == ("127.0.0.1", PORT)
    assert served["sockets"] == [served["place"]]
    assert f"http://127.0.0.1:{served['address'][1]}/" in served["told"]
    said = re.findall(r"演示停在(\S+ \S+)，", served["told"])
    assert said == [beijing_text(served["now"])[:16].replace("T", " ")]
    assert said == ["2026-07-08 08:30"]
