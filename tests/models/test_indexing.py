"""The index follows what is published, and can be made anew."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from blog.lib.database import db
from blog.lib.query import parse
from blog.models import entry, index, indexing, search
from blog.models.article import Article
from blog.models.indexing import SearchState
from blog.models.tag import ArticleTag, Tag
from tests.factories import make_article, make_page
from tests.support.clients import Runner

pytestmark = pytest.mark.usefixtures("app")


def titles(typed: str) -> list[str]:
    return [hit.line.title for hit in search.find(parse(typed)).hits]


def test_a_blog_from_before_the_search_is_indexed_by_the_chore() -> None:
    make_article("安全", slug="a")
    make_page("关于安全", slug="about")
    entry.empty()
    db.session.commit()
    assert titles("安全") == []
    assert not indexing.current()
    assert indexing.catch_up() is False
    assert indexing.current()
    assert titles("安全") == ["安全", "关于安全"]


def test_another_version_of_the_terms_makes_all_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    make_article("安全", slug="a")
    indexing.catch_up()
    monkeypatch.setattr(index, "VERSION", index.VERSION + 1)
    assert not indexing.current()
    indexing.catch_up()
    assert db.session.scalar(select(SearchState.version)) == index.VERSION
    assert titles("安全") == ["安全"]


def test_a_renamed_tag_is_found_by_its_new_name_soon() -> None:
    db.session.add(Tag(name="旧名", slug="tag"))
    make_article("甲", slug="a", tags=["旧名"])
    indexing.catch_up()
    tag = Tag.by_slug("tag")
    assert tag is not None
    tag.name = "新名"
    indexing.later(select(ArticleTag.article_id).where(ArticleTag.tag_id == tag.id))
    indexing.later(select(ArticleTag.article_id).where(ArticleTag.tag_id == tag.id))
    db.session.commit()
    assert indexing.waiting() == 1
    indexing.catch_up()
    assert titles("新名") == ["甲"]
    assert titles("旧名") == []


def test_an_article_that_is_gone_is_forgotten() -> None:
    article = make_article("安全", slug="a")
    number = article.id
    indexing.catch_up()
    indexing.later(select(Article.id).where(Article.id == number))
    db.session.execute(text("DELETE FROM articles WHERE id = :id"), {"id": number})
    db.session.commit()
    assert titles("安全") == []
    indexing.catch_up()
    assert db.session.get(index.SearchName, number) is None


def test_saving_the_same_again_writes_nothing(sql: Any) -> None:
    article = make_article("安全", "密码", slug="a")
    db.session.commit()
    with sql() as asked:
        article.reindex()
    assert not [s for s in asked.statements if "INSERT" in s or "DELETE" in s], str(asked)


def test_a_page_that_is_taken_back_is_not_found() -> None:
    page = make_page("关于安全", slug="about")
    assert titles("安全") == ["关于安全"]
    page.published = False
    page.write(title=page.title, body=page.body)
    db.session.commit()
    assert titles("安全") == []


def test_the_command_rebuilds_and_sums_up(app: Flask, runner: Runner) -> None:
    make_article("安全", slug="a")
    entry.empty()
    result = runner.invoke(args=["blog", "reindex"])
    assert result.exit_code == 0
    assert "The search knows what is published: 1." in result.output
    assert titles("安全") == ["安全"]
