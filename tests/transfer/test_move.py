"""A blog is copied into PostgreSQL whole, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import update

from blog import create_app
from blog.lib.database import db
from blog.models.comment import Comment
from blog.models.user import User
from blog.transfer import digest, move
from blog.transfer.sqlite import inventory
from blog.transfer.trouble import Trouble
from tests.factories import change_settings, make_article, make_comment
from tests.support.apps import close, settings_for
from tests.support.clients import Client, Runner


@pytest.fixture(autouse=True)
def _on_sqlite(database_server: str | None) -> None:
    if database_server:
        pytest.skip("a blog in PostgreSQL moves by pg_dump")


@pytest.fixture
def filled(app: Flask) -> Flask:
    article = make_article("茶", "喝茶。", slug="tea", tags=["茶"], category="生活", views=41)
    first = make_comment(article, "好喝。")
    second = make_comment(article, "是的。", parent=first)
    # A reply with a lower number than what it answers, as an import may leave it.
    db.session.execute(update(Comment).where(Comment.id == first.id).values(parent_id=second.id))
    make_article("草稿", published=False)
    change_settings(title="搬家")
    User.create("writer", "a password for the tests")
    db.session.commit()
    return app


@pytest.fixture
def moved(filled: Flask, empty: str, tmp_path: Path, inside_commands: None) -> Iterator[Flask]:
    """The blog on the new database, after the move."""
    move.copy_to(empty)
    app = create_app(settings_for(empty, tmp_path))
    app.test_client_class = Client
    yield app
    close(app)


def test_every_table_holds_the_same(filled: Flask, empty: str, database_url: str) -> None:
    before = inventory(database_url)
    copied = move.copy_to(empty)
    assert digest.differing(before, copied) == []
    assert copied["comments"].rows == 2
    assert copied["articles"].rows == 2


def test_the_pages_are_the_same_but_for_one_more_view(
    filled: Flask, client: Client, moved: Flask
) -> None:
    there = moved.test_client()
    here = client.get("/articles/tea").text
    assert 'class="views" value="42"' in here
    page = there.get("/articles/tea").text
    assert 'class="views" value="42"' in page
    assert "是的。" in page
    assert "搬家" in there.get("/").text


def test_marks_are_drawn_anew(filled: Flask, moved: Flask, empty: str, database_url: str) -> None:
    after = inventory(empty.replace("postgresql:", "postgresql+psycopg:"))
    assert digest.differing(inventory(database_url), after) == ["article_views", "site_marks"]


def test_new_rows_get_new_numbers(filled: Flask, moved: Flask) -> None:
    with moved.app_context():
        assert make_article("新的").id == 3


def test_references_are_held_as_before(filled: Flask, moved: Flask, empty: str) -> None:
    with psycopg.connect(empty) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("UPDATE comments SET article_id = 999")


def test_the_search_finds_there_too(filled: Flask, moved: Flask) -> None:
    with moved.app_context():
        found = db.session.execute(db.text("SELECT count(*) FROM search_index")).scalar()
    assert found


def test_a_database_that_holds_a_blog_is_left_alone(
    filled: Flask, moved: Flask, empty: str
) -> None:
    with pytest.raises(Trouble, match="already holds articles"):
        move.copy_to(empty)


def test_what_cannot_be_copied_is_named_and_nothing_stays(filled: Flask, empty: str) -> None:
    db.session.execute(db.text("UPDATE articles SET body = 'a' || char(0) || 'b'"))
    db.session.commit()
    with pytest.raises(Trouble, match="A row of articles cannot be copied"):
        move.copy_to(empty)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT count(*) FROM tags").fetchone() == (0,)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:///other.db", "copied to PostgreSQL"),
        ("mysql://host/blog", "must be"),
        ("postgresql://nobody:x@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(filled: Flask, address: str, said: str) -> None:
    with pytest.raises(Trouble, match=said):
        move.copy_to(address)


def test_the_command_says_what_to_do_next(filled: Flask, runner: Runner, empty: str) -> None:
    done = runner.invoke(args=["blog", "copy-to", empty])
    assert done.exit_code == 0, done.output
    assert "Set BLOG_DATABASE_URL" in done.output
