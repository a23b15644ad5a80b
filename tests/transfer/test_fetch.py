from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from blog.transfer import fetch
from blog.transfer.fetch import Fetcher
from blog.transfer.parcel import Parcel, Post
from blog.transfer.source import Refused


class Site(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(200 if self.path != "/gone" else 404)
        self.end_headers()
        self.wfile.write(b"x" * (fetch.LARGEST + 1) if self.path == "/huge" else b"bytes")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_picture_is_copied_also_over_a_redirect(site: str) -> None:
    here = Fetcher(allowed=lambda _address: True)
    assert here(f"{site}/a.png") == b"bytes"
    assert here(f"{site}/to//b.png") == b"bytes"


@pytest.mark.parametrize(
    "path", ["/gone", "/huge", "/to/ftp://e.example/a", "/to/http://169.254.169.254/x"]
)
def test_what_cannot_be_copied_is_refused(site: str, path: str) -> None:
    local = Fetcher(allowed=lambda address: address == "127.0.0.1")
    with pytest.raises(Refused, match="stays elsewhere"):
        local(site + path)


def test_a_loop_of_redirects_ends(site: str) -> None:
    with pytest.raises(Refused, match="redirected too often"):
        Fetcher(allowed=lambda _address: True)(f"{site}/to/" * 9 + "/a")


def test_an_address_within_is_never_asked(site: str) -> None:
    Site.asked.clear()
    with pytest.raises(Refused, match="no address of the open internet"):
        Fetcher()(f"{site}/a.png")
    assert Site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "fec0::1", "ff02::1"),
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not fetch.public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert fetch.public(address)


def test_a_host_that_does_not_answer_is_asked_three_times() -> None:
    silent = Fetcher(allowed=lambda _address: True)
    for _ in range(3):
        with pytest.raises(Refused, match="could not be fetched"):
            silent("http://127.0.0.1:9/a.png")
    with pytest.raises(Refused, match="did not answer before"):
        silent("http://127.0.0.1:9/a.png")


def test_pictures_from_elsewhere_are_taken_or_named() -> None:
    text = "![a](https://e.example/a.png) [b](https://e.example/b.png) `![c](https://c.example/c)`"
    date = datetime(2021, 1, 1, tzinfo=UTC)
    post = Post(key="k", path="p.md", digest="d", title="t", body=text, published_at=date)
    named = Parcel(posts=[post])
    fetch.name(named)
    assert [str(f) for f in named.findings] == [
        "p.md: shows a picture that stays elsewhere: https://e.example/a.png"
    ]
    taken = Parcel(posts=[post])
    fetch.bring(taken, lambda address: address.encode())
    assert taken.pictures["https://e.example/a.png"].load() == b"https://e.example/a.png"
    assert taken.references.of(taken.posts[0].body)[0].written == "https://e.example/a.png"
