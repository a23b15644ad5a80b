"""What pages say of themselves to search engines."""

import re

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from blog.models.article import Article
from tests.factories import change_settings, make_article, make_category, make_comment, make_page
from tests.support.clients import Client

SITE = "https://example.org"


@pytest.fixture(autouse=True)
def blog(app: Flask) -> Article:
    change_settings(title="随笔", address=SITE, articles_per_page=1)
    shelf = make_category("茶", slug="cha")
    make_article("一", slug="one", category=shelf, tags=["often", "once"])
    article = make_article("二", "正文从这里开始。", slug="two", category=shelf, tags=["often"])
    make_article("三", slug="three", category=shelf, tags=["often"])
    make_page("关于", slug="about")
    return article


def head(client: Client, path: str) -> LexborHTMLParser:
    return LexborHTMLParser(client.get(path, headers={"Host": "example.org"}).text)


def link(page: LexborHTMLParser, rel: str) -> str | None:
    node = page.css_first(f'head link[rel="{rel}"]')
    return node.attributes["href"] if node else None


def robots(page: LexborHTMLParser) -> str:
    node = page.css_first('head meta[name="robots"]')
    return (node.attributes["content"] or "") if node else ""


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/", "/"),
        ("/?page=1&utm_source=x", "/"),
        ("/?utm_source=x&page=2", "/?page=2"),
        ("/articles/two?utm_source=x&comments=1", "/articles/two"),
        ("/categories/cha?page=3&x", "/categories/cha?page=3"),
        ("/tags/often?x=1", "/tags/often"),
        ("/tags?x=1", "/tags"),
        ("/archive?x=1", "/archive"),
        ("/pages/about?x=1", "/pages/about"),
        ("/links?x=1", "/links"),
        ("/sitemap?x=1", "/sitemap"),
        ("/search", "/search"),
    ],
)
def test_a_page_names_its_address_without_noise(client: Client, path: str, canonical: str) -> None:
    page = head(client, path)
    assert link(page, "canonical") == SITE + canonical
    assert robots(page) == ""
    said = page.css_first('head meta[property="og:url"]')
    assert said is None or said.attributes["content"] == SITE + canonical


@pytest.mark.parametrize("path", ["/", "/categories/cha", "/tags/often"])
def test_pages_of_a_list_name_the_ones_beside_them(client: Client, path: str) -> None:
    beside = [
        (link(page, "prev"), link(page, "next"))
        for page in (head(client, f"{path}?page={number}") for number in (1, 2, 3))
    ]
    assert beside == [
        (None, f"{SITE}{path}?page=2"),
        (SITE + path, f"{SITE}{path}?page=3"),
        (f"{SITE}{path}?page=2", None),
    ]


def test_an_article_names_the_ones_beside_it(client: Client) -> None:
    page = head(client, "/articles/two")
    assert (link(page, "prev"), link(page, "next")) == ("/articles/one", "/articles/three")


def test_what_is_for_one_reader_or_says_nothing_is_not_for_engines(
    client: Client, blog: Article
) -> None:
    comment = make_comment(blog)
    make_article(slug="locked", password="a password")
    for path in (
        "/search?q=茶", "/tags/once", "/login", "/none", "/articles/locked",
        f"/comments/{comment.id}/reply", f"/comments/{comment.id}/report",
        f"/comments/{comment.id}/{comment.key}",
    ):  # fmt: skip
        page = head(client, path)
        assert robots(page).startswith("noindex"), path
        assert link(page, "canonical") is None or path == "/tags/once", path


def test_the_description_is_the_excerpt_unless_one_is_written(client: Client) -> None:
    def description(path: str) -> str | None:
        node = head(client, path).css_first('head meta[name="description"]')
        return node.attributes["content"]

    make_article(slug="told", description="另写的一句。", excerpt="摘要。")
    make_article(slug="cut", excerpt="摘要。")
    assert description("/articles/told") == "另写的一句。"
    assert description("/articles/cut") == "摘要。"
    assert description("/articles/two") == "正文从这里开始。"


@pytest.mark.parametrize(
    ("path", "feeds"),
    [
        ("/", []),
        ("/none", []),
        ("/search?q=茶", []),
        ("/articles/two", ["/articles/two/comments/feed.atom"]),
        ("/categories/cha", ["/categories/cha/feed.atom", "/categories/cha/feed.json"]),
        ("/tags/often", ["/tags/often/feed.atom", "/tags/often/feed.json"]),
    ],
)
def test_every_page_leads_to_its_feeds(client: Client, path: str, feeds: list[str]) -> None:
    nodes = head(client, path).css('head link[rel="alternate"]')
    found = [node.attributes["href"] or "" for node in nodes]
    assert found == ["/feed.atom", "/feed.json", *feeds]
    for address in found:
        assert client.get(address, headers={"Host": "example.org"}).status_code == 200


def test_the_site_map_leads_to_every_feed_of_the_site(client: Client) -> None:
    make_article("Four", slug="four", language="en")
    text = client.get("/sitemap", headers={"Host": "example.org"}).text
    listed = set(re.findall(r'<a href="(/[^"]*feed\.[^"]*)"', text))
    assert listed >= {
        f"/{feed}"
        for feed in (
            "feed.atom", "feed.json", "feed.zh.atom", "feed.en.atom", "comments/feed.atom",
            "comments/feed.json",
        )
    }  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/login", "/logout", "/setup/guess", "/admin", "/admin/articles", "/admin/nowhere"]
)
def test_nothing_of_the_admins_is_kept_by_anyone(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("path", ["/", "/tags", "/archive", "/search?q=a", "/articles/rain"])
def test_public_pages_set_no_cookie_and_vary_by_none(client: Client, path: str) -> None:
    make_article("雨", slug="rain")
    change_settings(title="随笔")
    response = client.get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "no-store" not in response.headers.get("Cache-Control", "")
