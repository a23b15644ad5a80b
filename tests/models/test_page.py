"""Plain pages: where they are listed and found."""

import pytest

from blog.lib.database import db
from blog.lib.query import parse
from blog.models import search
from blog.models.page import Page
from blog.models.revision import Revision
from tests.factories import make_page

pytestmark = pytest.mark.usefixtures("app")


def found(words: str) -> list[str]:
    return [hit.line.title for hit in search.find(parse(words)).hits]


def test_a_published_page_is_listed_and_found() -> None:
    make_page("联系", "写信给我。", slug="contact")
    assert [row.slug for row in Page.listed()] == ["contact"]
    assert found("写信") == ["联系"]


def test_a_hidden_page_is_neither() -> None:
    page = make_page("联系", "写信给我。", slug="contact")
    page.write(title=page.title, body=page.body, published=False)
    db.session.commit()
    assert Page.listed() == []
    assert found("写信") == []
    assert Page.all() == [page]


def test_pages_stand_in_the_order_that_was_set() -> None:
    for place, slug in ((2, "b"), (1, "c"), (2, "a")):
        make_page(slug=slug).position = place
    db.session.commit()
    assert [row.slug for row in Page.listed()] == ["c", "b", "a"]


def test_what_is_erased_leaves_nothing() -> None:
    page = make_page("联系", "写信给我。", slug="contact")
    place = page.place
    page.erase()
    db.session.commit()
    assert found("写信") == []
    assert Revision.of(place) == []
    assert Page.by_slug("contact") is None
