"""Addresses that no browser writes, through the real server."""

import socket
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.conftest import Live
from tests.factories import make_article


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("length", [3_000, 10_000, 60_000])
def test_a_long_address_is_answered_in_the_blogs_dress(live: Live, length: int) -> None:
    server = live(workers=1)
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{server.url}/articles/{'a' * length}", timeout=10)
    with refused.value as answer:
        assert answer.code == 404
        assert b"<title>" in answer.read()


@pytest.mark.usefixtures("app")
def test_chinese_that_nobody_escaped_is_read(live: Live) -> None:
    make_article("如何保证安全", slug="安全")
    host = urlsplit(live(workers=1).url)
    for path, status in (
        ("/search?q=安全".encode(), b"200"),
        ("/articles/安全".encode(), b"200"),
        ("/articles/无".encode(), b"404"),
        (b"/search?q=\xff\xb0", b"200"),
        ("/search?q=保证".encode("gb18030"), b"200"),
    ):
        with socket.create_connection((host.hostname, host.port or 80), timeout=10) as line:
            line.sendall(b"GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" % path)
            answer = b"".join(iter(lambda: line.recv(65_536), b""))
        assert answer.split(b" ", 2)[1] == status, path
        if status == b"200" and "安全".encode() in path:
            assert "如何保证".encode() in answer
