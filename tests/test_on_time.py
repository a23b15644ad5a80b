"""A scheduled article appears on time, in a real server that nobody asks for anything else."""

import time
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from blog.lib.database import utcnow
from tests.conftest import Live
from tests.factories import make_article, views_of

ON_TIME_SECONDS = 5


def status(url: str) -> int:
    try:
        with urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.usefixtures("app")
def test_a_scheduled_article_is_published_within_five_seconds_of_its_time(live: Live) -> None:
    due = utcnow() + timedelta(seconds=4)
    article = make_article(at=due)
    server = live(workers=2)
    url = f"{server.url}/articles/{article.slug}"
    assert status(url) == 404
    deadline = time.monotonic() + (due - utcnow()).total_seconds() + ON_TIME_SECONDS
    while (answered := status(url)) == 404 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert answered == 200
    assert views_of(article) == 1
