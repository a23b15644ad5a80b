"""Moments, marks, and the quick way to the database."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask

from blog.lib import database
from blog.lib.database import Hotline, Unavailable, UtcDateTime, db, new_mark, utcnow
from tests.factories import make_article


def test_a_moment_comes_back_aware_and_in_utc(app: Flask) -> None:
    shanghai = timezone(timedelta(hours=8))
    article = make_article(at=datetime(2021, 3, 24, 4, 17, 23, tzinfo=shanghai))
    db.session.expire_all()
    assert article.published_at == datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)
    assert article.published_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2021, 3, 24), db.engine.dialect)  # noqa: DTZ001 - what is refused


def test_now_is_to_the_second() -> None:
    assert utcnow().microsecond == 0
    assert utcnow().tzinfo is UTC


def test_marks_fit_a_signed_column_and_are_never_zero() -> None:
    drawn = {new_mark() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(0 < mark < 2**63 for mark in drawn)


def line(app: Flask) -> Hotline:
    hotline = app.extensions["hotline"]
    assert isinstance(hotline, Hotline)
    return hotline


def test_a_statement_is_committed_at_once_and_answers_its_row(app: Flask) -> None:
    article = make_article()
    count = "UPDATE article_views SET views = views + ? WHERE article_id = ? RETURNING views"
    assert line(app).one_row(count, (5, article.id)) == (5,)
    with app.app_context():
        assert database.one_row(count, (1, article.id)) == (6,)
    assert line(app).one_row(count, (1, -1)) is None


def test_each_thread_has_a_connection_of_its_own(app: Flask) -> None:
    found: list[object] = []

    def ask() -> None:
        found.append(line(app).one_row("SELECT 1", ()))
        line(app).close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(1,)] * 3


def test_a_faulty_statement_says_unavailable_and_the_next_one_works(app: Flask) -> None:
    with pytest.raises(Unavailable):
        line(app).one_row("SELECT * FROM nothing_of_that_name", ())
    assert line(app).one_row("SELECT 1", ()) == (1,)


def test_a_transaction_that_cannot_be_committed_leaves_nothing_locked(
    app: Flask, sqlite_file: Path
) -> None:
    def point_nowhere() -> None:
        with app.extensions["hotline"].transaction() as run:
            run("PRAGMA defer_foreign_keys = ON", ())
            run("INSERT INTO article_views (article_id, views, mark) VALUES (9, 0, 1)", ())

    with pytest.raises(Unavailable):
        point_nowhere()
    other = sqlite3.connect(sqlite_file, timeout=0)
    other.execute("BEGIN IMMEDIATE")
    assert other.execute("SELECT count(*) FROM article_views").fetchone() == (0,)
    other.close()


def test_a_transaction_that_the_database_has_ended_by_itself_does_no_harm_later(
    app: Flask, sqlite_file: Path
) -> None:
    line = app.extensions["hotline"]

    def fail() -> None:
        with line.transaction() as run:
            run("ROLLBACK", ())  # as SQLite does when the disk is full
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert line.one_row("SELECT 1", ()) == (1,)


def test_a_statement_waits_for_another_writer(app: Flask, sqlite_file: Path) -> None:
    article = make_article()
    other = sqlite3.connect(sqlite_file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, lambda: other.execute("COMMIT"))
    release.start()
    row = line(app).one_row(
        "UPDATE article_views SET views = 9 WHERE article_id = ? RETURNING views", (article.id,)
    )
    release.join()
    other.close()
    assert row == (9,)


def test_a_statement_gives_up_in_the_end(
    app: Flask, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.lib.hotline.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        line(app).one_row("UPDATE article_views SET views = 0", ())
    other.close()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    hotline = Hotline(f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(Unavailable, match="missing"):
        hotline.one_row("SELECT 1", ())
    assert not (tmp_path / "none.db").exists()


def test_a_save_reads_no_more_of_the_index_as_it_grows(app: Flask, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL surveys itself")
    make_article("雨夜来客")
    with db.engine.begin() as connection:
        database.survey(connection)
    with db.engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN DELETE FROM search_index_data WHERE id >= 1 AND id <= 2"
        ).one()
        surveyed = set(connection.exec_driver_sql("SELECT tbl FROM sqlite_stat1").scalars())
    assert plan.detail.startswith("SEARCH")
    assert "articles" in surveyed
