from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import func, select

from blog.lib.database import db, utcnow
from blog.models import heat, site
from blog.models.article import Article, State
from blog.models.comment import Comment
from blog.models.heat import ArticleHeat, ViewDay
from blog.models.media import Media
from blog.models.views import ArticleViews
from blog.transfer import demo
from blog.transfer.source import Refused
from tests.factories import make_page
from tests.support.counts import check_counts

pytestmark = pytest.mark.usefixtures("app")


def test_the_sample_fills_an_empty_blog() -> None:
    report = demo.load()
    assert not report.findings
    assert report.articles >= 24
    assert report.comments >= 50
    assert site.current().settings.title == "山前小店"
    assert site.current().settings.menu
    check_counts()
    shown = select(func.count()).where(Comment.state == "approved")
    assert db.session.scalar(select(func.sum(Article.comment_count))) == db.session.scalar(shown)
    threads = db.session.scalars(select(Comment).where(Comment.parent_id.is_not(None))).all()
    assert threads
    for reply in threads:
        assert reply.root_id is not None
        assert db.session.get_one(Comment, reply.parent_id).root_id == reply.root_id
    for media in db.session.scalars(select(Media)):
        assert media.width


def test_home_one_category_and_one_tag_have_two_pages() -> None:
    demo.load()
    size = site.current().settings.articles_per_page
    for statement in (
        "SELECT published FROM site_marks",
        "SELECT max(article_count) FROM categories",
        "SELECT max(article_count) FROM tags",
    ):
        assert db.session.scalar(db.text(statement)) > size


def test_the_hot_list_works_at_once() -> None:
    demo.load()
    hot = heat.hot(8)
    assert len(hot) == 8
    heats = [db.session.get_one(ArticleHeat, id).heat for id in hot]
    assert heats == sorted(heats, reverse=True)
    assert heats[-1] > 0


def test_the_days_add_up_to_the_views() -> None:
    demo.load()
    rows = db.session.execute(
        select(
            ArticleViews.article_id, ArticleViews.views, ArticleHeat.total, ArticleHeat.heat
        ).join(ArticleHeat, ArticleHeat.article_id == ArticleViews.article_id)
    ).all()
    assert rows
    for row in rows:
        days = db.session.scalars(
            select(ViewDay).where(ViewDay.article_id == row.article_id).order_by(ViewDay.day)
        ).all()
        assert row.total <= row.views
        assert all(b.total - a.total == b.views for a, b in pairwise(days))
        assert not days or days[-1].total == row.total
        assert all(day.views > 0 for day in days)


def test_the_same_history_is_made_each_time() -> None:
    demo.load()
    assert demo.history() == demo.history()


def test_a_clock_before_the_sample_was_written_moves_it_back() -> None:
    with time_machine.travel("2024-02-03 04:05:06Z", tick=False):
        demo.load()
        newest = db.session.scalars(
            select(Article.published_at).where(Article.state == State.PUBLISHED)
        ).all()
        assert len(newest) >= 24
        latest = max(moment for moment in newest if moment)
        assert utcnow() - timedelta(days=3) < latest <= utcnow()


def test_a_blog_that_holds_anything_is_left_alone() -> None:
    make_page()
    with pytest.raises(Refused, match="not empty"):
        demo.load()
