"""The connection of a reader to a worker that takes turns (`lib/worker.py`)."""

import errno
import socket
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from greenlet import getcurrent  # type: ignore[import-untyped]  # tells no types

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


SOON = 0.005
"""Seconds within which most readers have closed who had not yet when the turn was over."""


class Connection(socket.socket):
    """A connection whose request waits, once it is answered, for the rest of the turn.

    It asks the system for as little as it can: each call costs about as much as a view counted.
    """

    before_wait: Callable[[], None] = staticmethod(lambda: None)
    """Called before gunicorn waits for a reader who has not closed, which may take two seconds."""

    _heard = b""
    _held: bytes | None = None

    def listen_in(self) -> bool:
        """Whether the head of its request is there; else reading it would keep others waiting."""
        try:
            self._heard = super().recv(8192, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True  # it is gone, which gunicorn sees for itself
        return not self._heard or b"\r\n\r\n" in self._heard

    def recv(self, size: int, flags: int = 0) -> bytes:
        """What was heard already, then what comes."""
        if self._heard:
            heard, self._heard = self._heard[:size], self._heard[size:]
            return heard
        return super().recv(size, flags)

    def sendall(self, piece: "ReadableBuffer", flags: int = 0) -> None:
        """Send it; the first piece, which is the headers, goes out with the second."""
        if self._held is None:
            self._held = bytes(piece)
            return
        held, self._held = self._held, b""
        super().sendall(held + piece, flags)

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:  # type: ignore[override]  # the stub asks for less of a file
        """Send the file, after what was held back; the bytes sent."""
        self._let_go()
        return super().sendfile(file, offset, count)

    def shutdown(self, how: int) -> None:
        """End the answer, and wait for the turn; OSError when the reader has closed soon after."""
        self._let_go()
        super().shutdown(how)
        getcurrent().parent.switch()
        try:
            closed = not super().recv(1, socket.MSG_DONTWAIT)
        except BlockingIOError:
            closed = self._closes_soon()
        if closed:
            # gunicorn takes it for gone and closes it, as it would after waiting for just this.
            raise OSError(errno.ENOTCONN, "the reader has closed")
        self.before_wait()

    def _closes_soon(self) -> bool:
        self.settimeout(SOON)
        try:
            return not super().recv(1)
        except TimeoutError:
            return False

    def _let_go(self) -> None:
        held, self._held = self._held, b""
        if held:
            super().sendall(held)
