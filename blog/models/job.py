"""Long commands that the admin starts: child processes that outlive the worker that began them."""

import fcntl
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from flask import current_app

from blog.lib import child
from blog.lib.database import utcnow
from blog.lib.terminal import LANGUAGE
from blog.models import site

KEPT = 10
"""Jobs whose words and files stay; the oldest go when another begins."""
LONGEST_LOG = 60_000
PROGRESS = "SUIBI_PROGRESS"
_ID = re.compile(r"[0-9]{14,20}-[0-9a-f]{8}")


class Kind(StrEnum):
    """What can be started."""

    IMPORT = "import"
    EXPORT = "export"
    BACKUP = "backup"
    RESTORE = "restore"
    CHECK = "check"
    REINDEX = "reindex"


class State(StrEnum):
    """How a job stands.

    WAITING is one that another goes before; LOST was killed before it could say how it ended.
    """

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


RESULTS = {Kind.EXPORT: "export.zip", Kind.BACKUP: "blog.backup"}


@dataclass(frozen=True, slots=True)
class Job:
    """A command that was started, with the folder of what it says and makes."""

    id: str
    kind: Kind
    words: str
    began_at: datetime
    folder: Path

    @property
    def state(self) -> State:
        """Where it stands now."""
        _reap()
        with (self.folder / "alive").open("ab") as alive:
            if _held(alive):
                begun = (self.folder / "begun").exists()
                return State.RUNNING if begun else State.WAITING
        ended = self.folder / "ended"
        if not ended.exists():
            return State.LOST
        return State.DONE if ended.read_text().strip() == "0" else State.FAILED

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or badly."""
        return self.state not in {State.WAITING, State.RUNNING}

    @property
    def log(self) -> str:
        """The last of what it said."""
        with suppress(OSError), (self.folder / "log").open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LONGEST_LOG))
            return file.read().decode(errors="replace")
        return ""

    @property
    def result(self) -> Path | None:
        """The file it made, once there is one."""
        path = self.folder / RESULTS.get(self.kind, "nothing")
        return path if path.is_file() and self.state is State.DONE else None

    def stop(self) -> None:
        """End it, with all it started."""
        with suppress(OSError, ValueError):
            if not self.is_over:
                os.killpg(int((self.folder / "pid").read_text()), signal.SIGTERM)


def folder() -> Path:
    """Where jobs are kept."""
    return Path(current_app.instance_path) / "jobs"


def prepare() -> Path:
    """A new folder for a job that is about to begin, for what it is given."""
    # Not utcnow(), which is of whole seconds: names keep the order in which jobs were begun.
    made = folder() / f"{datetime.now(UTC):%Y%m%d%H%M%S%f}-{secrets.token_hex(4)}"
    made.mkdir(parents=True, mode=0o700)
    return made


def begin(place: Path, kind: Kind, words: str, arguments: Sequence[str]) -> Job:
    """Start the command in a prepared folder; it waits there until no other runs."""
    begun = Job(place.name, kind, words, utcnow(), place)
    told = {"kind": kind, "words": words, "began_at": begun.began_at.isoformat()}
    # Inherited as its (empty) input, so that it is held for as long as the command or anything it
    # started lives, whoever began it.
    with (place / "alive").open("a+b") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        (place / "job.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        started = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "blog.lib.runner", str(place), *child.COMMAND, kind, *arguments],
            cwd=child.FOLDER,
            env=child.environment(child.settings())
            | {PROGRESS: "1", LANGUAGE: site.current().settings.language},
            stdin=alive,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    (place / "pid").write_text(str(started.pid))
    _children.append(started)
    _sweep()
    return begun


_children: list[subprocess.Popen[bytes]] = []


def _reap() -> None:
    """Ask what this worker started whether it has ended, so that no dead process stays."""
    _children[:] = [one for one in _children if one.poll() is None]


def _held(file: IO[bytes]) -> bool:
    """Whether another process holds the lock of this file."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def unended() -> list[Job]:
    """The jobs that run or wait, the newest first."""
    return [one for one in newest() if not one.is_over]


def of(id: str) -> Job | None:
    """The job of that id."""
    place = folder() / id
    if not _ID.fullmatch(id) or not (place / "job.json").is_file():
        return None
    told = json.loads((place / "job.json").read_text("utf-8"))
    began = datetime.fromisoformat(told["began_at"])
    return Job(id, Kind(told["kind"]), told["words"], began, place)


def newest() -> list[Job]:
    """The jobs that are kept, the newest first."""
    return [found for name in _names() if (found := of(name))]


def _names() -> list[str]:
    """The folders of jobs, also of those that never began, the newest first."""
    return sorted((path.name for path in folder().glob("*-*")), reverse=True)


def _sweep() -> None:
    for name in _names()[KEPT:]:
        old = of(name)
        if old is None or old.is_over:
            shutil.rmtree(folder() / name, ignore_errors=True)
