"""A PostgreSQL server beside the blog's own database, and commands that cost no process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from blog.lib import child
from blog.models import media
from blog.transfer import backup
from tests.factories import make_article, make_comment
from tests.support import inside, postgresql
from tests.support.needed import missing


@pytest.fixture(scope="session")
def other_server(database_server: str | None) -> Iterator[str]:
    """The address of a PostgreSQL server."""
    if database_server:
        yield database_server
        return
    programs = postgresql.programs() or missing("PostgreSQL", "postgresql")
    running = postgresql.Server(programs)
    yield running.url
    running.stop()


@pytest.fixture
def empty(other_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    url = postgresql.create(other_server)
    yield url
    postgresql.drop(other_server, url)


@pytest.fixture
def inside_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the blog would have a child process do is done by this one."""
    monkeypatch.setattr(child, "run", inside.run)


@pytest.fixture
def sqlite_only(database_server: str | None) -> None:
    if database_server:
        pytest.skip("of SQLite")


@pytest.fixture
def kept(app: Flask, tmp_path: Path) -> Path:
    """A backup of a blog with one article, read 41 times, and one picture."""
    article = make_article("茶", "喝茶。", slug="tea", tags=["茶"], views=41)
    make_comment(article, "好喝。")
    media.put(b"a picture", ".webp")
    return backup.back_up(tmp_path / "kept.zip", with_secret=True).path
