"""An import that is killed in the middle leaves a blog in order, and nothing that runs on."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from sqlalchemy import func, select

from blog.lib.database import db
from blog.models.article import Article
from blog.models.views import ArticleViews
from blog.transfer import press
from tests.conftest import Live
from tests.factories import make_article
from tests.support.counts import check_counts
from tests.transfer.files import article, put
from tests.transfer.test_writer import bring

MANY = press.MANY * 6


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Article)) or 0


@pytest.mark.slow
def test_a_killed_import_ends_whole_and_is_finished_by_the_next(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    for number in range(MANY):
        article(old, f"a{number}.md", title=f"第{number}篇", body="一段**文字**。\n\n" * 60)
    running = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "blog", "import", old],
        env=os.environ | {"BLOG_DATABASE_URL": database_url, "BLOG_INSTANCE_FOLDER": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + 120
    while not stored() and time.monotonic() < deadline:
        time.sleep(0.01)
    running.kill()
    # Whoever it started has its output too, and would keep it open.
    running.communicate(timeout=60)
    assert 0 < stored() < MANY
    check_counts()
    assert bring(old).known > 0
    assert stored() == MANY
    check_counts()


def test_many_articles_go_through_other_processes(app: Flask, tmp_path: Path) -> None:
    for number in range(press.MANY + 10):
        article(tmp_path, f"a{number}.md", title=f"第{number}篇", body=f"第**{number}**段")
    assert bring(tmp_path).articles == press.MANY + 10
    for row in db.session.execute(select(Article.title, Article.html)):
        assert f"<strong>{row.title[1:-1]}</strong>" in row.html
    check_counts()


@pytest.mark.alone
@pytest.mark.slow
def test_readers_go_on_while_two_thousand_articles_come_in(
    app: Flask, live: Live, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    body = "\n\n".join(["一段不长不短的文字，**要点**在中间。" * 8] * 10)
    for number in range(2000):
        put(
            folder,
            f"a{number}.md",
            f"---\ntitle: 第{number}篇\ndate: 2020-01-01\ntags: [t{number % 9}]\n---\n{body}\n",
        )
    make_article("先来的", slug="first")
    server = live(workers=2)
    stop = threading.Event()
    waits: list[tuple[float, str]] = []
    failed: list[str] = []

    def ask(path: str) -> None:
        started = time.monotonic()
        try:
            with urlopen(server.url + path, timeout=20) as answer:
                answer.read()
        except OSError as error:
            failed.append(f"{path}: {error}")
        waits.append((time.monotonic() - started, path))

    def reader() -> None:
        while not stop.is_set():
            ask("/articles/first")
            ask("/")
            time.sleep(0.01)

    # What a worker does once, at its first page, is not the import's doing.
    for _ in range(20):
        ask("/articles/first")
        ask("/")
    warm = len(waits)
    threads = [threading.Thread(target=reader) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        report = bring(folder)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert report.articles == 2000
    assert not failed
    assert max(waits[warm:]) < (1.0, "")
    db.session.rollback()
    first = Article.by_slug("first")
    assert first is not None
    assert db.session.get_one(ArticleViews, first.id).views == len(waits) / 2
    check_counts()
