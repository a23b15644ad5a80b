"""Places at the counter: as many as the machine has processors, for the workers of one server.

Where a server has more workers than processors, each hit would share its processor with hits that
other workers have begun, and all of them would end late. So a worker takes a place before it begins
hits, and the others sleep. Pages are built in that place too; what may take longer is done without.
"""

import fcntl
import os
import signal
import time
from typing import NoReturn

PATIENCE = 1.0
"""Seconds a worker waits for a place before it sees to its other duties."""
GLANCE = 0.05
"""Seconds after which a worker that waits for one place looks whether another has come free."""


class _Overdue(Exception):
    pass


class Places:
    """The places of one server. Made before it forks; a killed process leaves nothing taken.

    A place is a byte of a file that a process locks (POSIX record locks).
    """

    def __init__(self, number: int | None = None) -> None:
        self.number = number or len(os.sched_getaffinity(0))
        self._file = os.memfd_create("places")
        self._scarce = self._taken = False

    def take(self, workers: int) -> bool:
        """Take a place, one of so many workers, or keep it; False when none came free in time."""
        self._scarce = workers > self.number
        if not self._scarce or self._taken:
            return True
        until = time.monotonic() + PATIENCE
        while not self._taken and time.monotonic() < until:
            try:
                self._taken = any(self._lock(place) for place in range(self.number))
                if not self._taken:
                    self._await(os.getpid() % self.number)
                    self._taken = True
            except _Overdue:
                self.leave()
        return self._taken

    def leave(self) -> None:
        """Leave the place."""
        self._taken = False
        if self._scarce:
            fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _lock(self, byte: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except OSError:
            return False
        return True

    def _await(self, place: int) -> None:
        # The system wakes who waits for a lock: asking again each 3 ms left places empty longer.
        # One can wait for a single place, so each worker for another, and not for long.
        before = signal.signal(signal.SIGALRM, _give_up)
        try:
            signal.setitimer(signal.ITIMER_REAL, GLANCE)
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, place)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def _give_up(_number: int, _frame: object) -> NoReturn:
    raise _Overdue
