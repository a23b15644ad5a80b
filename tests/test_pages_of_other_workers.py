"""The page cache in one of several workers, which share what they build."""

import gzip

import pytest
from werkzeug.test import Client

from blog.lib import holes, turn
from blog.lib.turn import Counter, Hit
from tests.lib.test_pagecache import client, house, read
from tests.support.forked import forked
from tests.support.layer import House

__all__ = ["client", "house"]


def test_what_another_worker_has_built_is_counted_and_not_built(
    client: Client, house: House
) -> None:
    forked(lambda: read(client))
    assert "你好 1 (1)" in read(client).text
    assert (house.views, house.built) == (1, 0)
    assert "你好 2 (2)" in read(client).text


def test_what_another_worker_built_before_the_change_is_not_shown(
    client: Client, house: House
) -> None:
    forked(lambda: read(client))
    house.mark, house.text = 2, "再见"
    assert "再见 1" in read(client).text
    assert (house.views, house.built) == (1, 1)
    assert house.together == [1, 1], "the outdated page and the new one, each counted once"


def test_what_another_worker_compressed_is_not_compressed_again(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = {"Accept-Encoding": "gzip"}
    forked(lambda: read(client, headers=wish))
    monkeypatch.delattr(holes, "_deflate")
    assert "你好 1 (1)" in gzip.decompress(read(client, headers=wish).data).decode()


def test_a_count_that_failed_says_nothing_against_the_page(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked(lambda: read(client))

    def locked_once(counter: Counter, hit: Hit) -> int | None:
        monkeypatch.setattr(turn, "count", lambda counter, hit: counter([hit])[0])
        raise TimeoutError

    monkeypatch.setattr(turn, "count", locked_once)
    assert "你好 1 (1)" in read(client).text
    assert house.built == 0
