"""Several machines on one PostgreSQL agree at the next request, and outlive its absence."""

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
import pytest
from flask import Flask

from blog import create_app
from blog.lib.database import db
from blog.models.views import ArticleViews
from tests.factories import make_article, make_comment, views_of
from tests.support import postgresql
from tests.support.apps import SECRET_KEY, close, settings_for
from tests.support.needed import missing
from tests.support.server import Server

BOUND = 20.0
"""Seconds within which a reader is told that the database is away."""


@pytest.fixture(scope="module")
def away() -> Iterator[postgresql.Server]:
    """A PostgreSQL of this file's own, which may be stopped and frozen."""
    programs = postgresql.programs() or missing("PostgreSQL", "postgresql")
    running = postgresql.Server(programs)
    yield running
    running.stop()


@pytest.fixture
def app(away: postgresql.Server, tmp_path: Path) -> Iterator[Flask]:
    url = postgresql.create(away.url)
    app = create_app(settings_for(url, tmp_path))
    assert app.test_cli_runner().invoke(args=["blog", "upgrade"]).exit_code == 0
    with app.app_context():
        yield app
    close(app)
    postgresql.drop(away.url, url)


@pytest.fixture
def machine(app: Flask, tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """`machine()`: a server with an instance folder of its own, on the one database."""
    running: list[Server] = []

    def start() -> Server:
        folder = tmp_path / f"machine-{len(running)}"
        folder.mkdir()
        here = {
            "BLOG_DATABASE_URL": str(app.config["DATABASE_URL"]),
            "BLOG_SECRET_KEY": SECRET_KEY,
            "BLOG_INSTANCE_FOLDER": str(folder),
            "BLOG_MEDIA_FOLDER": str(tmp_path / "media"),
        }
        running.append(Server(folder / "log", 1, here))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def ask(server: Server, path: str) -> tuple[int, str]:
    """Status and page."""
    try:
        with urlopen(server.url + path, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def views(article_id: int) -> int:
    db.session.rollback()
    return db.session.get_one(ArticleViews, article_id).views


def shown(page: str) -> int:
    found = re.search(r'class="views" value="(\d+)"', page)
    assert found
    return int(found.group(1))


def test_what_one_does_the_other_shows_at_the_next_request(
    app: Flask, machine: Callable[[], Server]
) -> None:
    article = make_article("以前", slug="tea")
    one, other = machine(), machine()
    assert [shown(ask(server, "/articles/tea")[1]) for server in (one, other, one)] == [1, 2, 3]
    make_comment(article, "从一台机器来。")
    for server in (one, other):
        assert "从一台机器来。" in ask(server, "/articles/tea")[1]
    with article.changing():
        article.title = "以后"
        article.derive()
    db.session.commit()
    for server in (one, other):
        assert "以后" in ask(server, "/articles/tea")[1]
        assert "以后" in ask(server, "/")[1]
    assert views_of(article) == 7


@pytest.mark.alone
@pytest.mark.slow
def test_counts_are_exact_under_load_on_both(app: Flask, machine: Callable[[], Server]) -> None:
    article = make_article(slug="tea")
    servers = (machine(), machine())
    numbers: list[int] = []

    def read(server: Server) -> None:
        for _ in range(100):
            status, page = ask(server, "/articles/tea")
            if status == 200:
                numbers.append(shown(page))

    readers = [threading.Thread(target=read, args=(server,)) for server in servers * 3]
    for reader in readers:
        reader.start()
    for _ in range(5):
        time.sleep(0.2)
        make_comment(article)  # each draws the marks anew, and both build the page again
    for reader in readers:
        reader.join()
    assert len(numbers) == 600
    assert sorted(numbers) == list(range(1, 601))
    assert views_of(article) == 600


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(number) for number in found]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["stopped", "frozen"])
def test_a_database_that_goes_away_gives_503_and_comes_back_by_itself(
    app: Flask, machine: Callable[[], Server], away: postgresql.Server, how: str
) -> None:
    number = make_article(slug="tea").id
    server = machine()
    answered = sum(ask(server, "/articles/tea")[0] == 200 for _ in range(5))
    db.session.remove()
    frozen: list[int] = []
    if how == "stopped":
        away.halt()
        db.engine.dispose()
    else:
        frozen = [away.process.pid, *children(away.process.pid)]
        for process in frozen:
            os.kill(process, signal.SIGSTOP)
    try:
        for path in ("/articles/tea", "/", "/healthz", "/articles/tea"):
            began = time.monotonic()
            status, _page = ask(server, path)
            assert (status, time.monotonic() - began < BOUND) == (503, True), path
    finally:
        for process in frozen:
            os.kill(process, signal.SIGCONT)
        if how == "stopped":
            away.start()
    deadline = time.monotonic() + BOUND
    status = 0
    while status != 200 and time.monotonic() < deadline:
        status, _page = ask(server, "/articles/tea")
        answered += status == 200
    assert status == 200
    assert answered <= views(number)


def test_a_hit_whose_connection_was_cut_is_counted_once(
    app: Flask, machine: Callable[[], Server], away: postgresql.Server
) -> None:
    number = make_article(slug="tea").id
    server = machine()
    assert ask(server, "/articles/tea")[0] == 200
    db.session.remove()
    db.engine.dispose()
    with psycopg.connect(away.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname <> current_database() AND pid <> pg_backend_pid()"
        )
    status, page = ask(server, "/articles/tea")
    assert (status, shown(page)) == (200, 2)
    assert views(number) == 2
