"""The promise of the house: every answered hit of an article is counted, and nothing else is."""

import http.client
import os
import re
import signal
import threading
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.lib.database import db, utcnow
from tests.conftest import Live
from tests.factories import make_article, views_of

CLIENTS = 16
SECONDS = 6


class Reader(threading.Thread):
    """Asks for the page until told to stop; remembers each number it was shown."""

    def __init__(self, url: str, path: str, stop: threading.Event) -> None:
        super().__init__()
        self.address = urlsplit(url).netloc
        self.path = path
        self.stop = stop
        self.shown: list[int] = []
        self.attempts = 0
        self.others: Counter[int] = Counter()

    def run(self) -> None:
        while not self.stop.is_set():
            self.attempts += 1
            connection = http.client.HTTPConnection(self.address, timeout=10)
            try:
                connection.request("GET", self.path)
                response = connection.getresponse()
                page = response.read()
            except (OSError, http.client.HTTPException):
                continue  # a killed worker answers nobody
            finally:
                connection.close()
            found = re.search(rb'class="views" value="(\d+)"', page)
            if response.status == 200 and found:
                self.shown.append(int(found.group(1)))
            else:
                self.others[response.status] += 1


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["gthread", "blog.lib.worker.Worker"])
def test_sixteen_readers_and_a_worker_killed_every_second_lose_no_answered_hit(
    app: Flask, live: Live, kind: str
) -> None:
    article = make_article(title="茶")
    db.session.commit()
    server = live(workers=4, GUNICORN_CMD_ARGS=f"--worker-class {kind}")
    stop = threading.Event()
    readers = [Reader(server.url, f"/articles/{article.slug}", stop) for _ in range(CLIENTS)]
    for reader in readers:
        reader.start()
    killed = 0
    for _ in range(SECONDS):
        time.sleep(1)
        os.kill(server.workers()[killed % len(server.workers())], signal.SIGKILL)
        killed += 1
    stop.set()
    for reader in readers:
        reader.join()
    shown = [number for reader in readers for number in reader.shown]
    attempts = sum(reader.attempts for reader in readers)
    assert len(shown) > 200
    assert not sum((reader.others for reader in readers), Counter())
    assert len(set(shown)) == len(shown), "two readers were shown the same number"
    assert len(shown) <= views_of(article) <= attempts
    assert killed == SECONDS


def test_the_number_shown_includes_this_hit(client: FlaskClient) -> None:
    article = make_article()
    for n in (1, 2, 3):
        assert f'class="views" value="{n}"' in client.get(f"/articles/{article.slug}").text
    assert views_of(article) == 3


def test_a_head_adds_nothing(client: FlaskClient) -> None:
    article = make_article()
    assert client.head(f"/articles/{article.slug}").status_code == 200
    assert views_of(article) == 0


@pytest.mark.parametrize("verb", ["withdraw", "bin"])
def test_what_is_no_longer_public_adds_nothing(client: FlaskClient, verb: str) -> None:
    article = make_article()
    client.get(f"/articles/{article.slug}")
    getattr(article, verb)()
    db.session.commit()
    assert client.get(f"/articles/{article.slug}").status_code == 404
    assert views_of(article) == 1


def test_a_scheduled_article_adds_nothing_until_its_time(client: FlaskClient) -> None:
    article = make_article(at=utcnow() + timedelta(days=1))
    assert article.state == "scheduled"
    assert client.get(f"/articles/{article.slug}").status_code == 404
    assert views_of(article) == 0


def test_a_page_that_fails_adds_nothing(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article()
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(*_args: object) -> str:
        raise RuntimeError("a fault in a template")

    monkeypatch.setitem(app.jinja_env.filters, "stamp", fail)
    app.jinja_env.cache = {}
    assert client.get(f"/articles/{article.slug}").status_code == 500
    assert views_of(article) == 0


def test_an_edit_is_seen_by_the_next_hit_and_the_count_goes_on(client: FlaskClient) -> None:
    article = make_article(title="以前")
    assert "以前" in client.get(f"/articles/{article.slug}").text
    article.title = "以后"
    with article.changing():
        article.derive()
    db.session.commit()
    page = client.get(f"/articles/{article.slug}").text
    assert "以后" in page
    assert 'class="views" value="2"' in page
