"""gunicorn's sync worker, in which hits that wait together are counted together.

For a blog behind a proxy that waits for slow readers, as the files in `deploy/` set up. While more
connections wait, a hit of a kept page is left before it is counted and the next connection is
begun; one transaction counts them all, then each is answered. gunicorn's own code runs unchanged,
in a greenlet a connection.
"""

import socket

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]  # tells no types
from gunicorn.workers.sync import SyncWorker

from blog.lib import group

CONNECTIONS = 16
"""How many the workers of a service take in one turn: a worker that is put off by the system
holds up all it has begun."""


class Worker(SyncWorker):  # type: ignore[misc]  # gunicorn tells no types
    """A sync worker that begins further connections while hits wait to be counted."""

    def accept(self, listener: socket.socket) -> None:
        """Take a turn of connections and answer them all.

        Raises `BlockingIOError`, as gunicorn's own, when none waits.
        """
        turn = _Turn()
        most = max(2, CONNECTIONS // self.cfg.workers)
        while turn.open and len(turn.begun) < most and self.alive:
            try:
                accepted, address = listener.accept()
            except OSError:
                if turn.begun:
                    break
                raise
            client = _Client(listener.family, listener.type, 0, accepted.detach())
            client.setblocking(True)
            request = greenlet(self.handle)
            if not _has_spoken(client):
                turn.answer()
                turn.open = False
            turn.begin(request, listener, client, address)
        turn.answer()
        for request in turn.begun:
            self.notify()
            if not request.dead:
                request.switch()  # most readers have closed meanwhile, so nobody is waited for


class _Turn:
    """Connections that were begun one after another."""

    def __init__(self) -> None:
        self.open = True
        self.begun: list[greenlet] = []
        self._waiting: list[tuple[greenlet, group.Asked]] = []

    def begin(self, request: greenlet, *arguments: object) -> None:
        """Run it until it waits to be counted; what takes long ends the turn."""
        self.begun.append(request)
        if not self.open:
            request.switch(*arguments)
            return
        wish = group.begin(request, *arguments)
        if isinstance(wish, group.Asked):
            self._waiting.append((request, wish))
            return
        self.open = False
        self.answer()
        if isinstance(wish, group.Alone):
            request.switch()

    def answer(self) -> None:
        """Count all that wait in one transaction and answer them, first what need not be built."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        try:
            counts = waiting[0][1].counter([asked.hit for _, asked in waiting])
        except Exception:
            # None says that nothing was counted: each is built anew and says what is wrong.
            counts = [None] * len(waiting)
        outdated = []
        for (request, _), count in zip(waiting, counts, strict=True):
            if count is None:
                outdated.append(request)
            else:
                request.switch(count)
        for request in outdated:
            request.switch(None)


class _Client(socket.socket):
    """A connection whose request waits, once it is answered, for the rest of the turn."""

    def shutdown(self, how: int) -> None:
        super().shutdown(how)
        getcurrent().parent.switch()


def _has_spoken(client: socket.socket) -> bool:
    """Whether its request has begun to arrive; else reading it would keep the others waiting."""
    try:
        client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:  # it is gone, which gunicorn sees for itself
        return True
    return True
