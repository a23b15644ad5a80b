"""Files that rot, links that lead nowhere and what the search forgot are named."""

import io

import pytest
from flask import Flask
from PIL import Image

from blog.lib.database import db
from blog.models import holdings, indexing, media
from blog.models.media import Media
from blog.models.redirect import Redirect
from tests.factories import change_settings, make_article, make_category, make_page


@pytest.fixture
def picture(app: Flask) -> Media:
    data = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(data, "PNG")
    stored = Media.store(data.getvalue(), "tea.png")
    db.session.commit()
    return stored


def test_a_file_that_is_there_is_no_fault(picture: Media) -> None:
    assert list(holdings.media_faults()) == []


def test_a_missing_file_is_named(picture: Media) -> None:
    (media.folder() / picture.path).unlink()
    assert list(holdings.media_faults()) == [
        f"media file {picture.path} (tea.png): cannot be read (No such file or directory)"
    ]


def test_a_file_that_rotted_is_named(picture: Media) -> None:
    file = media.folder() / picture.path
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert [fault.rpartition(": ")[2] for fault in holdings.media_faults()] == [
        "holds something else than it did"
    ]


def test_links_that_lead_somewhere_are_no_fault(app: Flask, picture: Media) -> None:
    make_article(slug="tea", tags=["茶"])
    make_article(slug="another name")
    make_page(slug="about")
    make_category("生活", slug="life")
    Redirect.leave("/2019/tea.html", "articles", 1)
    change_settings(address="https://tea.example")
    make_article(
        body=f"""
[a](/articles/tea) [b](/articles/tea#comments) [c](/pages/about) [d](/categories/life)
[e](/tags) [f](/archive) [g](/) [h](/2019/tea.html) [i](https://tea.example/articles/tea)
[j](https://elsewhere.example/articles/none) [k](#here) [l](mailto:a@b.example)
![m](/media/{picture.path}) [n](/articles/another%20name) [o](/search?q=x)
"""
    )
    assert list(holdings.link_faults()) == []


@pytest.mark.parametrize(
    "path",
    ["/articles/none", "/pages/none", "/categories/none", "/tags/none", "/media/ab/none.png", "/x"],
)
def test_a_link_to_nothing_is_named_with_where_it_stands(app: Flask, path: str) -> None:
    make_article(slug="tea", body=f"[there]({path})")
    assert list(holdings.link_faults()) == [f"/articles/tea links to {path}, where nothing is"]


def test_a_link_to_a_draft_is_named(app: Flask) -> None:
    make_article(slug="draft", published=False)
    make_page(body="[there](/articles/draft)")
    assert len(list(holdings.link_faults())) == 1


def test_a_draft_may_link_to_what_comes_later(app: Flask) -> None:
    make_article(body="[there](/articles/none)", published=False)
    assert list(holdings.link_faults()) == []


def test_what_waits_for_the_search_is_no_fault(app: Flask) -> None:
    while indexing.catch_up():
        pass
    make_article()
    assert list(holdings.search_faults()) == []


def test_what_the_search_forgot_is_named(app: Flask) -> None:
    make_article(slug="tea")
    while indexing.catch_up():
        pass
    assert list(holdings.search_faults()) == []
    db.session.execute(db.text("DELETE FROM search_names"))
    db.session.commit()
    assert list(holdings.search_faults()) == ["the search does not know /articles/tea"]
