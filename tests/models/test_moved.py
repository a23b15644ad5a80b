import pytest

from blog.lib.database import db
from blog.models import moved
from blog.models.redirect import Redirect
from blog.models.tag import Tag
from tests.factories import make_article, make_category, make_page

pytestmark = pytest.mark.usefixtures("app")


def leave(kind: str, target_id: int) -> None:
    Redirect.leave("/old", kind, target_id)
    db.session.commit()


def test_each_noun_is_found_where_it_stands_now() -> None:
    article = make_article(slug="中文", tags=["甲"])
    tag = Tag.by_names(["甲"])["甲"]
    category = make_category("技术", slug="tech")
    page = make_page(slug="about")
    for kind, row, path in (
        ("articles", article.id, "/articles/%E4%B8%AD%E6%96%87"),
        ("tags", tag.id, f"/tags/{tag.slug}"),
        ("categories", category.id, "/categories/tech"),
        ("pages", page.id, "/pages/about"),
    ):
        leave(kind, row)
        assert moved.target("/old") == path


def test_an_address_nobody_left_leads_nowhere() -> None:
    assert moved.target("/old") is None
    leave("articles", 999)
    assert moved.target("/old") is None


def test_what_is_not_public_is_not_given_away() -> None:
    article = make_article(published=False)
    leave("articles", article.id)
    assert moved.target("/old") is None
    page = make_page()
    page.published = False
    leave("pages", page.id)
    assert moved.target("/old") is None
