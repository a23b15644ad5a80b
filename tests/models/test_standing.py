"""Where an article stands while several change it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from blog.lib import markup
from blog.lib.database import db, utcnow
from blog.models import category_care, listing, moved
from blog.models.article import Article, Draft, State
from blog.models.category import Category
from blog.models.tag import Tag
from tests.factories import make_article, make_category
from tests.models.test_search import titles
from tests.support.counts import check_counts

Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Lets another process do something while the next text is rendered."""

    def prepare(deed: Callable[[], object]) -> None:
        plain = markup.plain
        waiting = [deed]

        def late(html: str) -> str:
            if waiting:
                with app.app_context():
                    waiting.pop()()
                    db.session.commit()
            return plain(html)

        monkeypatch.setattr(markup, "plain", late)

    return prepare


def test_a_save_while_the_clock_publishes_takes_nothing_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 8, tzinfo=UTC), tick=False) as clock:
        article = make_article("晨雾", "正文", slug="fog", tags=["甲"])
        article.publish(utcnow() + timedelta(minutes=5))
        db.session.commit()
        assert article.state == State.SCHEDULED
        clock.shift(timedelta(minutes=6))
        render = markup.render

        def late(*arguments: object, **options: object) -> object:
            with app.app_context():
                assert Article.publish_due() == 1
            return render(*arguments, **options)  # type: ignore[arg-type]  # as it was called

        monkeypatch.setattr(markup, "render", late)
        article.write(Draft(title="晨雾", body="改过的正文", slug="fog", tags=("甲",)))
        db.session.commit()
    db.session.expire_all()
    assert (article.state, "改过的" in article.html) == (State.PUBLISHED, True)
    assert titles("改过的") == ["晨雾"]
    tag = Tag.by_slug("jia")
    assert tag
    assert [line.title for line in listing.of_tag(tag, 1).items] == ["晨雾"]
    check_counts()


def test_what_two_publish_at_once_counts_once(meanwhile: Meanwhile) -> None:
    article = make_article("晨雾", category=make_category("天气"), tags=["甲"], slug="fog")
    article.withdraw()
    db.session.commit()
    id = article.id
    meanwhile(lambda: db.session.get_one(Article, id).publish())
    article.publish()
    db.session.commit()
    db.session.expire_all()
    check_counts()
    assert article.state == State.PUBLISHED


def test_a_save_while_its_category_is_merged_follows_it(meanwhile: Meanwhile) -> None:
    old, new = make_category("天气", slug="weather"), make_category("气象", slug="sky")
    article = make_article("晨雾", category=old, slug="fog")
    db.session.commit()
    old_id, new_id = old.id, new.id
    meanwhile(lambda: category_care.merge(old_id, new_id))
    with article.changing():
        article.pinned = True
    db.session.commit()
    db.session.expire_all()
    assert (article.category_id, article.section_id, article.pinned) == (new_id, new_id, True)
    assert Category.by_slug("weather") is None
    check_counts()


def test_another_category_chosen_while_the_first_is_merged_is_the_one(
    meanwhile: Meanwhile,
) -> None:
    old, new = make_category("天气", slug="weather"), make_category("气象", slug="sky")
    chosen = make_category("山", slug="hills")
    article = make_article("晨雾", category=old, slug="fog")
    db.session.commit()
    old_id, new_id = old.id, new.id
    meanwhile(lambda: category_care.merge(old_id, new_id))
    with article.changing():
        article.category, article.section_id = chosen, chosen.id
    db.session.commit()
    db.session.expire_all()
    assert article.category_id == chosen.id
    check_counts()


@pytest.mark.usefixtures("app")
def test_an_address_that_readers_may_know_leads_on_and_no_other() -> None:
    seen = make_article("晨雾", slug="fog", views=1)
    seen.withdraw()
    seen.plan(None)
    planned = make_article("夜雨", slug="rain", published=False)
    planned.plan(utcnow() + timedelta(days=3))
    for article, slug in ((seen, "mist"), (planned, "night-rain")):
        article.write(Draft(title=article.title, body=article.body, slug=slug))
        article.publish(utcnow())
    db.session.commit()
    assert moved.target("/articles/fog") == "/articles/mist"
    assert moved.target("/articles/rain") is None
