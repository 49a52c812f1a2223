"""Which quarters the lists of the office are about."""

from storage.load import Loader
from storage.lookup import quarters


def running(loader: Loader) -> list[str]:
    """The quarters that are not over, newest first; if all are, the last."""
    known = quarters(loader.connection, loader.office)
    open_ = [q.period for q in known if q.stage != "concluded"]
    return list(reversed(open_ or [q.period for q in known[-1:]]))
