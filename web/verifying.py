"""A check of the whole journal that runs beside the pages: how far it is, and what it came to."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.checkpoint import Checkpoint
from storage.database import DatabaseError
from storage.keys import PublicKey
from storage.lookup import heads
from web.site import Site
from workflow.account_lines import VERIFIED
from workflow.audited import put_on_record
from workflow.replay import Verified, verify_office


@dataclass
class Check:
    """One check: when it began, how many lines it has passed of how many, what it came to."""

    began: datetime
    total: int
    passed: int = 0
    ended: datetime | None = None
    found: Verified | None = None
    trouble: str = "校验中途出错，请联系系统管理员查看日志"

    @property
    def hundredths(self) -> int:
        """How much is done, of a hundred."""
        return 100 if self.ended else min(99, 100 * self.passed // max(self.total, 1))


class Checks:
    """The checks of a site, one at a time; the last one is kept until the site is restarted."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.last: Check | None = None
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(
        self, by: str, checkpoints: Sequence[Checkpoint] = (), key: PublicKey | None = None
    ) -> bool:
        """Begin a check unless one is running; whether it was begun."""
        with self._turn:
            if self.last is not None and self.last.ended is None:
                return False
            with self.site.office.store.database.read() as connection:
                total = sum(head.seq for head in heads(connection))
            self.last = Check(self.site.present(), total)
            self._thread = threading.Thread(
                target=self._run, args=(self.last, by, checkpoints, key), name="verify", daemon=True
            )
            self._thread.start()
        return True

    def wait(self) -> None:
        """Wait until the check that runs has ended."""
        if self._thread is not None:
            self._thread.join()

    def _run(
        self, check: Check, by: str, checkpoints: Sequence[Checkpoint], key: PublicKey | None
    ) -> None:
        office = self.site.office

        def passed(lines: int) -> None:
            check.passed = lines

        try:
            found = verify_office(
                office, mac_key=office.store.journal_key or None, checkpoints=checkpoints,
                public_key=key, progress=passed,
            )  # fmt: skip
            words = f"{found.lines}行，发现{len(found.faults)}处不符" if found.faults else (
                f"{found.lines}行，完整无改动"
            )  # fmt: skip
            put_on_record(office, by, VERIFIED, self.site.present(), words)
            check.found, check.trouble = found, ""
        except DatabaseError as why:
            check.trouble = str(why)
        finally:
            check.ended = self.site.present()
