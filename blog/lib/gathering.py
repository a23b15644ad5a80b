"""What a process has seen since it last wrote it down: hits and searches, in memory only."""

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST = 10_000
"""Hits remembered at once; the oldest are dropped when a process sees more between two writes."""
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
        self._hits: deque[tuple[str, str, str, str]] = deque(maxlen=MOST)
        self._missed: deque[tuple[str, str]] = deque(maxlen=MOST // 10)

    def see(self, environ: "WSGIEnvironment", _counted: int) -> None:
        """Remember a hit; called for every one, so it does no more than that."""
        get = environ.get
        self._hits.append(
            (
                get("REMOTE_ADDR", ""),
                get("HTTP_USER_AGENT", "")[:LONGEST],
                get("HTTP_REFERER", "")[:LONGEST],
                get("HTTP_HOST", "")[:LONGEST],
            )
        )

    def miss(self, query: str, agent: str) -> None:
        """Remember what was searched for and not found, and with what browser."""
        self._missed.append((query[:LONGEST], agent[:LONGEST]))

    def take(self) -> tuple[list[Hit], list[tuple[str, str]]]:
        """All hits and vain searches since the last time; they are forgotten here."""
        hits = [Hit(*self._hits.popleft()) for _ in range(len(self._hits))]
        return hits, [self._missed.popleft() for _ in range(len(self._missed))]
