"""The daily backup: made by a child process, so that the clock's one thread never waits for it."""

import fcntl
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import IO

from blog.lib import child
from blog.lib.database import db
from blog.lib.terminal import LANGUAGE
from blog.models import backup, site
from blog.models.backup import Backup

DAY = timedelta(days=1)
LOOK = timedelta(seconds=30)
AGAIN = timedelta(hours=1)


class Failed(Exception):
    """The last try made no backup; the message says why."""

    again = AGAIN


def folder() -> Path:
    """Where daily backups are kept."""
    return backup.folder() / "daily"


class Daily:
    """The chore of one process, with the child that makes a backup, if one runs."""

    def __init__(self) -> None:
        self._child: tuple[subprocess.Popen[str], IO[str]] | None = None

    def __call__(self) -> timedelta:
        """Begin a backup when one is due, or see how one gets on; when to look again.

        Raises Failed when one did, so that its reason is kept with the chore.
        """
        if self._child:
            return self._look(*self._child)
        settings = site.current().settings
        age = Backup.age()
        db.session.rollback()
        if not settings.backup_daily:
            return LOOK
        if age is not None and age < DAY:
            return min(DAY - age, AGAIN)
        self._begin(settings.backup_keep, settings.language)
        return LOOK

    def _begin(self, keep: int, language: str) -> None:
        folder().mkdir(parents=True, exist_ok=True)
        lock = (folder() / ".lock").open("w")
        try:
            # Inherited by the child, so that no other worker begins a second one meanwhile.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return
        started = subprocess.Popen(  # noqa: S603 - our own arguments
            [*child.COMMAND, "backup", str(folder()), f"--keep={keep}"],
            cwd=child.FOLDER,
            env=child.environment(child.settings()) | {LANGUAGE: language},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[lock.fileno()],
        )
        self._child = started, lock

    def _look(self, process: subprocess.Popen[str], lock: IO[str]) -> timedelta:
        if process.poll() is None:
            return LOOK
        self._child = None
        lock.close()
        said = process.stderr.read() if process.stderr else ""
        if process.stderr:
            process.stderr.close()
        if process.returncode:
            reason = (said.strip() or f"ended by {process.returncode}").splitlines()[-1]
            raise Failed(reason)
        return LOOK
