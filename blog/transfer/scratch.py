"""A folder to work in, beside what is being made; what a killed process left goes first."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".suibi-scratch-"


@contextmanager
def folder(beside: Path) -> Iterator[Path]:
    """An empty folder in `beside`, for this process alone, gone afterwards."""
    _sweep(beside)
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside))
    try:
        # The lock ends with the process, however it ends: so a later one knows who lives.
        with (made / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _sweep(beside: Path) -> None:
    for left in beside.glob(f"{PREFIX}*"):
        try:
            with (left / "lock").open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue  # someone works there, or is about to
        shutil.rmtree(left, ignore_errors=True)
