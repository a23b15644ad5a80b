"""The layer in front of Flask."""

import gzip
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from blog.lib import pagecache
from tests.support.layer import House, behind


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> Client:
    return behind(house)


def read(client: Client, path: str = "/articles/tea", **options: object) -> TestResponse:
    response = client.get(path, **options)
    assert response.status_code == 200
    return response


def test_every_hit_is_counted_and_the_page_is_built_once(client: Client, house: House) -> None:
    shown = [read(client).text for _ in range(3)]
    assert shown == [f"<p>你好 {n} ({n}) tea</p>" for n in (1, 2, 3)]
    assert (house.views, house.built) == (3, 1)


def test_the_grouped_hole_groups_by_thousands(client: Client, house: House) -> None:
    house.views = 23_581
    assert "23582 (23,582)" in read(client).text


def test_a_changed_mark_builds_the_page_anew(client: Client, house: House) -> None:
    read(client)
    house.mark, house.text = 2, "再见"
    assert "再见 2" in read(client).text
    assert house.built == 2


def test_a_page_that_changes_while_it_is_built_is_built_again_and_counted_once(
    client: Client, house: House
) -> None:
    house.redrawn_while_building = 1
    assert "你好 1 (1)" in read(client).text
    assert (house.views, house.built) == (1, 2)


def test_a_page_that_changes_each_time_is_shown_counted_and_not_kept(
    client: Client, house: House
) -> None:
    house.redrawn_while_building = pagecache.TRIES
    assert "你好 1 (1)" in read(client).text
    read(client)
    assert (house.views, house.built) == (2, pagecache.TRIES + 1)


def test_a_missing_page_counts_nothing(client: Client, house: House) -> None:
    assert client.get("/articles/missing").status_code == 404
    assert house.views == 0


def test_head_counts_nothing_and_says_the_length_of_the_page(client: Client, house: House) -> None:
    head = client.head("/articles/tea")
    assert (head.status_code, head.data, house.views) == (200, b"", 0)
    # One digit either way: the page of the next reader says 1 where HEAD says 0.
    assert head.headers["Content-Length"] == read(client).headers["Content-Length"]


def test_what_is_asked_aside_is_built_each_time(client: Client, house: House) -> None:
    for path in ("/list", "/list?old=1", "/list?old=1", "/list?new=1"):
        read(client, path)
    assert house.built == 3


def test_tracking_parameters_meet_the_kept_page(client: Client, house: House) -> None:
    read(client)
    read(client, "/articles/tea?utm_source=x&fbclid=y")
    assert (house.views, house.built) == (2, 1)


def test_each_page_of_comments_is_kept_apart(client: Client, house: House) -> None:
    read(client)
    read(client, "/articles/tea?comments=2")
    read(client, "/articles/tea?comments=2&utm_source=x")
    assert (house.views, house.built) == (3, 2)


def test_a_list_is_known_by_its_page_in_whatever_words_and_by_nothing_else(
    client: Client, house: House
) -> None:
    for query in ("p%61ge=2", "utm_source=x&p%61g%65=2", "page=2&page=1", "page=2"):
        read(client, f"/list?{query}")
    assert house.built == 1
    for query in ("", "comments=2"):
        read(client, f"/list?{query}")
    assert house.built == 2


def test_the_bearer_of_the_login_cookie_always_sees_a_fresh_page_and_is_counted(
    client: Client, house: House
) -> None:
    read(client)
    client.set_cookie("login", "x")
    read(client)
    read(client)
    assert (house.views, house.built) == (3, 3)


def test_hosts_schemes_and_prefixes_are_kept_apart(client: Client, house: House) -> None:
    read(client)
    read(client, base_url="http://other.example")
    read(client, base_url="https://localhost")
    read(client, base_url="http://localhost/blog")
    assert house.built == 4


def test_an_answer_with_a_cookie_is_never_kept(client: Client, house: House) -> None:
    house.headers = {"Set-Cookie": "a=b"}
    read(client)
    read(client)
    assert (house.views, house.built) == (2, 2)


def test_gzip_is_stitched_and_reads_as_the_plain_page(client: Client, house: House) -> None:
    house.text = "文字 <b>text</b> " * 500
    plain = read(client).data
    packed = read(client, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain) / 4
    assert gzip.decompress(packed.data) == plain.replace(b"1 (1)", b"2 (2)")
    assert house.built == 1


def test_a_range_is_ignored(client: Client) -> None:
    assert read(client, headers={"Range": "bytes=0-3"}).data == "<p>你好 1 (1) tea</p>".encode()


def test_a_page_that_cannot_be_counted_is_not_shown(client: Client, house: House) -> None:
    house.broken = True
    assert client.get("/articles/tea").status_code == 503
    house.broken = False
    read(client)
    house.broken = True
    assert client.get("/articles/tea").status_code == 503
    house.broken = False
    assert "你好 2 (2)" in read(client).text


@pytest.mark.parametrize("accepts", ["gzip", "identity"])
def test_a_page_that_sets_a_cookie_or_never_stands_still_is_kept_for_nobody(
    client: Client, house: House, accepts: str
) -> None:
    wish = {"Accept-Encoding": accepts}
    house.headers = {"Set-Cookie": "session=of-one-reader"}
    read(client, headers=wish)
    house.headers = {}
    assert "Set-Cookie" not in read(client, headers=wish).headers
    house.redrawn_while_building, house.mark = pagecache.TRIES, house.mark + 1
    read(client, headers=wish)
    read(client, headers=wish)
    assert house.built == 2 + pagecache.TRIES + 1


def test_a_page_past_its_age_is_built_anew(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(client)
    monkeypatch.setattr(pagecache, "HIGHEST_AGE", 0.0)
    read(client)
    assert (house.views, house.built) == (2, 2)


def layer_of(client: Client) -> pagecache.PageCache:
    app = client.application
    assert isinstance(app, Flask)
    assert isinstance(app.wsgi_app, pagecache.PageCache)
    return app.wsgi_app


def test_what_another_thread_has_just_built_is_not_built_to_say_that_it_is_the_same(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = read(client, "/feed").headers["ETag"]
    answer = layer_of(client)._answer
    asked: list[object] = []

    def late(*arguments: Any) -> Iterable[bytes] | None:
        """Nothing is kept at the first look; then the other thread is done."""
        asked.append(arguments)
        return answer(*arguments) if len(asked) > 1 else None

    monkeypatch.setattr(layer_of(client), "_answer", late)
    response = client.get("/feed", headers={"If-None-Match": tag})
    assert (response.status_code, len(asked), house.built) == (304, 2, 1)


def test_every_counted_hit_is_told_and_nothing_else(client: Client, house: House) -> None:
    told: list[tuple[str, int]] = []
    layer = layer_of(client)
    layer.seen = lambda environ, counted: told.append((environ["HTTP_USER_AGENT"], counted))
    read(client, headers={"User-Agent": "builds"})
    read(client, headers={"User-Agent": "kept"})
    client.set_cookie("login", "x")
    read(client, headers={"User-Agent": "bypasses"})
    client.head("/articles/tea")
    client.get("/articles/missing")
    client.get("/list")
    client.get("/list")
    house.broken = True
    client.get("/articles/tea")
    assert told == [("builds", 7), ("kept", 7), ("bypasses", 7)]
