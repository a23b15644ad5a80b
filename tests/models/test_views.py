import threading
from collections.abc import Callable, Sequence

import pytest
from flask import Flask

from blog.lib.database import Hotline, Unavailable, db
from blog.models import site, views
from blog.models.views import ArticleViews
from tests.factories import make_article, views_of

Count = Callable[[int | None, tuple[int, ...]], int | None]


@pytest.fixture
def count(app: Flask) -> Count:
    hotline: Hotline = app.extensions["hotline"]
    return lambda article, marks: views.count([(article, marks)], hotline)[0]


def marks_of(article_id: int) -> tuple[int, int]:
    db.session.commit()
    site.forget()
    mark = db.session.get_one(ArticleViews, article_id, populate_existing=True).mark
    found = mark, site.marks().dress
    db.session.commit()
    return found


def test_a_hit_adds_one_and_says_how_many(count: Count) -> None:
    article = make_article(views=41)
    assert count(article.id, marks_of(article.id)) == 42
    assert count(article.id, ()) == 43
    assert views_of(article) == 43


def test_a_page_whose_marks_are_gone_counts_nothing(count: Count) -> None:
    article = make_article()
    mark, dress = marks_of(article.id)
    assert count(article.id, (mark + 1, dress)) is None
    assert count(article.id, (mark, dress + 1)) is None
    assert count(article.id + 1, (mark, dress)) is None
    assert views_of(article) == 0


def test_several_hits_are_counted_together_each_by_its_own_marks(app: Flask) -> None:
    tea, rice = make_article(views=1), make_article(views=5)
    hotline: Hotline = app.extensions["hotline"]
    mark, dress = marks_of(tea.id)
    hits = [
        (tea.id, (mark, dress)),
        (rice.id, (1, dress)),
        (tea.id, (mark, dress)),
        (rice.id, marks_of(rice.id)),
    ]
    assert views.count(hits, hotline) == [2, None, 3, 6]
    assert (views_of(tea), views_of(rice)) == (3, 6)


def test_a_list_page_holds_under_lists_and_dress(count: Count) -> None:
    article = make_article()
    site.forget()
    held = site.list_marks()
    db.session.commit()
    assert count(None, held) == 0
    assert count(None, ()) == 0
    article.withdraw()
    db.session.commit()
    assert count(None, held) is None


def test_to_look_whether_lists_hold_waits_for_no_writer(app: Flask) -> None:
    site.forget()
    held = site.list_marks()
    db.session.commit()
    hotline: Hotline = app.extensions["hotline"]
    with hotline.transaction():
        other = Hotline(db.engine.url.render_as_string(hide_password=False))
        assert views.count([(None, held), (None, (1, 2))], other) == [0, None]
        other.close()


def test_a_change_of_settings_drops_every_page(count: Count) -> None:
    article = make_article()
    held = marks_of(article.id)
    site.change({"title": "新"})
    db.session.commit()
    assert count(article.id, held) is None


def test_no_hit_is_lost_between_threads(app: Flask, count: Count) -> None:
    article = make_article()
    number, held = article.id, marks_of(article.id)
    hotline: Hotline = app.extensions["hotline"]

    def hit() -> None:
        for _ in range(50):
            assert count(number, held) is not None
        hotline.close()

    threads = [threading.Thread(target=hit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert views_of(article) == 200


def test_a_hit_that_was_counted_stays_so_when_the_database_goes_away_after_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea = make_article(views=1)
    hotline: Hotline = app.extensions["hotline"]
    hits = [(tea.id, marks_of(tea.id)), (None, (1, 1))]
    one_row, asked = hotline.one_row, []

    def lost_at(number: int) -> None:
        def ask(sql: str, parameters: Sequence[object]) -> tuple[object, ...] | None:
            asked.append(sql)
            if len(asked) == number:
                raise Unavailable("the line is cut")
            return one_row(sql, parameters)

        asked.clear()
        monkeypatch.setattr(hotline, "one_row", ask)

    lost_at(2)
    assert views.count(hits, hotline) == [2, None]
    lost_at(1)
    with pytest.raises(Unavailable):
        views.count(hits, hotline)
    assert views_of(tea) == 2
