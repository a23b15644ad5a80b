"""What can go wrong with files and databases, said so that the owner knows what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError


class Trouble(Exception):
    """It could not be done; the message says why, and what to do about it."""


class Unreadable(Trouble):
    """The database itself is damaged."""


NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
UNREAD = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}
NO_WRITING = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def explained(folder: Path, unharmed: str) -> Iterator[None]:
    """Turn what files and SQLite raise while `folder` is written into Trouble.

    `unharmed` is the sentence on what still stands, which ends the message.
    """
    try:
        yield
    except OSError as error:
        raise Trouble(f"{_of_files(error, folder)} {unharmed}") from error
    except sqlite3.Error as error:
        raise _of_sqlite(error, folder, unharmed) from error
    except DBAPIError as error:
        cause = error.orig
        if isinstance(cause, sqlite3.Error):
            raise _of_sqlite(cause, folder, unharmed) from error
        raise Trouble(
            f"The database does not answer as it should ({_line(cause or error)});"
            f" see that it runs, then try again. {unharmed}"
        ) from error


def _of_files(error: OSError, folder: Path) -> str:
    place = error.filename or folder
    if error.errno in NO_ROOM:
        return f"There is no room left for {place}; free some space or name another folder."
    if error.errno in NO_WRITING:
        return f"{place} may not be written or read; give this user the right, or name another."
    if error.errno == errno.ENOENT:
        return f"{place} does not exist; make it, or name another."
    return f"{place} could not be used ({error.strerror or error}); try again."


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that its file is damaged, and not merely out of reach."""
    precise = getattr(error, "sqlite_errorcode", 0)
    return precise in UNREAD or precise & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _of_sqlite(error: sqlite3.Error, folder: Path, unharmed: str) -> Trouble:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if is_damage(error):
        return Unreadable(f"The database is damaged ({error}); restore the last good backup.")
    said = f"The database could not be used ({error}); try again."
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        said = f"The disk of {folder} is full or fails ({error}); free some space, then try again."
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        said = f"The database in {folder} may not be written ({error}); give this user the right."
    return Trouble(f"{said} {unharmed}")


def _line(error: object) -> str:
    return " ".join(str(error).split())[:200]
