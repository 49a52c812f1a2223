"""What can go wrong with a database, said in Chinese: what happened, and what to do.

Both drivers name their errors by code, never by words, so codes are what is looked up here.
"""

from typing import Any, NoReturn

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

SQLITE_BUSY = 5
_SQLITE_LOCKED = 6
_DOUBLED_KEY = "23505"
_BUSY_STATES = {"40001", "40P01", "55P03"}  # serialization, deadlock, lock timeout
BUSY = "数据库正忙：有其他操作正在写入，没有轮到本次操作，什么都没有改动。请稍后再试。"
_SQLITE_TROUBLES = {
    3: "没有读写数据库文件的权限。请检查文件和所在文件夹的权限。",
    8: "数据库文件是只读的，写不进去。请检查文件、所在文件夹和磁盘是否可写。",
    10: "读写磁盘出错，本次操作没有生效。请检查磁盘后再试。",
    11: "数据库文件已损坏。请停止使用，保留原文件，用最近的备份恢复。",
    13: "磁盘空间已满，本次操作没有生效。请腾出空间后再试。",
    14: "打不开数据库文件。请检查文件和所在文件夹的权限。",
    26: "这个文件不是数据库。请检查数据库地址是否写错。",
}
_POSTGRES_TROUBLES = {
    "25006": "数据库只许读、不许写，本次操作没有生效。请确认连接的是主库。",
    "53100": "数据库服务器磁盘空间已满，本次操作没有生效。请腾出空间后再试。",
    "53300": "数据库连接数已满。请稍后再试，或者请管理员调高连接数上限。",
}


class DatabaseError(Exception):
    """The database cannot do what was asked; the text says so in Chinese."""


class DatabaseBusy(DatabaseError):
    """Another transaction was in the way; nothing was changed, trying again may succeed."""


def raise_in_chinese(error: Exception) -> NoReturn:
    """Raise a DatabaseError for trouble that has a sentence; anything else goes on as it is."""
    told = in_chinese(error)
    if told is None:
        raise error
    raise told from error


def in_chinese(error: Exception) -> DatabaseError | None:
    """Put trouble with locks, disk, rights or connection in Chinese; None for other errors.

    `error` is SQLAlchemy's or the SQLite driver's own. A broken constraint or a mistake in a
    statement is no trouble of the database, so it has no sentence here.
    """
    if isinstance(error, PoolTimeout):
        return DatabaseBusy(BUSY)
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    code = sqlite_code(cause)
    state = getattr(cause, "sqlstate", None)
    if code in (SQLITE_BUSY, _SQLITE_LOCKED) or state in _BUSY_STATES:
        return DatabaseBusy(BUSY)
    text = _SQLITE_TROUBLES.get(code) or _POSTGRES_TROUBLES.get(state or "")
    if text:
        return DatabaseError(text)
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or (isinstance(error, OperationalError) and not code and not state):
        return DatabaseError(
            f"与数据库的连接不通：{str(cause).partition(chr(10))[0]}。请检查地址、网络和数据库服务；"
            "恢复后先核对本次操作是否已生效，再决定是否重做。"
        )
    return None


def taken_meanwhile(error: DBAPIError) -> bool:
    """Whether a key is there that was not when it was counted out: others have written since.

    SQLite's writers take turns, so there it cannot be, and a doubled key is a mistake.
    """
    return getattr(error.orig, "sqlstate", None) == _DOUBLED_KEY


def sqlite_code(error: object) -> int:
    """Return SQLite's primary result code of a driver's error; 0 when it has none."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF  # the upper bytes tell variants apart
