"""Kept counts that are out of step are named, and mended."""

import pytest
from flask import Flask
from sqlalchemy import delete, text

from blog.lib.database import db, utcnow
from blog.models import site, tally
from blog.models.views import ArticleViews
from tests.factories import make_article, make_category, make_comment


@pytest.fixture
def filled(app: Flask) -> Flask:
    top = make_category("生活")
    below = make_category("茶", parent=top)
    article = make_article(slug="tea", category=below, tags=["茶", "水"])
    make_article(category=top, tags=["茶"])
    make_article(published=False, tags=["茶"])
    make_article(tags=["水"]).bin()
    make_comment(article)
    db.session.commit()
    return app


def spoil(statement: str) -> None:
    db.session.execute(text(statement), {"now": utcnow()} if ":now" in statement else {})
    db.session.commit()


def test_what_the_blog_keeps_by_itself_is_right(filled: Flask) -> None:
    assert tally.faults() == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE site_marks SET published = 9", "articles of the site all: 9 is kept, 2 is right"),
        (
            "UPDATE categories SET article_count = 7 WHERE parent_id IS NULL",
            ": 7 is kept, 2 is right",
        ),
        ("UPDATE tags SET article_count = 0", ": 0 is kept, 2 is right"),
        ("UPDATE archive_months SET articles = 5", ": 5 is kept, 2 is right"),
        ("DELETE FROM archive_months", "not counted at all"),
        ("UPDATE articles SET comment_count = 3 WHERE slug = 'tea'", "comments of article tea: 3"),
        ("UPDATE articles SET floors = 0 WHERE slug = 'tea'", "floors of article tea: 0"),
        ("UPDATE article_tags SET published_at = NULL", "date of a tag's article"),
        ("DELETE FROM article_views", "nothing counts them"),
    ],
)
def test_what_is_out_of_step_is_named_and_mended(filled: Flask, statement: str, said: str) -> None:
    spoil(statement)
    assert any(said in fault for fault in tally.faults()), tally.faults()
    site.forget()
    before = site.marks()
    tally.mend()
    assert tally.faults() == []
    after = site.marks()
    assert not {before.dress, before.lists} & {after.dress, after.lists}


def test_a_floor_once_given_is_not_taken_back(filled: Flask) -> None:
    spoil("UPDATE articles SET floors = 8 WHERE slug = 'tea'")
    assert tally.faults() == []


def test_only_some_of_many_are_named(filled: Flask) -> None:
    for _ in range(9):
        make_article()
    spoil("UPDATE articles SET comment_count = 3")
    said = tally.faults()
    assert len(said) == tally.SHOWN + 1
    assert said[-1] == "comments of article: 8 more"


def test_views_are_left_as_they_are(filled: Flask) -> None:
    spoil("UPDATE article_views SET views = 41")
    tally.mend()
    assert set(db.session.scalars(db.select(ArticleViews.views))) == {41}
    db.session.execute(delete(ArticleViews))
    db.session.rollback()
