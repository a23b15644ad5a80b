import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from gunicorn.workers.sync import SyncWorker

from blog.lib import places
from blog.lib.places import Places
from blog.lib.turn import Hit
from tests.support.colleague import WORKERS, Colleague
from tests.support.counter import Book, Desk

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


@pytest.mark.parametrize(("workers", "share"), [(1, 9), (2, 8), (8, 4)])
def test_a_turn_takes_a_share_of_those_who_wait(open_desk: Open, workers: int, share: int) -> None:
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


def test_of_tls_nothing_is_heard_before_it_begins(open_desk: Open) -> None:
    desk = open_desk(Book())
    desk.worker.cfg.is_ssl = True
    heard: list[bytes] = []

    def handle(_listener: object, client: socket.socket, _address: object) -> None:
        heard.append(socket.socket.recv(client, 9))
        client.close()

    desk.worker.handle = handle
    desk.ask("1")
    desk.take_turn()
    assert heard == [b"1\r\n\r\n"]


def test_who_answered_one_reader_answers_the_next(open_desk: Open) -> None:
    desk = open_desk(Book())
    desk.ask("123")
    desk.take_turn()
    hands = set(desk.worker.idle)
    assert len(hands) == 3
    desk.ask("45")
    desk.take_turn()
    assert set(desk.worker.idle) == hands
    assert desk.answers() == "12345"


def test_who_failed_answers_nobody_else(open_desk: Open) -> None:
    desk = open_desk(Book())
    handle = desk.worker.handle

    def failing(_listener: object, client: socket.socket, _address: object) -> None:
        client.close()
        raise ZeroDivisionError

    desk.worker.handle = failing
    desk.ask("1")
    with pytest.raises(ZeroDivisionError):
        desk.take_turn()
    desk.worker.handle = handle
    desk.ask("2")
    desk.take_turn()
    assert desk.readers[1].recv(9) == b"2"


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


def test_the_master_hears_of_the_worker_before_each_page_that_is_built(open_desk: Open) -> None:
    book = Book(1, 2)
    desk = open_desk(book)
    desk.worker.notify = lambda: book.order.append("alive")
    desk.ask("123p")
    desk.take_turn()
    assert book.order[:7] == ["3", "alive", "1 built", "alive", "2 built", "alive", "p"]


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


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(("letters", "is_free"), [("s", True), (" ", True), ("p", False)])
def test_what_takes_long_or_is_silent_needs_no_place_but_a_page_does(
    open_desk: Open, letters: str, is_free: bool
) -> None:
    desk = open_desk(Book(), workers=WORKERS)
    desk.worker.places = Places(1)
    colleague = Colleague(desk.worker.places)
    found: list[object] = []
    handle = desk.worker.handle

    def watched(listener: socket.socket, client: socket.socket, address: object) -> None:
        desk.readers[0].sendall(b"s")
        client.sendall = lambda _: found.append(colleague.does("take"))  # type: ignore[method-assign, assignment, misc]  # where it is answered
        handle(listener, client, address)

    desk.worker.handle = watched
    desk.ask(letters)
    desk.take_turn()
    colleague.die()
    assert found == [is_free]


@pytest.mark.usefixtures("hurried")
def test_a_place_is_kept_for_the_next_turn_and_left_before_waiting(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(Book(), workers=WORKERS)
    desk.worker.places = Places(1)
    colleague = Colleague(desk.worker.places)
    monkeypatch.setattr(SyncWorker, "wait", lambda _self, _timeout: colleague.does("take"))
    desk.ask("1")
    desk.readers[0].shutdown(socket.SHUT_WR)
    desk.take_turn()
    assert colleague.does("take") is False
    assert desk.worker.wait(1) is True
    colleague.die()


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("closed", [True, False])
def test_a_place_is_left_by_who_stops_or_waits_for_a_reader(open_desk: Open, closed: bool) -> None:
    desk = open_desk(Book(), workers=WORKERS)
    desk.worker.places = Places(1)
    colleague = Colleague(desk.worker.places)
    handle = desk.worker.handle

    def last(*arguments: object) -> None:
        desk.worker.alive = not closed
        handle(*arguments)

    desk.worker.handle = last
    desk.ask("1")
    if closed:
        desk.readers[0].shutdown(socket.SHUT_WR)
    desk.take_turn()
    assert colleague.does("take") is True
    colleague.die()
