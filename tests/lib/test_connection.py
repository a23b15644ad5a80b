"""What a worker that takes turns does with a reader's connection."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from greenlet import greenlet  # type: ignore[import-untyped]  # tells no types

from blog.lib import connection
from blog.lib.connection import Connection

Line = tuple[Connection, socket.socket]


@pytest.fixture
def line() -> Iterator[Line]:
    ours, theirs = socket.socketpair()
    client = Connection(ours.family, ours.type, 0, ours.detach())
    theirs.settimeout(10)
    with client, theirs:
        yield client, theirs


def test_headers_go_out_with_what_follows_them(line: Line) -> None:
    client, reader = line
    reader.setblocking(False)
    client.sendall(b"headers ")
    with pytest.raises(BlockingIOError):
        reader.recv(99)
    client.sendall(b"body")
    assert reader.recv(99) == b"headers body"
    client.sendall(b"more")
    assert reader.recv(99) == b"more"


def test_headers_of_a_file_go_out_before_it(line: Line, tmp_path: Path) -> None:
    client, reader = line
    path = tmp_path / "rain.txt"
    path.write_bytes(b"0123456789")
    client.sendall(b"headers ")
    with path.open("rb") as file:
        client.sendfile(file, 2, 3)
    client.close()
    assert reader.makefile("rb").read() == b"headers 234"


def test_an_answer_of_headers_alone_goes_out_at_its_end(line: Line) -> None:
    client, reader = line
    client.sendall(b"headers")
    greenlet(client.shutdown).switch(socket.SHUT_WR)
    assert reader.makefile("rb").read() == b"headers"


def test_what_was_heard_before_the_request_is_read_first(line: Line) -> None:
    client, reader = line
    reader.sendall(b"GET /\r\n\r\n")
    assert client.listen_in()
    reader.sendall(b"more")
    assert [client.recv(3), client.recv(99), client.recv(99)] == [b"GET", b" /\r\n\r\n", b"more"]


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_half_a_request_is_not_waited_for_but_kept(line: Line, said: bytes) -> None:
    client, reader = line
    reader.sendall(said)
    assert not client.listen_in()
    reader.sendall(b"\r\n")
    assert client.recv(99) + (client.recv(99) if said else b"") == said + b"\r\n"


def test_who_is_gone_need_not_be_waited_for(line: Line) -> None:
    client, reader = line
    reader.close()
    assert client.listen_in()


def test_a_reader_that_has_closed_is_not_waited_for(line: Line) -> None:
    client, reader = line
    closing = greenlet(client.shutdown)
    closing.switch(socket.SHUT_WR)
    reader.close()
    with pytest.raises(OSError, match="has closed"):
        closing.switch()


def test_a_reader_that_closes_soon_is_waited_for(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SOON", 10)
    client, reader = line
    closing = greenlet(client.shutdown)
    closing.switch(socket.SHUT_WR)
    late = threading.Timer(0.05, lambda: reader.shutdown(socket.SHUT_WR))
    late.start()
    with pytest.raises(OSError, match="has closed"):
        closing.switch()
    late.join()


@pytest.mark.parametrize("said", [b"", b"more"])
def test_a_reader_that_has_not_closed_is_left_to_gunicorn(line: Line, said: bytes) -> None:
    client, reader = line
    told: list[str] = []
    client.before_wait = lambda: told.append("waits")
    closing = greenlet(client.shutdown)
    closing.switch(socket.SHUT_WR)
    reader.sendall(said)
    closing.switch()
    assert closing.dead
    assert told == ["waits"]
