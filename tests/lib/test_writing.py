"""Writing in the session's transaction."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from blog.lib.database import db
from blog.lib.writing import begin_write, execute, upsert
from blog.models.heat import ArticleHeat
from blog.models.views import ArticleViews
from tests.conftest import Sql
from tests.factories import make_article


def test_upserted_rows_are_added_or_changed_where_they_name_a_column(app: Flask) -> None:
    first, second = make_article(), make_article()
    db.session.add(ArticleHeat(article_id=first.id, total=5, base=1.5, heat=2.5))
    db.session.commit()
    upsert(ArticleHeat, [{"article_id": one.id, "heat": 7.0} for one in (first, second)])
    upsert(ArticleHeat, [])
    db.session.commit()
    rows = db.session.scalars(select(ArticleHeat).order_by(ArticleHeat.article_id))
    assert [(row.total, row.base, row.heat) for row in rows] == [(5, 1.5, 7.0), (0, 0.0, 7.0)]


def test_a_verb_may_take_the_lock_before_it_reads(app: Flask, sqlite_file: Path) -> None:
    begin_write()
    begin_write()  # a verb within a verb
    other = sqlite3.connect(sqlite_file, timeout=0, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    db.session.rollback()


def test_what_is_changed_is_written_before_what_is_said(app: Flask, sql: Sql) -> None:
    article = make_article("雨夜来客")
    article.title = "雨夜"

    def told() -> list[str]:
        return [line.split()[1] for line in asked.statements if line.startswith("UPDATE")]

    with sql() as asked, db.session.no_autoflush:
        execute("UPDATE site_marks SET lists = ?", 5)
    assert told() == ["site_marks"]
    with sql() as asked:
        execute("UPDATE site_marks SET lists = ?", 7)
    assert told() == ["articles", "site_marks"]


def test_a_statement_as_it_stands_is_one_of_the_sessions(app: Flask) -> None:
    article = make_article()
    seen = execute("SELECT views FROM article_views WHERE article_id = ?", article.id).one()
    assert seen.views == 0
    execute("UPDATE article_views SET views = ? WHERE article_id = ?", 7, article.id)
    told = select(ArticleViews.views).where(ArticleViews.article_id == article.id)
    assert db.session.scalar(told) == 7
    db.session.rollback()
    assert db.session.scalar(told) == 0
