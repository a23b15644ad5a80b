from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from blog.lib.database import db, utcnow
from blog.lib.filetypes import Kind
from blog.models import library, media
from blog.models.article import Article
from blog.models.library import Wish
from blog.models.media import Media
from blog.models.page import Page
from tests.conftest import Sql
from tests.factories import change_settings, make_article, make_page
from tests.support.pictures import MP3, PDF, picture


@pytest.fixture
def window(app: Flask) -> Media:
    return store(picture(), "窗.png", alt="雨天的窗")


def store(data: bytes, name: str, **words: str) -> Media:
    stored = Media.store(data, name, **words)
    db.session.commit()
    return stored


def names(wish: Wish) -> list[str]:
    return [row[0].name for row in library.listed(wish, 1).items]


def test_the_newest_file_stands_first_with_the_number_of_its_texts(window: Media) -> None:
    store(PDF, "年报.pdf")
    make_article(body=window.markdown)
    make_page(body=window.markdown)
    rows: Sequence[Any] = library.listed(Wish(), 1).items
    assert [(row[0].name, row.uses) for row in rows] == [("年报.pdf", 0), ("窗.png", 2)]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(query="雨天"), ["窗.png"]),
        (Wish(query="雨天 PNG"), ["窗.png"]),
        (Wish(query="雨天 pdf"), []),
        (Wish(query="100%"), []),
        (Wish(query="\0"), ["朗读.mp3", "年报_1.pdf", "窗.png"]),
        (Wish(query="报_"), ["年报_1.pdf"]),
        (Wish(kind=Kind.PICTURE), ["窗.png"]),
        (Wish(kind=Kind.AUDIO), ["朗读.mp3"]),
        (Wish(kind=Kind.DOCUMENT, unused=True), ["年报_1.pdf"]),
        (Wish(unused=True), ["朗读.mp3", "年报_1.pdf"]),
        (Wish(binned=True), []),
    ],
)
def test_a_wish_finds_what_it_asks_for(window: Media, wish: Wish, found: list[str]) -> None:
    store(PDF, "年报_1.pdf")
    store(MP3, "朗读.mp3")
    make_article(body=window.markdown)
    assert names(wish) == found


def test_a_page_past_the_end_is_not_there(window: Media) -> None:
    with pytest.raises(NotFound):
        library.listed(Wish(), 2)


def test_counts_say_what_is_where(window: Media) -> None:
    library.bin([store(PDF, "a.pdf").id])
    assert library.counts() == {"all": 1, "binned": 1, "unused": 1}


def test_uses_name_drafts_and_pages_too(window: Media) -> None:
    draft = make_article("草稿", window.markdown, published=False)
    page = make_page(body=window.markdown)
    found = library.uses(window)
    assert [line.id for line in found.articles] == [draft.id]
    assert [line.slug for line in found.pages] == [page.slug]
    assert len(found) == 2


def test_what_the_menu_leads_to_is_used(window: Media) -> None:
    change_settings(menu=[{"label": "窗", "url": window.address}])
    assert names(Wish(unused=True)) == []
    assert library.counts()["unused"] == 0
    assert library.listed(Wish(), 1).items[0].uses == 1
    assert library.uses(window).settings


def test_new_words_reach_every_text_that_shows_the_picture(window: Media) -> None:
    article = make_article(body=f"![]({window.address})")
    page = make_page(body=f"![]({window.address})")
    revision = article.revision
    library.describe(window, "一扇旧窗", "雨天")
    html = db.session.get_one(Article, article.id).html
    assert 'alt="一扇旧窗"' in html
    assert "<figcaption>雨天</figcaption>" in html
    assert 'alt="一扇旧窗"' in db.session.get_one(Page, page.id).html
    assert article.revision == revision, "a tab in which it is being written must still save"


def test_texts_that_do_not_show_it_stay_as_they_are(window: Media) -> None:
    other = make_article(body="没有图。")
    other.html = "as it was"
    db.session.commit()
    library.describe(window, "一扇旧窗", "")
    assert db.session.get_one(Article, other.id).html == "as it was"


def test_the_same_words_write_nothing(window: Media, sql: Sql) -> None:
    alt, caption = window.alt, window.caption
    with sql() as asked:
        library.describe(window, alt, caption)
    assert len(asked) == 0


def test_the_bin_is_emptied_after_a_month(window: Media) -> None:
    old = store(PDF, "old.pdf")
    library.bin([window.id, old.id])
    old.deleted_at = utcnow() - library.KEPT - timedelta(minutes=1)
    window.deleted_at = utcnow() - library.KEPT + timedelta(minutes=1)
    db.session.commit()
    assert library.empty_bin() == timedelta(hours=1)
    assert names(Wish(binned=True)) == ["窗.png"]
    assert not (media.folder() / media.BIN / old.path).exists()
    assert (media.folder() / media.BIN / window.path).exists()


def test_only_what_is_in_the_bin_is_erased(window: Media) -> None:
    assert library.erase([window.id]) == 0
    assert library.restore([window.id]) == []
    assert names(Wish()) == ["窗.png"]
