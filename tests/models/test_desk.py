"""What the desk shows of all articles."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from blog.lib.database import db
from blog.models import desk, site
from blog.models.article import Article, State
from blog.models.category import Category
from tests.factories import make_article


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
    return [line.title for line in desk.articles(state, 1).items]


def test_all_that_is_not_in_the_bin_the_newest_first(articles: dict[str, Article]) -> None:
    assert titles(None) == ["草稿", "已发布"]
    assert desk.articles(None, 1).total == 2


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
        desk.articles(None, 2)


def test_the_overview_counts_and_names_the_newest(articles: dict[str, Article]) -> None:
    shown = desk.overview()
    assert (shown.counts["published"], shown.held) == (1, 0)
    assert [line.title for line in shown.recent] == ["草稿", "已发布"]


def test_a_category_is_made_once_and_stands_in_the_menu(app: Flask) -> None:
    made = desk.category_named("旅行")
    assert made.slug == "lv-xing"
    assert [shelf.name for shelf in site.current().tops()] == ["旅行"]
    assert desk.category_named("旅行") is made


def test_a_category_whose_slug_is_taken_gets_the_next(app: Flask) -> None:
    db.session.add(Category(name="別的", slug="travel"))
    assert desk.category_named("Travel").slug == "travel-2"
