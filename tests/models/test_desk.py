"""What the desk shows of all articles."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from blog.lib.database import db, is_sqlite
from blog.models import desk
from blog.models.article import Article, Draft, State
from blog.models.desk import Deed, Sort, Wish
from tests.conftest import Sql
from tests.factories import make_article, make_category


@pytest.fixture
def articles(app: Flask) -> dict[str, Article]:
    made = {
        "published": make_article("已发布", published=True),
        "draft": make_article("草稿", published=False),
        "binned": make_article("扔掉的", published=False),
    }
    made["binned"].bin()
    db.session.commit()
    return made


def titles(state: State | None) -> list[str]:
    return [line.title for line in desk.articles(Wish(state=state), 1).items]


def test_all_that_is_not_in_the_bin_the_newest_first(articles: dict[str, Article]) -> None:
    assert titles(None) == ["草稿", "已发布"]
    assert desk.articles(Wish(), 1).total == 2


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.PUBLISHED, ["已发布"]),
        (State.DRAFT, ["草稿"]),
        (State.BINNED, ["扔掉的"]),
        (State.SCHEDULED, []),
    ],
)
def test_those_of_one_state(articles: dict[str, Article], state: State, shown: list[str]) -> None:
    assert titles(state) == shown


def test_every_state_is_counted(articles: dict[str, Article]) -> None:
    assert desk.counts() == {
        "draft": 1, "scheduled": 0, "published": 1, "locked": 0, "binned": 1,
    }  # fmt: skip


def test_past_the_end_there_is_nothing(articles: dict[str, Article]) -> None:
    with pytest.raises(NotFound):
        desk.articles(Wish(), 2)


def test_words_category_and_language_narrow_the_list(app: Flask) -> None:
    shelf = make_category("手机")
    make_article("如何退出", category=shelf)
    make_article("How to leave", language="en", slug="leave", published=False)
    make_article("100% 的雨")

    def found(**wish: Any) -> list[str]:
        return [line.title for line in desk.articles(Wish(**wish), 1).items]

    assert found(query="退出") == ["如何退出"]
    assert found(query="LEAVE") == ["How to leave"]
    assert found(query="100%") == ["100% 的雨"]
    assert found(query="1%0") == []
    assert found(category_id=shelf.id) == ["如何退出"]
    assert found(language="en") == ["How to leave"]
    assert found(language="en", state=State.PUBLISHED) == []


def test_a_list_stands_in_the_order_asked_for(app: Flask) -> None:
    make_article("甲", views=3)
    make_article("乙", views=9)
    make_article("丙", published=False)
    orders = {
        sort: "".join(line.title for line in desk.articles(Wish(sort=sort), 1).items)
        for sort in (Sort.WRITTEN, Sort.VIEWS, Sort.PUBLISHED)
    }
    assert orders == {Sort.WRITTEN: "丙乙甲", Sort.VIEWS: "乙甲丙", Sort.PUBLISHED: "乙甲丙"}


def test_a_deed_is_done_where_it_applies(articles: dict[str, Article]) -> None:
    ids = [article.id for article in articles.values()]
    assert desk.do(Deed.BIN, [*ids, 999]) == ids[:2]
    assert desk.counts()["binned"] == 3
    assert desk.do(Deed.PUBLISH, ids) == []
    assert desk.do(Deed.UNBIN, ids[:2]) == ids[:2]
    # What was public is public again, and what was a draft is not.
    assert (articles["published"].state, articles["draft"].state) == ("published", "draft")
    assert desk.do(Deed.ERASE, ids) == [ids[2]]
    assert desk.counts()["binned"] == 0


def test_many_are_pinned_and_moved(articles: dict[str, Article]) -> None:
    shelf = make_category("手机")
    ids = [articles["published"].id, articles["draft"].id]
    desk.do(Deed.PIN, ids)
    desk.do(Deed.SHELVE, ids, shelf)
    assert articles["draft"].pinned
    assert articles["draft"].category_id == shelf.id
    assert shelf.article_count == 1
    desk.do(Deed.UNPIN, ids)
    assert not articles["draft"].pinned


def test_what_is_moved_to_a_child_stands_under_its_parent_too(
    articles: dict[str, Article],
) -> None:
    parent = make_category("手机")
    child = make_category("电池", parent)
    article = articles["published"]
    desk.do(Deed.SHELVE, [article.id], child)
    assert (article.category_id, article.section_id) == (child.id, parent.id)
    assert (parent.article_count, child.article_count) == (1, 1)
    other = make_category("笔记本")
    desk.do(Deed.SHELVE, [article.id], other)
    assert (parent.article_count, child.article_count, other.article_count) == (0, 0, 1)
    desk.do(Deed.SHELVE, [article.id], None)
    assert (article.category_id, article.section_id) == (None, None)
    assert (parent.article_count, child.article_count, other.article_count) == (0, 0, 0)


def test_a_twin_to_be_is_in_another_language_and_has_none_yet(app: Flask) -> None:
    zh, en = make_article("雨"), make_article("Rain", language="en")
    assert [row.title for row in desk.twins("zh")] == ["Rain"]
    zh.write(Draft(title="雨", body="", twin_id=en.id))
    assert desk.twins("zh") == []


def test_the_editor_reads_no_article_that_cannot_be_a_twin(app: Flask, sql: Sql) -> None:
    make_article("雨")
    if not is_sqlite():
        pytest.skip("asks SQLite for its plan")
    with sql() as asked:
        desk.twins("zh")
    (step,) = asked.steps("articles")
    assert step == "SEARCH articles USING INDEX ix_articles_without_twin (language=?)"
