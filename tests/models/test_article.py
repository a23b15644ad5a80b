from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from blog.lib import markup
from blog.lib.database import db, new_mark, one_row, utcnow
from blog.models import entry, moved, site, slices, views
from blog.models.article import Article, Draft, State
from blog.models.redirect import Redirect
from blog.models.tag import ArticleTag, Tag
from tests.conftest import Sql
from tests.factories import make_article, make_category, mark_of, views_of
from tests.support.counts import check_counts

pytestmark = pytest.mark.usefixtures("app")


def test_a_new_article_is_a_draft_with_a_slug_from_its_sound() -> None:
    article = Article.create(Draft(title="重庆的早晨", body="# 山\n\n一二三"))
    assert (article.slug, article.state, article.han) == ("chong-qing-de-zao-chen", State.DRAFT, 4)
    assert article.published_at is None
    assert site.marks().published == 0


def test_publishing_lists_it_and_withdrawing_takes_it_off() -> None:
    shelf = make_category("技术")
    article = make_article(category=shelf, tags=["甲", "乙"])
    check_counts()
    assert shelf.article_count == 1
    article.withdraw()
    check_counts()
    article.publish()
    article.bin()
    check_counts()
    assert article.binned_at is not None
    assert shelf.article_count == 0


def test_moving_between_categories_and_tags_moves_the_counts() -> None:
    top = make_category("上")
    child = make_category("下", parent=top)
    article = make_article(category=child, tags=["甲", "乙"])
    check_counts()
    article.write(Draft(title="题", body="文", category=top, tags=("乙", "丙")))
    check_counts()
    assert [tag.name for tag in article.tags] == ["乙", "丙"]
    article.write(Draft(title="题", body="文"))
    check_counts()


def test_a_scheduled_article_is_published_when_it_is_due() -> None:
    with time_machine.travel("2026-01-01 00:00:00Z", tick=False) as clock:
        article = make_article(at=utcnow() + timedelta(hours=1), tags=["甲"])
        assert article.state == State.SCHEDULED
        assert Article.publish_due() == 0
        clock.shift(3601)
        assert Article.publish_due() == 1
        db.session.expire_all()
        assert article.state == State.PUBLISHED
        check_counts()
        link = db.session.scalars(select(ArticleTag)).one()
        assert link.published_at == article.published_at


def test_a_renamed_article_leaves_its_address_behind_however_often() -> None:
    article = make_article(slug="a")
    for slug in ("b", "c", "d"):
        article.write(Draft(title="题", body="文", slug=slug))
    db.session.commit()
    assert {moved.target(f"/articles/{slug}") for slug in "abc"} == {"/articles/d"}
    article.write(Draft(title="题", body="文", slug="b"))
    db.session.commit()
    assert Redirect.of("/articles/b") is None
    assert moved.target("/articles/d") == "/articles/b"


def test_a_draft_that_never_was_public_leaves_no_address() -> None:
    article = make_article(slug="a", published=False)
    article.write(Draft(title="题", body="文", slug="b"))
    db.session.commit()
    assert moved.target("/articles/a") is None


def test_two_articles_of_one_title_get_two_slugs() -> None:
    assert [make_article("重庆").slug for _ in range(3)] == [
        "chong-qing",
        "chong-qing-2",
        "chong-qing-3",
    ]


def test_every_change_draws_the_mark_anew() -> None:
    article = make_article()
    seen = {mark_of(article)}
    rewrite = partial(article.write, Draft(title="新", body="文"))
    for change in (rewrite, article.withdraw, article.publish, article.bin):
        change()
        db.session.commit()
        assert mark_of(article) not in seen
        seen.add(mark_of(article))


def test_publishing_draws_the_lists_mark_and_a_draft_does_not() -> None:
    before = site.list_marks()
    article = make_article(published=False)
    site.forget()
    assert site.list_marks() == before
    article.publish()
    db.session.commit()
    site.forget()
    assert site.list_marks() != before


def test_a_save_over_a_newer_one_is_refused() -> None:
    article = make_article()
    assert article.revision  # read before someone else saves
    db.session.execute(db.text("UPDATE articles SET revision = revision + 1"))
    with pytest.raises(StaleDataError):
        article.write(Draft(title="新", body="文"))
    db.session.rollback()


def test_what_an_older_renderer_made_is_made_anew() -> None:
    article = make_article(body="**重**")
    db.session.execute(db.text("UPDATE articles SET derived_by = '0 x', html = ''"))
    db.session.commit()
    assert Article.derive_stale() == 1
    db.session.expire_all()
    assert "<strong>" in article.html
    assert Article.derive_stale() == 0


def test_a_reader_is_counted_between_two_articles_that_are_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = [make_article(body="**重**").id for _ in range(3)]
    db.session.execute(db.text("UPDATE articles SET derived_by = '0 x'"))
    db.session.commit()
    hit = "UPDATE article_views SET views = views + 1 WHERE article_id = ? RETURNING views"
    counted: list[object] = []
    paused = SimpleNamespace(sleep=lambda _: counted.append(one_row(hit, (ids[0],))))
    monkeypatch.setattr(slices, "time", paused)
    assert Article.derive_stale(limit=2) == 2
    assert counted == [(1,)]
    assert (Article.derive_stale(), Article.derive_stale()) == (1, 0)


def test_another_time_zone_moves_an_article_to_its_month() -> None:
    from datetime import UTC, datetime

    article = make_article(at=datetime(2021, 3, 31, 20, tzinfo=UTC))
    assert article.month == "2021-04"
    site.change({"time_zone": "UTC"})
    db.session.commit()
    Article.derive_stale()
    db.session.expire_all()
    assert article.month == "2021-03"
    check_counts()


def test_an_own_excerpt_stands_before_the_text() -> None:
    assert make_article(excerpt="自己写的").excerpt == "自己写的"
    assert make_article(body="字" * 500).excerpt.endswith("…")


def test_touching_draws_a_mark_of_63_bits() -> None:
    article = make_article()
    views.touch(article.id)
    db.session.commit()
    assert 0 < mark_of(article) < 2**63
    assert all(0 < new_mark() < 2**63 for _ in range(100))


def test_a_tag_of_strange_letters_still_has_a_slug() -> None:
    make_article(tags=["！！！", "C++", " 空 格 "])
    slugs = db.session.scalars(select(Tag.slug)).all()
    assert len(set(slugs)) == 3
    assert all(slugs)


@pytest.mark.parametrize("verb", ["create", "write", "publish", "withdraw"])
def test_readers_are_counted_while_a_save_computes(
    verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each hit is a write: no text is rendered or taken apart for the search under its lock."""
    read = make_article("读着的", slug="read")
    article = make_article("写着的", "正文", slug="written", tags=["甲"])
    article.withdraw() if verb == "publish" else None
    db.session.commit()
    seen = []

    def counted(work: Callable[..., object], *arguments: object, **options: object) -> object:
        seen.append(work)
        statement = "UPDATE article_views SET views = views + 1 WHERE article_id = ? RETURNING 1"
        assert one_row(statement, (read.id,))
        return work(*arguments, **options)

    for module, name in ((markup, "render"), (markup, "plain"), (entry, "terms")):
        monkeypatch.setattr(module, name, partial(counted, getattr(module, name)))
    draft = Draft(title="题", body="改过的", slug="written", tags=("甲",))
    match verb:
        case "create":
            Article.create(draft)
        case "write":
            article.write(draft)
        case "publish":
            article.publish()
        case "withdraw":
            article.withdraw()
    assert seen
    db.session.commit()
    assert views_of(read) == len(seen)


def test_publishing_what_was_just_saved_renders_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    article = Article.create(Draft(title="题", body="文"))
    monkeypatch.delattr(markup, "render")
    article.publish(datetime(2021, 3, 31, 20, tzinfo=UTC))
    assert article.month == "2021-04"


def test_the_tags_of_an_article_are_one_question(sql: Sql) -> None:
    make_article("雨", tags=["甲", "乙", "丙"])
    db.session.expire_all()
    article = db.session.scalars(select(Article)).one()
    with sql() as asked:
        assert [tag.name for tag in article.tags] == ["甲", "乙", "丙"]
    assert len(asked) == 1
