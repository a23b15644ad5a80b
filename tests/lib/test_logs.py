"""The log tells what was asked and how it went, and nothing of who asked."""

import json
import logging
import sys
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from blog.lib import logs
from tests.conftest import Live
from tests.factories import make_article

TOOK = timedelta(milliseconds=12.34)
ENVIRON = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "/blog",
    "PATH_INFO": "/articles/茶".encode().decode("latin-1"),
    "QUERY_STRING": "secret=1",
    "REMOTE_ADDR": "203.0.113.7",
    "HTTP_USER_AGENT": "Mozilla",
    "HTTP_COOKIE": "suibi_login=abc",
}


def test_a_request_is_told_without_what_is_personal() -> None:
    assert logs.fields(ENVIRON, "200 OK", 512, TOOK) == {
        "method": "GET",
        "path": "/blog/articles/茶",
        "status": 200,
        "bytes": 512,
        "milliseconds": 12.3,
    }


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/comments/12/0a1b2c3d", "/comments/12/…"),
        ("/comments/12/0a1b2c3d/edit", "/comments/12/…/edit"),
        ("/setup/abcdef", "/setup/…"),
        ("/captcha/abc.png", "/captcha/….png"),
        ("/mail/7/abcdef", "/mail/7/…"),
        ("/preview/AbC_d-1", "/preview/…"),
        ("/comments/12", "/comments/12"),
        ("/articles/setup", "/articles/setup"),
    ],
)
def test_what_opens_something_is_left_out(path: str, told: str) -> None:
    assert logs.fields({"PATH_INFO": path}, 200, 0, TOOK)["path"] == told


def test_it_is_left_out_of_a_site_under_a_path_too() -> None:
    asked = {"SCRIPT_NAME": "/blog", "PATH_INFO": "/setup/abcdef"}
    assert logs.fields(asked, 200, 0, TOOK)["path"] == "/blog/setup/…"


def test_json_is_one_object_a_line_with_the_fault() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("blog", 40, "", 0, "Fehler %s", ("x",), sys.exc_info())
    line = logs.formatter("json").format(record)
    assert "\n" not in line
    entry = json.loads(line)
    assert (entry["level"], entry["message"]) == ("error", "Fehler x")
    assert "two\nlines" in entry["exception"]


def ask(live: Live, **settings: str) -> str:
    article = make_article()
    server = live(workers=1, **settings)
    for _ in range(2):
        request = Request(f"{server.url}/articles/{article.slug}?from=secret")
        request.add_header("User-Agent", "Mozilla secret")
        urlopen(request, timeout=30).close()
    server.stop()
    log: Path = server.log
    return log.read_text()


def test_a_server_tells_each_request_as_json(live: Live) -> None:
    text = ask(live, BLOG_LOG_REQUESTS="on", BLOG_LOG_FORMAT="json")
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    told = [line for line in lines if line.get("path", "").startswith("/articles/")]
    assert [line["status"] for line in told] == [200, 200]
    assert "secret" not in text
    assert "127.0.0.1" not in "".join(map(str, lines))


def test_unasked_a_server_tells_no_request(live: Live) -> None:
    assert "/articles/" not in ask(live)
