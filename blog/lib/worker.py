"""gunicorn's sync worker, in which hits that wait together are counted together.

For a blog behind a proxy that waits for slow readers, as the files in `deploy/` set up. While more
connections wait, a hit of a kept page is left before it is counted and the next connection is
begun; one transaction counts them all, then each is answered. gunicorn's own code runs unchanged,
in a greenlet a connection.
"""

import errno
import socket
from collections.abc import Callable

from greenlet import greenlet  # type: ignore[import-untyped]  # tells no types
from gunicorn.workers.sync import SyncWorker

from blog.lib.connection import Connection
from blog.lib.places import Places
from blog.lib.turn import Turn

CONNECTIONS, FEWEST = 16, 4
"""How many all workers together take in one turn, and the fewest that each takes: counted together
they cost less, but a worker that is put off by the system holds up all it has begun."""


class Worker(SyncWorker):  # type: ignore[misc]  # gunicorn tells no types
    """A sync worker that begins further connections while hits wait to be counted."""

    places = Places()

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.idle: list[_Hand] = []

    def accept(self, listener: socket.socket) -> None:
        """Take a turn of connections and answer them all.

        Raises `BlockingIOError`, as gunicorn's own, when none waits or others are at it.
        """
        # While the database is locked, each page of a turn may wait for it as long as it may.
        turn = Turn(self.notify, self.places.leave)
        if not self.places.take(self.cfg.workers):
            raise BlockingIOError(errno.EAGAIN, "others are at it")
        self._begin(turn, listener)
        turn.close()
        for hand in turn.begun:
            self.notify()
            if hand.busy:
                hand.switch()  # most readers have closed meanwhile
        self.idle += turn.begun
        if not self.alive:
            self.places.leave()

    def wait(self, timeout: float) -> object:
        """Wait for readers as gunicorn's own; until then the place is kept, for the next turn.

        Were it left after each turn, workers would take turns at it, each with cold caches.
        """
        self.places.leave()
        return super().wait(timeout)

    def _begin(self, turn: Turn, listener: socket.socket) -> None:
        most = max(FEWEST, CONNECTIONS // self.cfg.workers)
        while turn.open and len(turn.begun) < most and self.alive:
            try:
                # Not `accept`, which makes a socket of the number, to be made one of ours again.
                number, address = listener._accept()  # type: ignore[attr-defined]  # told by no stub
            except OSError:
                if turn.begun:
                    return
                raise
            client = Connection(listener.family, listener.type, 0, number)
            client.before_wait = self.places.leave
            hand = self.idle.pop() if self.idle else _Hand(self.handle)
            # Of TLS not a byte may be heard before it begins.
            if self.cfg.is_ssl or not client.listen_in():
                turn.close()
                self.places.leave()
            turn.begin(hand, listener, client, address)


class _Hand(greenlet):  # type: ignore[misc]  # greenlet tells no types
    """What handles one connection after another.

    A new one each time would ask the system for its memory each time, and give it back.
    """

    busy = False

    def __init__(self, handle: Callable[..., None]) -> None:
        super().__init__()
        self.handle = handle

    def run(self, *connection: object) -> None:
        while True:
            self.busy = True
            self.handle(*connection)
            self.busy = False
            connection = self.parent.switch()
