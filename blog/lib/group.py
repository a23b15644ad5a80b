"""Group commit: hits that wait at the same time are counted in one transaction.

Each transaction costs the lock of the database, which all processes share. A worker that runs its
requests as greenlets (`lib/worker.py`) lets a hit wait here for those that come right behind it;
everywhere else a hit is counted by itself, at once.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]  # tells no types

Hit = tuple[int | None, tuple[int, ...]]
"""What is counted (None for a page that nobody counts), and the marks it is kept under."""
Counter = Callable[[Sequence[Hit]], list[int | None]]


class Asked(NamedTuple):
    """A hit that waits for its count."""

    counter: Counter
    hit: Hit


class Alone(NamedTuple):
    """A request that is about to take long, so whoever waits should be answered before it."""


_joining: greenlet | None = None


def begin(request: greenlet, *arguments: object) -> object:
    """Run this request until it waits or ends; what it waits for."""
    global _joining  # noqa: PLW0603 - one worker a process, one request at a time
    _joining = request
    try:
        return request.switch(*arguments)
    finally:
        _joining = None


def count(counter: Counter, hit: Hit) -> int | None:
    """The count of this hit; it may have waited for others to be counted with."""
    if _joining is None or _joining is not getcurrent():
        return counter([hit])[0]
    found: int | None = _leave_to_hub(Asked(counter, hit))
    return found


def step_aside() -> None:
    """Let those who wait be answered before this request, which is about to take long."""
    if _joining is not None and _joining is getcurrent():
        _leave_to_hub(Alone())


def _leave_to_hub(wish: Asked | Alone) -> int | None:
    answer: int | None = getcurrent().parent.switch(wish)
    return answer
