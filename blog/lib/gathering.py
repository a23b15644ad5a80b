"""What a process has seen since it last wrote it down: hits and searches, in memory only."""

from collections import Counter, deque
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST = 10_000
"""Different hits remembered at once; what comes beyond them between two writes is forgotten."""
LONGEST = 300
"""Characters of a header that are looked at."""


class Hit(NamedTuple):
    """A counted reading: who came, with what, from where, to which host."""

    address: str
    agent: str
    referrer: str
    host: str


class Gathering:
    """A process's hits and vain searches, waiting to be added up; nothing here is ever stored."""

    def __init__(self) -> None:
        self._hits: Counter[tuple[str, str, str, str]] = Counter()
        self._missed: deque[tuple[str, str]] = deque(maxlen=MOST // 10)
        self._lock = Lock()

    def see(self, environ: "WSGIEnvironment", _counted: int) -> None:
        """Remember a hit; called for every one, so it does no more than that."""
        get = environ.get
        hit = (
            get("REMOTE_ADDR", ""),
            get("HTTP_USER_AGENT", "")[:LONGEST],
            get("HTTP_REFERER", "")[:LONGEST],
            get("HTTP_HOST", "")[:LONGEST],
        )
        with self._lock:
            if hit in self._hits or len(self._hits) < MOST:
                self._hits[hit] += 1

    def miss(self, query: str, agent: str) -> None:
        """Remember what was searched for and not found, and with what browser."""
        self._missed.append((query[:LONGEST], agent[:LONGEST]))

    def take(self) -> tuple[Mapping[Hit, int], list[tuple[str, str]]]:
        """How often each hit came, and all vain searches, since the last time; forgotten here."""
        with self._lock:
            hits, self._hits = self._hits, Counter()
        missed = [self._missed.popleft() for _ in range(len(self._missed))]
        return {Hit(*hit): times for hit, times in hits.items()}, missed
