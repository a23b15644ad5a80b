import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from greenlet import greenlet  # type: ignore[import-untyped]  # tells no types

from blog.lib import places, turn
from blog.lib.places import Places
from blog.lib.turn import Hit, Turn
from blog.lib.worker import Worker
from tests.support.colleague import WORKERS, Colleague
from tests.support.layer import House, behind


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
    """A worker whose requests are single letters: a digit is a hit, `s` is slow."""

    def __init__(self, book: Book, workers: int) -> None:
        self.book = book
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.readers: list[socket.socket] = []
        self.worker = Worker.__new__(Worker)
        self.worker.cfg = SimpleNamespace(workers=workers)
        self.worker.places = Places(2)
        self.worker.alive = True
        self.worker.handle = self._handle
        self.worker.notify = lambda: None

    def ask(self, letters: str) -> None:
        """A reader for each letter connects; a blank says nothing yet."""
        for letter in letters:
            self.readers.append(socket.create_connection(self.listener.getsockname()))
            self.readers[-1].sendall(letter.strip().encode())

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
            self.book.order.append(letter if found else f"{letter} built")
        else:
            turn.step_aside()
            self.book.order.append(letter)
        client.sendall(letter.encode())
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


Open = Callable[..., Desk]


@pytest.fixture
def open_desk() -> Iterator[Open]:
    with ExitStack() as stack:

        def opened(book: Book, workers: int = 2) -> Desk:
            desk = Desk(book, workers)
            stack.callback(desk.close)
            return desk

        yield opened


def test_hits_that_wait_together_are_counted_together(open_desk: Open) -> None:
    book = Book()
    desk = open_desk(book)
    desk.ask("123")
    desk.take_turn()
    assert book.together == [[1, 2, 3]]
    assert book.order == ["1", "2", "3", "closed", "closed", "closed"]
    assert desk.answers() == "123"


@pytest.mark.parametrize(("workers", "share"), [(1, 9), (2, 8), (8, 8)])
def test_a_turn_takes_the_share_of_who_may_answer_at_a_time(
    open_desk: Open, workers: int, share: int
) -> None:
    book = Book()
    desk = open_desk(book, workers)
    desk.ask("1" * 9)
    desk.take_turn()
    assert len(book.together[0]) == share


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PATIENCE", 0.05)


@pytest.mark.usefixtures("hurried")
def test_without_a_place_no_connection_is_begun(open_desk: Open) -> None:
    book = Book()
    desk = open_desk(book, workers=WORKERS)
    desk.worker.places = Places(1)
    desk.ask("1")
    colleague = Colleague(desk.worker.places)
    colleague.does("take")
    with pytest.raises(BlockingIOError):
        desk.take_turn()
    colleague.die()
    desk.take_turn()
    assert book.together == [[1]]


def test_with_nobody_there_it_says_so(open_desk: Open) -> None:
    with pytest.raises(BlockingIOError):
        open_desk(Book()).take_turn()


def test_what_must_be_built_comes_after_what_is_kept(open_desk: Open) -> None:
    book = Book(1)
    desk = open_desk(book)
    desk.ask("123")
    desk.take_turn()
    assert book.order[:3] == ["2", "3", "1 built"]
    assert desk.answers() == "123"


def test_what_takes_long_waits_for_those_before_it_and_ends_the_turn(
    open_desk: Open,
) -> None:
    book = Book()
    desk = open_desk(book)
    desk.ask("12s3")
    desk.take_turn()
    assert book.together == [[1, 2]]
    assert book.order[:3] == ["1", "2", "s"]
    desk.take_turn()
    assert book.together == [[1, 2], [3]]
    assert desk.answers() == "12s3"


def test_who_says_nothing_yet_keeps_nobody_waiting(open_desk: Open) -> None:
    book = Book()
    desk = open_desk(book)
    desk.ask("1 2")
    # It speaks only when the one before it has been answered.
    first, silent, _ = desk.readers
    late = threading.Thread(target=lambda: silent.sendall(first.recv(1) and b"s"))
    late.start()
    desk.take_turn()
    late.join()
    assert book.order[:2] == ["1", "s"]
    assert book.together == [[1]]


def test_who_is_gone_before_the_turn_is_no_obstacle(open_desk: Open) -> None:
    book = Book()
    desk = open_desk(book)
    desk.ask("1 2")
    gone = desk.readers.pop(1)
    # Closed so, it resets its connection instead of ending it.
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.close()
    desk.take_turn()
    desk.take_turn()
    assert book.together == [[1], [2]]
    assert desk.answers() == "12"


def test_a_count_that_fails_leaves_each_to_say_what_is_wrong(open_desk: Open) -> None:
    class Broken(Book):
        def count(self, hits: Sequence[Hit]) -> list[int | None]:
            raise RuntimeError("the database is gone")

    book = Broken()
    desk = open_desk(book)
    desk.ask("12")
    desk.take_turn()
    assert book.order[:2] == ["1 built", "2 built"]


def test_of_two_that_wait_for_an_outdated_page_one_builds_it() -> None:
    house = House()
    client = behind(house)
    client.get("/articles/tea")
    house.mark += 1
    taken = Turn(lambda: None)
    readers = [greenlet(client.get), greenlet(client.get)]
    for reader in readers:
        taken.begin(reader, "/articles/tea")
    assert house.views == 1, "both wait"
    taken.close()
    assert all(reader.dead for reader in readers)
    assert house.built == 2
    assert house.views == 3


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("letters", ["s", " "])
def test_what_takes_long_or_is_silent_needs_no_place(open_desk: Open, letters: str) -> None:
    desk = open_desk(Book(), workers=WORKERS)
    desk.worker.places = Places(1)
    colleague = Colleague(desk.worker.places)
    found: list[object] = []
    handle = desk.worker.handle

    def watched(*connection: object) -> None:
        desk.readers[0].sendall(b"s")
        handle(*connection)
        found.append(colleague.does("take"))

    desk.worker.handle = watched
    desk.ask(letters)
    desk.take_turn()
    colleague.die()
    assert found == [True]


def test_elsewhere_a_hit_is_counted_at_once() -> None:
    book = Book()
    assert turn.count(book.count, (7, ())) == 1
    turn.step_aside()
    assert book.together == [[7]]
