"""Readings by day and article, exact."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import insert, text

from blog.lib.database import db
from blog.models import heat, statistics
from blog.models.article import Article
from blog.models.views import ArticleViews
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("app")

NOON = datetime(2026, 5, 10, 4, tzinfo=UTC)  # noon in Shanghai
TENTH = date(2026, 5, 10)


def read(article: Article, times: int) -> None:
    db.session.get_one(ArticleViews, article.id).views += times
    db.session.commit()


def numbers(days: list[statistics.Day]) -> list[int]:
    return [day.views for day in days]


def test_each_day_and_today_to_the_hit() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tea, rain = make_article("茶"), make_article("雨")
        heat.close_days()
        for today in (3, 5, 0, 2):
            read(tea, today)
            read(rain, 1)
            clock.shift(timedelta(days=1))
            heat.close_days()
        read(tea, 4)
        assert numbers(statistics.of_site(7)) == [0, 0, 4, 6, 1, 3, 4]
        assert numbers(statistics.of_article(tea.id, 7)) == [0, 0, 3, 5, 0, 2, 4]
        assert statistics.of_site(7)[-1].day == TENTH + timedelta(days=4)
        heat.warm()
        read(tea, 1)
        read(rain, 2)
        assert statistics.today() == 7
        assert [(line.title, line.views) for line in statistics.most_read(7, 5)] == [
            ("茶", 15), ("雨", 6),
        ]  # fmt: skip
        assert [line.views for line in statistics.most_read(2, 5)] == [7, 3]


def test_the_site_adds_up_to_its_articles_and_outlives_them() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tea, rain = make_article(), make_article()
        read(tea, 3)
        read(rain, 4)
        clock.shift(timedelta(days=1))
        heat.close_days()
        sums = [sum(day) for day in zip(
            numbers(statistics.of_article(tea.id, 7)),
            numbers(statistics.of_article(rain.id, 7)),
            strict=True,
        )]  # fmt: skip
        assert numbers(statistics.of_site(7)) == sums
        rain.bin()
        db.session.commit()
        db.session.delete(rain)
        db.session.commit()
        assert numbers(statistics.of_site(7)) == sums


def test_an_article_that_no_chore_has_seen_counts_already() -> None:
    article = make_article()
    read(article, 2)
    assert statistics.today() == 2
    assert [line.id for line in statistics.most_read(7, 5)] == [article.id]


def test_what_nobody_read_is_left_out() -> None:
    make_article()
    assert statistics.most_read(7, 5) == []
    assert statistics.today() == 0
    assert numbers(statistics.of_site(30)) == [0] * 30


def test_what_is_not_looked_at_live_is_at_most_a_minute_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(statistics, "HOTTEST", 1)
    monkeypatch.setattr(statistics, "NEWEST", 1)
    articles = [make_article() for _ in range(4)]
    for times, article in zip((9, 1, 1, 1), articles, strict=True):
        read(article, times)
    heat.warm()
    assert statistics.today() == 12
    for article in articles:
        read(article, 1)
    assert statistics.today() == 14  # the hottest and the newest
    heat.warm()
    assert statistics.today() == 16


def work_of_the_overview() -> int:
    """How many steps SQLite's own machine takes for it, in hundreds."""
    steps = []
    driver: Any = db.session.connection().connection.dbapi_connection
    if not hasattr(driver, "set_progress_handler"):
        pytest.skip("only SQLite tells its steps")
    driver.set_progress_handler(lambda: steps.append(1), 100)
    statistics.today()
    statistics.most_read(7, 5)
    statistics.of_site(30)
    driver.set_progress_handler(None, 0)
    return len(steps)


def test_ten_times_the_articles_are_no_more_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part is read off an index or a key: nothing looks at all articles."""
    monkeypatch.setattr(statistics, "HOTTEST", 30)
    monkeypatch.setattr(statistics, "NEWEST", 20)
    work = []
    with time_machine.travel(NOON, tick=False) as clock:
        for start, end in ((1, 101), (101, 1001)):
            numbers = range(start, end)
            for table, rows in (
                (Article, [{"slug": f"a-{n}", "title": "题", "id": n} for n in numbers]),
                (ArticleViews, [{"article_id": n, "views": n} for n in numbers]),
            ):
                db.session.execute(insert(table), rows)
            db.session.commit()
            clock.shift(timedelta(days=1))
            heat.close_days()
            for number in range(1, 50):
                db.session.get_one(ArticleViews, number).views += 1
            db.session.commit()
            heat.warm()
            db.session.execute(text("ANALYZE"))
            db.session.commit()
            assert statistics.today() == 49
            work.append(work_of_the_overview())
    assert work[1] <= work[0] * 1.3
