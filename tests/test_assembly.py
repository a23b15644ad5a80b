"""What holds for every request: headers, the site's address, limits, errors in its own dress."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.lib.security import HEADERS
from tests.factories import change_settings, make_article


@pytest.mark.parametrize("path", ["/", "/articles/cha", "/nowhere", "/search?q=x", "/healthz"])
def test_every_answer_carries_the_security_headers_and_sets_no_cookie(
    client: FlaskClient, path: str
) -> None:
    make_article(slug="cha")
    for _ in range(2):  # built, then kept
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert "unsafe-inline" not in HEADERS["Content-Security-Policy"]


PAGES = ("/", "/articles/cha", "/archive", "/tags", "/search?q=x", "/login", "/nowhere", "/sitemap")


def test_the_prefix_of_one_request_stands_in_no_page_of_another(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(slug="cha")
    # As in a new process that has nothing compiled yet.
    app.jinja_env.cache.clear()
    monkeypatch.setattr(app.jinja_env, "bytecode_cache", None)
    for path in PAGES:
        assert "/blog/" in client.get(path, base_url="http://localhost/blog").text
    for path in PAGES:
        assert "/blog/" not in client.get(path).text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/feed.atom"),
        ("GET", "/feed.json"),
        ("GET", "/feed"),
        ("GET", "/robots.txt"),
        ("GET", "/sitemap.xml"),
        ("GET", "/favicon.svg"),
        ("GET", "/manifest.webmanifest"),
        ("GET", "/articles/cha/qr.svg"),
        ("GET", "/articles/cha/"),
        ("GET", "/captcha/new/1"),
        ("GET", "/media/00/0123456789abcdef.png"),
        ("GET", "/static/none.css"),
        ("GET", "/search/suggest?q=x"),
        ("GET", "/login"),
        ("GET", "/admin"),
        ("GET", "/setup/none"),
        ("HEAD", "/articles/cha"),
        ("POST", "/articles/cha/comments"),
        ("POST", "/articles/cha"),
        ("POST", "/"),
        ("BREW", "/"),
    ],
)
def test_so_does_every_other_kind_of_answer(client: FlaskClient, method: str, path: str) -> None:
    make_article(slug="cha")
    answer = client.open(path, method=method)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


def test_static_files_are_what_they_say_and_never_change(client: FlaskClient) -> None:
    page = client.get("/").text
    path = page[page.index("/static/app.") :].partition('"')[0]
    answer = client.get(path, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_article_is_never_answered_by_a_browsers_cache(client: FlaskClient) -> None:
    make_article(slug="cha")
    headers = client.get("/articles/cha").headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in headers
    assert "Last-Modified" not in headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles/nothing-here", 404),
        ("/articles/a%00b", 404),
        ("/articles/%ff%fe", 404),
        ("/articles/..%2f..%2fetc%2fpasswd", 404),
        ("/articles/../../etc/passwd", 404),
        ("/articles/" + "长" * 10_000, 404),
        ("/categories/" + "a" * 10_000, 404),
        ("/tags/%00", 404),
        ("/pages/%00", 404),
        ("/archive/0", 404),
        ("/archive/2021/99", 404),
        ("/archive/99999999999999999999", 404),
        ("/comments/99999999999999999999", 404),
        ("/comments/99999999999999999999/" + "a" * 32, 404),
        ("/comments/" + "9" * 5000, 404),
        ("/mail/99999999999999999999/" + "a" * 32, 404),
        ("/captcha/new/99999999999999999999", 404),
        ("/sitemap/99999999999999999999.xml", 404),
        ("/%00", 404),
        ("/search?q=%00", 200),
        ("/search?q=" + "a" * 10_000, 200),
        ("/search?q=%ff", 200),
        ("/search?q=%25_%5c'\"", 200),
        ("/articles/cha?comments=0", 404),
        ("/articles/cha?comments=abc", 404),
        ("/articles/cha?comments=2", 404),
        ("/articles/cha?page=abc", 200),
    ],
)
def test_odd_addresses_are_answered_in_the_blogs_dress(
    client: FlaskClient, path: str, status: int
) -> None:
    make_article(slug="cha")
    answer = client.get(path)
    assert answer.status_code == status
    assert "<title>" in answer.text
    assert "Traceback" not in answer.text


def test_a_method_nobody_knows_is_refused_with_what_is_allowed(client: FlaskClient) -> None:
    make_article(slug="cha")
    answer = client.open("/articles/cha", method="BREW")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<title>" in answer.text


def test_a_trailing_slash_leads_to_the_form_without(client: FlaskClient) -> None:
    answer = client.get("/articles/cha/?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/articles/cha?x=1")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("//evil.example//", "/evil.example"),
        ("/\\evil.example/", "/%5Cevil.example"),
        ("/\t/evil.example/", "/%09/evil.example"),
        ("/\r\n/evil.example/", "/%0D%0A/evil.example"),
        ("/a\r\nSet-Cookie: a=b/", "/a%0D%0ASet-Cookie:%20a=b"),
    ],
)
def test_no_address_leads_to_another_site(client: FlaskClient, path: str, target: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    assert (answer.status_code, answer.headers["Location"]) == (308, target)
    change_settings(address="https://blog.example")
    away = client.get(
        "/", base_url="http://other.example", environ_overrides={"PATH_INFO": path[:-1]}
    )
    assert away.headers["Location"].startswith("https://blog.example/")
    assert "\n" not in away.headers["Location"]


def test_another_host_is_led_to_the_sites_address_once_it_is_set(client: FlaskClient) -> None:
    make_article(slug="cha")
    assert client.get("/articles/cha", base_url="http://other.example").status_code == 200
    change_settings(address="https://blog.example")
    answer = client.get("/articles/cha?a=b", base_url="http://other.example")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "https://blog.example/articles/cha?a=b"
    assert client.post("/articles/cha", base_url="http://other.example").status_code == 400
    assert client.get("/articles/cha", base_url="http://127.0.0.1:8000").status_code == 200
    assert client.get("/articles/cha", base_url="https://blog.example").status_code == 200


def test_the_site_may_live_under_a_path(client: FlaskClient) -> None:
    make_article(slug="cha", body="[茶](/articles/other) ![图](/media/a.webp)", tags=["好"])
    page = client.get("/articles/cha", base_url="http://localhost/blog").text
    assert 'href="/blog/articles/other"' in page
    assert 'src="/blog/media/a.webp"' in page
    assert 'href="/blog/tags/hao"' in page
    assert 'href="/tags' not in page
    assert 'href="/static' not in page


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app made after this waits for no lock."""
    for module in ("database", "hotline"):
        monkeypatch.setattr(f"blog.lib.{module}.BUSY_SECONDS", 0.1)


def test_a_locked_database_is_a_plain_sentence(
    impatient: None, app: Flask, client: FlaskClient
) -> None:
    url = str(app.config["DATABASE_URL"])
    if not url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows, not the database")
    make_article(slug="cha")
    client.get("/articles/cha")
    other = sqlite3.connect(url.removeprefix("sqlite:///"))
    other.execute("BEGIN EXCLUSIVE")
    try:
        answer = client.get("/articles/cha")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "Traceback" not in answer.text
    finally:
        other.rollback()
        other.close()
    assert 'class="views" value="2"' in client.get("/articles/cha").text


def test_a_missing_database_is_said_by_every_page_and_by_healthz(tmp_path: Path) -> None:
    from blog import create_app
    from tests.support.apps import close, settings_for

    folder = tmp_path / "empty"
    app = create_app(settings_for(f"sqlite:///{folder / 'none' / 'blog.db'}", folder))
    client = app.test_client()
    for path in ("/", "/articles/cha", "/search?q=x", "/nowhere"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "<title>" in answer.text
    health = client.get("/healthz")
    assert health.status_code == 503
    assert health.json
    assert health.json["status"] == "unavailable"
    close(app)
    shutil.rmtree(folder)
