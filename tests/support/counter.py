"""A worker that takes turns, with readers that connect for real and a count that is a list."""

import socket
from collections.abc import Sequence
from contextlib import suppress
from types import SimpleNamespace

from blog.lib import turn
from blog.lib.places import Places
from blog.lib.turn import Hit
from blog.lib.worker import Worker


class Book:
    """Counts, and remembers what was counted together and in which order requests went on."""

    def __init__(self, *outdated: int) -> None:
        self.outdated = outdated
        self.together: list[list[int | None]] = []
        self.order: list[str] = []

    def count(self, hits: Sequence[Hit]) -> list[int | None]:
        self.together.append([article for article, _ in hits])
        return [None if article in self.outdated else 1 for article, _ in hits]


class Desk:
    """A worker whose requests are single letters: a digit is a hit, `p` builds, `s` is slow."""

    def __init__(self, book: Book, workers: int) -> None:
        self.book = book
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.readers: list[socket.socket] = []
        self.worker = Worker.__new__(Worker)
        self.worker.cfg = SimpleNamespace(workers=workers, is_ssl=False)
        self.worker.places = Places(2)
        self.worker.alive = True
        self.worker.idle = []
        self.worker.handle = self._handle
        self.worker.notify = lambda: None

    def ask(self, letters: str) -> None:
        """A reader for each letter connects; a blank says nothing yet."""
        for letter in letters:
            self.readers.append(socket.create_connection(self.listener.getsockname()))
            if letter.strip():
                self.readers[-1].sendall(f"{letter}\r\n\r\n".encode())

    def take_turn(self) -> None:
        """Let the worker take one turn."""
        self.worker.accept(self.listener)

    def _handle(self, _listener: object, client: socket.socket, _address: object) -> None:
        letter = client.recv(1).decode()
        if not letter:
            client.close()
            return
        if letter.isdigit():
            found = turn.count(self.book.count, (int(letter), ()))
            if not found:
                turn.step_aside(is_page=True)
            self.book.order.append(letter if found else f"{letter} built")
        else:
            turn.step_aside(is_page=letter == "p")
            self.book.order.append(letter)
        client.sendall(letter.encode())
        with suppress(OSError):  # the reader has closed, which gunicorn takes well
            client.shutdown(socket.SHUT_WR)
        self.book.order.append("closed")
        client.close()

    def close(self) -> None:
        self.worker.places.leave()
        for one in (self.listener, *self.readers):
            one.close()

    def answers(self) -> str:
        """What each reader was told."""
        return "".join(reader.recv(9).decode() for reader in self.readers)
