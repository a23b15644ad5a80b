"""Where pages are kept."""

import time

import pytest

from blog.lib import pagestore
from blog.lib.holes import Kept
from blog.lib.pagestore import PageStore
from tests.support.forked import forked


def page(text: bytes = b"page") -> Kept:
    kept = Kept(1, (2, 3), 0)
    kept.cut(text, [("Content-Type", "text/html")])
    return kept


def test_a_page_is_kept_until_it_is_dropped() -> None:
    store, kept = PageStore(), page()
    store.keep("/", kept)
    assert store.own("/") is kept
    store.drop("/", kept)
    assert store.own("/") is None


def test_what_was_built_anew_meanwhile_is_not_dropped() -> None:
    store, old, new = PageStore(), page(), page()
    store.keep("/", old)
    store.keep("/", new)
    store.drop("/", old)
    assert store.own("/") is new


def test_what_is_kept_is_bounded_and_the_oldest_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pagestore, "BYTES", 3 * page().size)
    store = PageStore()
    for path in ("/1", "/2", "/3", "/4"):
        store.keep(path, page())
    assert [store.own(path) is not None for path in ("/1", "/2", "/3", "/4")] == [0, 1, 1, 1]
    for _ in range(9):
        store.keep("/4", page())
    assert store.own("/2") is not None, "the same page counts once"


def test_workers_find_what_another_has_built_since() -> None:
    store, started = PageStore(), time.monotonic()
    forked(lambda: store.share("/", page(b"built by another")))
    found = store.of_others("/", started)
    assert found
    assert (found.texts, found.marks, found.headers) == (
        [b"built by another"], (2, 3), [("Content-Type", "text/html")],
    )  # fmt: skip
    assert store.own("/") is None


def test_what_is_no_newer_is_not_found() -> None:
    store = PageStore()
    store.share("/", page())
    assert store.of_others("/", time.monotonic()) is None
