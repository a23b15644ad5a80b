"""`flask blog check` ends with 0 when all is well, and says what to do when not."""

import sqlite3
from pathlib import Path

import pytest

from blog.lib.database import db
from blog.models import indexing
from tests.factories import make_article, make_comment
from tests.support.clients import Runner


def test_all_is_well(runner: Runner) -> None:
    make_article()
    done = runner.invoke(args=["blog", "check"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Everything is as it should be")


def test_faults_are_named_with_what_to_do(runner: Runner) -> None:
    make_article(body="[there](/articles/none)")
    db.session.execute(db.text("UPDATE site_marks SET published = 9"))
    done = runner.invoke(args=["blog", "check"])
    assert done.exit_code == 1
    assert "9 is kept, 1 is right" in done.output
    assert "flask blog check --repair" in done.output
    assert "2 faults in counts, links." in done.output


def test_a_fault_is_told_in_the_language_of_the_terminal_alone(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "zh")
    make_article(body="[there](/articles/none)")
    done = runner.invoke(args=["blog", "check"])
    assert done.exit_code == 1
    assert "出错：有 1 处问题：链接。" in done.output
    assert "Error" not in done.output


def test_repair_mends_counts_and_search(runner: Runner) -> None:
    make_article()
    while indexing.catch_up():
        pass
    db.session.execute(db.text("UPDATE site_marks SET published = 9"))
    db.session.execute(db.text("DELETE FROM search_names"))
    done = runner.invoke(args=["blog", "check", "--repair"])
    assert done.exit_code == 0, done.output
    assert "1 kept count was mended." in done.output
    assert "The search was built anew." in done.output


def test_a_row_without_its_article_is_found(
    runner: Runner, tmp_path: Path, database_server: str | None
) -> None:
    if database_server:
        pytest.skip("PostgreSQL holds references by itself")
    make_comment(make_article())
    with sqlite3.connect(tmp_path / "blog.db") as connection:
        connection.execute("DELETE FROM articles")
    connection.close()
    done = runner.invoke(args=["blog", "check"])
    assert done.exit_code == 1
    assert "of comments stands without its row of articles" in done.output
    assert "flask blog restore" in done.output


def test_a_file_that_is_no_database_ends_in_a_sentence(
    runner: Runner, tmp_path: Path, database_server: str | None
) -> None:
    if database_server:
        pytest.skip("of SQLite")
    db.session.remove()
    db.engine.dispose()
    (tmp_path / "blog.db").write_bytes(b"x" * 9000)
    done = runner.invoke(args=["blog", "check"])
    assert done.exit_code == 1
    assert "The database cannot be read" in done.output
    assert isinstance(done.exception, SystemExit)
