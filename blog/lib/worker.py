"""gunicorn's sync worker, in which hits that wait together are counted together.

For a blog behind a proxy that waits for slow readers, as the files in `deploy/` set up. While more
connections wait, a hit of a kept page is left before it is counted and the next connection is
begun; one transaction counts them all, then each is answered. gunicorn's own code runs unchanged,
in a greenlet a connection.
"""

import socket

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]  # tells no types
from gunicorn.workers.sync import SyncWorker

from blog.lib.turn import Turn

CONNECTIONS = 16
"""How many the workers of a service take in one turn: a worker that is put off by the system
holds up all it has begun."""


class Worker(SyncWorker):  # type: ignore[misc]  # gunicorn tells no types
    """A sync worker that begins further connections while hits wait to be counted."""

    def accept(self, listener: socket.socket) -> None:
        """Take a turn of connections and answer them all.

        Raises `BlockingIOError`, as gunicorn's own, when none waits.
        """
        turn = Turn()
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
                turn.close()
            turn.begin(request, listener, client, address)
        turn.close()
        for request in turn.begun:
            self.notify()
            if not request.dead:
                request.switch()  # most readers have closed meanwhile, so nobody is waited for


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
    except OSError:
        pass  # it is gone, which gunicorn sees for itself
    return True
