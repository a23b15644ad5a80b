"""What can go wrong with files and databases, said so that the owner knows what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from blog.lib.terminal import gettext as _


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
        raise _left(_of_files(error, folder), unharmed) from error
    except sqlite3.Error as error:
        raise _of_sqlite(error, folder, unharmed) from error
    except DBAPIError as error:
        cause = error.orig
        if isinstance(cause, sqlite3.Error):
            raise _of_sqlite(cause, folder, unharmed) from error
        raise Trouble(
            _(
                "The database does not answer as it should (%(reason)s); see that it runs, then"
                " try again. %(stands)s",
                reason=_line(cause or error),
                stands=unharmed,
            )
        ) from error


def _of_files(error: OSError, folder: Path) -> str:
    place = error.filename or folder
    if error.errno in NO_ROOM:
        return _(
            "There is no room left for %(place)s; free some space or name another folder.",
            place=place,
        )
    if error.errno in NO_WRITING:
        return _(
            "%(place)s may not be written or read; give this user the right, or name another.",
            place=place,
        )
    if error.errno == errno.ENOENT:
        return _("%(place)s does not exist; make it, or name another.", place=place)
    return _(
        "%(place)s could not be used (%(strerror)s); try again.",
        place=place,
        strerror=error.strerror or error,
    )


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that its file is damaged, and not merely out of reach."""
    precise = getattr(error, "sqlite_errorcode", 0)
    return precise in UNREAD or precise & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _of_sqlite(error: sqlite3.Error, folder: Path, unharmed: str) -> Trouble:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if is_damage(error):
        return Unreadable(
            _("The database is damaged (%(error)s); restore the last good backup.", error=error)
        )
    said = _("The database could not be used (%(error)s); try again.", error=error)
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        said = _(
            "The disk of %(folder)s is full or fails (%(error)s); free some space, then try again.",
            folder=folder,
            error=error,
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        said = _(
            "The database in %(folder)s may not be written (%(error)s); give this user the right.",
            folder=folder,
            error=error,
        )
    return _left(said, unharmed)


def _left(said: str, unharmed: str) -> Trouble:
    return Trouble(_("%(said)s %(stands)s", said=said, stands=unharmed))


def _line(error: object) -> str:
    return " ".join(str(error).split())[:200]
