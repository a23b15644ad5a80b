"""A folder to work in, beside what is being made; what a killed process left goes first."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PREFIX = ".suibi-scratch-"
LOCK = "lock"
"""Held by who works in the folder: the hold ends with the process, however that ends."""


@contextmanager
def folder(beside: Path) -> Iterator[Path]:
    """An empty folder in `beside`, for this process alone, gone afterwards."""
    _sweep(beside)
    made, lock = _make(beside)
    try:
        yield made
    finally:
        _remove(made)
        lock.close()


def _make(beside: Path) -> tuple[Path, IO[str]]:
    while True:
        made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside))
        with suppress(FileNotFoundError):
            lock = (made / LOCK).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (made / LOCK).exists():
                return made, lock
            lock.close()
        # Another process swept it away before it was held.


def _sweep(beside: Path) -> None:
    for left in beside.glob(f"{PREFIX}*"):
        try:
            with (left / LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(left)
        except FileNotFoundError:
            # Killed just after it was made or just before it was gone: there is nothing in it.
            with suppress(OSError):
                left.rmdir()
        except OSError:
            continue  # someone works there


def _remove(made: Path) -> None:
    """Delete it with what is in it; the lock last, so that a kill leaves what a sweep will find."""
    for inside in made.iterdir():
        if inside.is_dir() and not inside.is_symlink():
            shutil.rmtree(inside, ignore_errors=True)
        elif inside.name != LOCK:
            inside.unlink(missing_ok=True)
    shutil.rmtree(made, ignore_errors=True)
