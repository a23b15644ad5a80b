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
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
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
HANDOVER = 40
"""How often to look again, each twentieth of a second, for the lock of a job that has ended."""
PROGRESS = "SUIBI_PROGRESS"
_ID = re.compile(r"[0-9]{14}-[0-9a-f]{8}")


class Busy(Exception):
    """Another job runs; there is one at a time."""


class Kind(StrEnum):
    """What can be started."""

    IMPORT = "import"
    EXPORT = "export"
    BACKUP = "backup"
    RESTORE = "restore"
    CHECK = "check"
    REINDEX = "reindex"


class State(StrEnum):
    """How a job stands; LOST is one that was killed before it could say how it ended."""

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
        ended = self.folder / "ended"
        if not ended.exists() and running_id() == self.id:
            return State.RUNNING
        if not ended.exists():
            return State.LOST
        return State.DONE if ended.read_text().strip() == "0" else State.FAILED

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
            if self.state is State.RUNNING:
                os.killpg(int((self.folder / "pid").read_text()), signal.SIGTERM)


def folder() -> Path:
    """Where jobs are kept."""
    return Path(current_app.instance_path) / "jobs"


def prepare() -> Path:
    """A new folder for a job that is about to begin, for what it is given."""
    made = folder() / f"{utcnow():%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
    made.mkdir(parents=True, mode=0o700)
    return made


def begin(place: Path, kind: Kind, words: str, arguments: Sequence[str]) -> Job:
    """Start the command in a prepared folder, which goes when another runs. Raises Busy."""
    lock = _take()
    for _ in range(HANDOVER):
        if lock or not _handed_over():
            break
        time.sleep(0.05)
        lock = _take()
    if lock is None:
        shutil.rmtree(place, ignore_errors=True)
        raise Busy
    with lock:
        _sweep(place)
        told = {"kind": kind, "words": words, "began_at": utcnow().isoformat()}
        (place / "job.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        # Inherited, so that it is held for as long as the command runs, whoever began it.
        started = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "blog.lib.runner", str(place), *child.COMMAND, kind, *arguments],
            cwd=child.FOLDER,
            env=child.environment(child.settings())
            | {PROGRESS: "1", LANGUAGE: site.current().settings.language},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[lock.fileno()],
            start_new_session=True,
        )
        (place / "pid").write_text(str(started.pid))
        lock.seek(0)
        lock.truncate()
        lock.write(place.name)
        lock.flush()
        _children.append(started)
    return Job(place.name, kind, words, utcnow(), place)


_children: list[subprocess.Popen[bytes]] = []


def _reap() -> None:
    """Ask what this worker started whether it has ended, so that no dead process stays."""
    _children[:] = [one for one in _children if one.poll() is None]


def _handed_over() -> bool:
    """Whether the job named in the lock has ended, so that its hold, or a look at it, soon does."""
    name = (folder() / "lock").read_text().strip()
    return not name or (folder() / name / "ended").exists()


def _take(kind: int = fcntl.LOCK_EX) -> IO[str] | None:
    """The lock of the one job at a time; None while another has it."""
    folder().mkdir(parents=True, exist_ok=True)
    lock = (folder() / "lock").open("a+")
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def running_id() -> str | None:
    """The job that runs, if one does."""
    lock = _take(fcntl.LOCK_SH)
    if lock is not None:
        lock.close()
        return None
    return (folder() / "lock").read_text().strip() or None


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
    names = sorted((path.name for path in folder().glob("*-*")), reverse=True)
    return [found for name in names if (found := of(name))]


def _sweep(but: Path) -> None:
    places = sorted(path for path in folder().glob("*-*") if path != but)
    for place in places[: max(0, len(places) - KEPT + 1)]:
        shutil.rmtree(place, ignore_errors=True)
