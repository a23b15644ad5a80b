"""Another worker of a server that has more of them than places."""

from collections.abc import Callable
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection

from blog.lib.places import Places

WORKERS = 8


class Colleague:
    """A process that shares those places, and does as it is told."""

    def __init__(self, places: Places) -> None:
        self._line, theirs = Pipe()
        # A daemon, so that a test which fails before it is let go does not wait for it at the end.
        self.process = get_context("fork").Process(
            target=self._obey, args=(places, theirs), daemon=True
        )
        self.process.start()

    @staticmethod
    def _obey(places: Places, line: Connection) -> None:
        acts: dict[str, Callable[[], object]] = {
            "take": lambda: places.take(WORKERS),
            "leave": places.leave,
        }
        while True:
            line.send(acts[line.recv()]())

    def begins_to(self, act: str) -> None:
        """Tell it to, without waiting until it is done."""
        self._line.send(act)

    def is_done(self, within: float = 30) -> bool:
        """Whether it has done so by then."""
        return self._line.poll(within)

    def does(self, act: str) -> object:
        """What it answers, when it has done that."""
        self.begins_to(act)
        return self.answer()

    def answer(self) -> object:
        """What came of what it began to do."""
        assert self.is_done()
        return self._line.recv()

    def die(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.join()
