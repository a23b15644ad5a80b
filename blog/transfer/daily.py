"""The daily backup: made by a child process, so that the clock's one thread never waits for it."""

import fcntl
import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import IO

from flask import current_app

from blog.lib.database import db
from blog.models import site
from blog.models.backup import Backup

log = logging.getLogger(__name__)
DAY = timedelta(days=1)
LOOK = timedelta(seconds=30)
AGAIN = timedelta(hours=1)


class Failed(Exception):
    """The last try made no backup; the message says why."""

    again = AGAIN


def folder() -> Path:
    """Where daily backups are kept."""
    return Path(current_app.instance_path) / "backups" / "daily"


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
        self._begin(settings.backup_keep)
        return LOOK

    def _begin(self, keep: int) -> None:
        folder().mkdir(parents=True, exist_ok=True)
        lock = (folder() / ".lock").open("w")
        try:
            # Inherited by the child, so that no other worker begins a second one meanwhile.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return
        command = ["-m", "flask", "--app", "blog:create_app", "blog", "backup"]
        child = subprocess.Popen(  # noqa: S603 - our own arguments
            [sys.executable, *command, str(folder()), f"--keep={keep}"],
            env=os.environ | _environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[lock.fileno()],
        )
        self._child = child, lock

    def _look(self, child: subprocess.Popen[str], lock: IO[str]) -> timedelta:
        if child.poll() is None:
            return LOOK
        self._child = None
        lock.close()
        said = child.stderr.read() if child.stderr else ""
        if child.stderr:
            child.stderr.close()
        if child.returncode:
            reason = (said.strip() or f"ended by {child.returncode}").splitlines()[-1]
            raise Failed(reason)
        return LOOK


def _environment() -> dict[str, str]:
    """The deployment settings of this process, for a child of the same blog."""
    config = current_app.config
    names = ("SECRET_KEY", "MEDIA_FOLDER")
    url = str(config["DATABASE_URL"]).replace("postgresql+psycopg://", "postgresql://", 1)
    return {f"BLOG_{name}": str(config[name]) for name in names} | {
        "BLOG_DATABASE_URL": url,
        "BLOG_INSTANCE_FOLDER": current_app.instance_path,
    }
