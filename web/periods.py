"""Which quarters the lists of the office are about."""

from storage.load import Loader
from storage.lookup import quarters


def running(loader: Loader) -> list[str]:
    """The quarters that are not over, newest first; if all are, the last."""
    known = quarters(loader.connection, loader.office)
    open_ = [q.period for q in known if q.stage != "concluded"]
    return list(reversed(open_ or [q.period for q in known[-1:]]))


def wanted(loader: Loader, period: str) -> tuple[list[str], list[str]]:
    """The quarters a list is asked for, those not over unless one is named; and all there are."""
    known = [q.period for q in reversed(quarters(loader.connection, loader.office))]
    return ([period] if period in known else running(loader)), known
