"""Search as a reader meets it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from blog.blueprints import search as blueprint
from blog.lib.database import db
from blog.models import search
from blog.models.tag import Tag
from tests.factories import make_article, make_page


@pytest.fixture(autouse=True)
def blog(app: Flask) -> None:
    db.session.add(Tag(name="安全", slug="an-quan"))
    make_article("如何保证<安全>", "密码 & 口令。", slug="one", tags=["安全"], views=7)
    make_page("关于安全", "站长。", slug="about")


def soup(client: FlaskClient, path: str, status: int = 200) -> LexborHTMLParser:
    response = client.get(path)
    assert response.status_code == status
    return LexborHTMLParser(response.text)


def test_results_lead_to_articles_and_pages(client: FlaskClient) -> None:
    page = soup(client, "/search?q=安全")
    links = [link.attributes["href"] for link in page.css("main .post h2 a")]
    assert links == ["/articles/one", "/pages/about"]
    assert [mark.text() for mark in page.css("main .post h2 mark")] == ["安全", "安全"]
    assert page.css_first('main input[name="q"]').attributes["value"] == "安全"
    assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"


def test_what_is_typed_is_shown_as_text(client: FlaskClient) -> None:
    response = client.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


def test_nothing_found_offers_near_tags_and_what_is_popular(client: FlaskClient) -> None:
    page = soup(client, "/search?q=安权")
    assert page.css_first("main .post") is None
    assert [link.text() for link in page.css("main .empty .pill")] == ["安全1"]
    assert page.css_first("#hot a").attributes["href"] == "/articles/one"


def test_results_come_in_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 1)
    first = soup(client, "/search?q=安全")
    link = first.css_first('.pager a[rel="next"]').attributes["href"]
    second = soup(client, link or "")
    assert second.css_first("main .post h2 a").attributes["href"] == "/pages/about"
    assert second.css_first('.pager a[rel="next"]') is None
    assert second.css_first('.pager a[rel="prev"]') is not None
    assert soup(client, "/search?q=安全&page=9").css_first("main .post") is None
    assert client.get("/search?q=安全&page=x").status_code == 404


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("安", [("安全", "/tags/an-quan"), ("如何保证<安全>", "/articles/one")]),
        ("anq", [("安全", "/tags/an-quan"), ("如何保证<安全>", "/articles/one")]),
        ("保证", [("如何保证<安全>", "/articles/one")]),
        ("rhbz", [("如何保证<安全>", "/articles/one")]),
        ("密码", []),
        ("", []),
    ],
)
def test_titles_and_tags_are_suggested(
    client: FlaskClient, typed: str, items: list[tuple[str, str]]
) -> None:
    answer: Any = client.get("/search/suggest", query_string={"q": typed}).json
    assert [(item["text"], item["url"]) for item in answer["items"]] == items


def test_too_many_searches_wait(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blueprint, "A_MINUTE", 1)
    monkeypatch.setattr(blueprint, "SUGGESTIONS_A_MINUTE", 1)
    assert client.get("/search?q=安全").status_code == 200
    refused = client.get("/search?q=安全")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert client.get("/search").status_code == 200
    assert client.get("/search/suggest?q=安").status_code == 200
    assert client.get("/search/suggest?q=安").status_code == 429


@pytest.mark.parametrize("query", ["%00", "%ff", "%ed%a0%80", "q" * 3000, '"', "*", "NEAR(a b)"])
def test_any_bytes_are_answered(client: FlaskClient, query: str) -> None:
    assert client.get(f"/search?q={query}").status_code == 200
    assert client.get(f"/search/suggest?q={query}").status_code == 200
