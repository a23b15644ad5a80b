from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from blog.lib.database import db, utcnow
from blog.models import heat
from blog.models.article import Article
from blog.models.heat import ArticleHeat, ViewDay
from blog.models.site_day import SiteDay
from blog.models.views import ArticleViews
from tests.conftest import Sql
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("app")

# Noon in Shanghai.
NOON = datetime(2026, 5, 10, 4, tzinfo=UTC)


def read(article: Article, times: int) -> None:
    db.session.get_one(ArticleViews, article.id).views += times
    db.session.commit()


def days_of(article: Article) -> list[tuple[date, int, int]]:
    rows = db.session.scalars(
        select(ViewDay).where(ViewDay.article_id == article.id).order_by(ViewDay.day)
    )
    return [(row.day, row.views, row.total) for row in rows]


def test_each_midnight_keeps_the_total_and_the_difference() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        article = make_article(views=5)
        heat.close_days()
        read(article, 3)
        clock.shift(timedelta(days=1))
        heat.close_days()
        heat.close_days()
        assert days_of(article) == [(date(2026, 5, 9), 5, 5), (date(2026, 5, 10), 3, 8)]
        assert SiteDay.since(date(2026, 5, 9)) == {date(2026, 5, 9): 5, date(2026, 5, 10): 3}


def test_a_day_ends_at_midnight_of_the_sites_zone() -> None:
    with time_machine.travel("2026-05-10 15:59:30Z", tick=False):
        make_article(views=1)
        assert heat.close_days() == timedelta(seconds=30)
    with time_machine.travel("2026-05-10 16:00:00Z", tick=False):
        heat.close_days()
        assert db.session.scalars(select(ViewDay.day)).all() == [date(2026, 5, 9)]


def test_readers_wait_for_a_few_statements_however_much_was_read(sql: Sql) -> None:
    """The write lock is held from the first to the last of a transaction."""

    def asked(articles: list[Article]) -> tuple[int, int]:
        for article in articles:
            read(article, 1)
        with sql() as warming:
            heat.warm()
        clock.shift(timedelta(days=1))
        with sql() as closing:
            heat.close_days()
        return len(warming), len(closing)

    with time_machine.travel(NOON, tick=False) as clock:
        articles = [make_article(views=1) for _ in range(30)]
        asked(articles)
        assert asked(articles[:2]) == asked(articles)


def test_what_is_read_today_makes_hot_at_once() -> None:
    first, second = make_article(), make_article()
    read(first, 2)
    read(second, 3)
    heat.warm()
    assert list(heat.hot(5)) == [second.id, first.id]


def test_a_reading_counts_half_after_a_week_and_nothing_after_the_window() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        article = make_article()
        heat.close_days()
        read(article, 64)
        heat.warm()
        for days, left in ((7, 32.0), (7, 16.0), (20, 0.0)):
            for _ in range(days):
                clock.shift(timedelta(days=1))
                heat.close_days()
            heat.warm()
            db.session.expire_all()
            assert db.session.get_one(ArticleHeat, article.id).heat == pytest.approx(left)


def test_a_late_success_passes_an_old_one() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        old, new = make_article(), make_article()
        heat.close_days()
        read(old, 1000)
        for _ in range(40):
            clock.shift(timedelta(days=1))
            heat.close_days()
        read(new, 5)
        heat.warm()
        assert list(heat.hot(2)) == [new.id, old.id]


def test_a_young_blog_falls_back_to_all_time() -> None:
    few, many = make_article(views=1), make_article(views=9)
    unread = make_article()
    for article, total in ((few, 1), (many, 9), (unread, 0)):
        db.session.add(ArticleHeat(article_id=article.id, total=total))
    db.session.commit()
    assert list(heat.hot(2)) == [many.id, few.id]


def test_what_is_not_published_is_not_hot() -> None:
    shown, gone = make_article(), make_article()
    read(shown, 1)
    read(gone, 9)
    heat.warm()
    gone.withdraw()
    db.session.commit()
    assert list(heat.hot(5)) == [shown.id]


def test_restored_days_make_heat_and_stay_as_they_were() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_article(views=100)
        yesterday, today = date(2026, 5, 9), date(2026, 5, 10)
        heat.restore({article.id: {yesterday: 14, today: 6}})
        assert days_of(article) == [(yesterday, 14, 94)]
        row = db.session.get_one(ArticleHeat, article.id, populate_existing=True)
        assert row.total == 94
        assert row.heat == pytest.approx(14 * 0.5 ** (1 / 7) + 6)
        heat.close_days()
        assert days_of(article) == [(yesterday, 14, 94)]


def test_now_is_to_the_second() -> None:
    assert utcnow().microsecond == 0
