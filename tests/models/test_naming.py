"""Slugs, tags and categories that a draft brings along."""

import pytest
from flask import Flask

from blog.lib import slugs
from blog.lib.database import db
from blog.models import naming, site
from blog.models.article import Article, Draft
from blog.models.category import Category

DRAFT = Draft(title="雨夜", body="", new_category="旅行", tags=("雨", " 夜 ", "雨", ""))


def test_a_category_is_made_once_and_stands_in_the_menu(app: Flask) -> None:
    made = naming.category(DRAFT, naming.spell(DRAFT, title=False))
    assert made
    assert made.slug == "lv-xing"
    assert [shelf.name for shelf in site.current().tops()] == ["旅行"]
    assert naming.category(DRAFT, {}) is made


def test_a_category_whose_slug_is_taken_gets_the_next(app: Flask) -> None:
    db.session.add(Category(name="別的", slug="travel"))
    draft = Draft(title="", body="", new_category="Travel")
    made = naming.category(draft, naming.spell(draft, title=False))
    assert made
    assert made.slug == "travel-2"


def test_all_is_spelled_by_one_child_before_anything_is_written(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def spell(texts: list[str]) -> list[slugs.Reading]:
        asked.append(list(texts))
        assert db.engine.dialect.name != "sqlite" or not _writing()
        return slugs.readings(texts)

    monkeypatch.setattr(slugs, "readings_apart", spell)
    article = Article.create(DRAFT)
    db.session.commit()
    assert asked == [["雨夜", "旅行", "雨", "夜"]]
    article.write(Draft(title="雨夜", body="", tags=("雨", "雪")))
    assert asked[1:] == [["雪"]]
    assert [tag.slug for tag in article.tags] == ["yu", "xue"]


def _writing() -> bool:
    """Whether SQLite's write lock is held by the session."""
    raw = db.session.connection().connection.dbapi_connection
    return bool(raw and raw.in_transaction)
