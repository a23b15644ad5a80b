"""A turn: requests that a worker begins one after another, and whose hits it counts together.

Each transaction costs the lock of the database, which all processes share. In a worker that runs
its requests as greenlets (`lib/worker.py`) a hit waits for those that come right behind it, and
one transaction counts them all (group commit); everywhere else it is counted at once, by itself.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]  # tells no types

Hit = tuple[int | None, tuple[int, ...]]
"""What is counted (None for a page that nobody counts), and the marks it is kept under."""
Counter = Callable[[Sequence[Hit]], list[int | None]]


class _Asked(NamedTuple):
    counter: Counter
    hit: Hit


class _Aside(NamedTuple):
    is_page: bool


_beginning: greenlet | None = None
"""The request that may still wait for others. One thread of a process takes turns."""


def count(counter: Counter, hit: Hit) -> int | None:
    """The count of this hit; it may have waited to be counted with others."""
    if _beginning is not getcurrent():
        return counter([hit])[0]
    found: int | None = getcurrent().parent.switch(_Asked(counter, hit))
    return found


def step_aside(*, is_page: bool) -> None:
    """Let those who wait be answered before this request, which must be built.

    What is no page of the blog's may take any time, so it leaves its place to hits.
    """
    if _beginning is getcurrent():
        getcurrent().parent.switch(_Aside(is_page))


class Turn:
    """Requests that were begun one after another; `open` while more may be begun.

    `before_page` is called when a page is about to be built, `before_long` when what may take long
    is about to begin.
    """

    def __init__(self, before_page: Callable[[], None], before_long: Callable[[], None]) -> None:
        self.open = True
        self.before_page, self.before_long = before_page, before_long
        self.begun: list[greenlet] = []
        self._waiting: list[tuple[greenlet, _Asked]] = []

    def begin(self, request: greenlet, *arguments: object) -> None:
        """Run it until it waits to be counted; what must be built comes after those, as the last.

        What is begun in a turn that was closed waits for nobody.
        """
        self.begun.append(request)
        aside = self._run(request, *arguments, may_wait=self.open)
        if self._waiting and self._waiting[-1][0] is request:
            return
        self.close()
        if aside is not None:
            (self.before_page if aside.is_page else self.before_long)()
            request.switch()

    def close(self) -> None:
        """Count all that wait in one transaction and answer them; then those not kept any more.

        A page that has changed is looked for among those of other workers, and counted again with
        all that were found there, before any is built.
        """
        self.open = False
        unbuilt = []
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                counts = waiting[0][1].counter([asked.hit for _, asked in waiting])
            except Exception:
                # None says that nothing was counted: each is built anew and says what is wrong.
                counts = [None] * len(waiting)
            for (request, _), count in zip(waiting, counts, strict=True):
                if self._run(request, count, may_wait=True):
                    unbuilt.append(request)
        for request in unbuilt:
            self.before_page()
            request.switch()

    def _run(self, request: greenlet, *told: object, may_wait: bool) -> _Aside | None:
        """Let it go on until it is answered, waits to be counted, or must be built."""
        global _beginning  # noqa: PLW0603 - what runs now is known to the process, not to a turn
        _beginning = request if may_wait else None
        try:
            wish = request.switch(*told)
        finally:
            _beginning = None
        if isinstance(wish, _Asked):
            self._waiting.append((request, wish))
        return wish if isinstance(wish, _Aside) else None
