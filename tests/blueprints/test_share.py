"""What a link carries along, and what a page says to those who pass it on."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import segno
from extruct.jsonld import JsonLdExtractor
from extruct.opengraph import OpenGraphExtractor
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from blog.lib import fonts
from blog.lib.database import db, utcnow
from blog.models.article import Article
from tests.conftest import Auth
from tests.factories import change_settings, make_article, make_category, make_comment

TITLE = "怎么写好一篇文章"
MOMENT = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def article(app: Flask) -> None:
    change_settings(title="随笔", address="https://example.org")
    make_article(TITLE, slug="one", cover="/media/cover.webp", tags=["tea", "ink"])


def head(client: FlaskClient, path: str = "/articles/one") -> LexborHTMLParser:
    return LexborHTMLParser(client.get(path, headers={"Host": "localhost"}).text)


def said(page: LexborHTMLParser, name: str) -> str | None:
    node = page.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    return node.attributes["content"] if node else None


def test_the_picture_has_the_size_that_cards_ask_for(client: FlaskClient) -> None:
    if not fonts.available():
        pytest.skip("no font with Han glyphs here: apt install fonts-noto-cjk")
    response = client.get("/articles/one/share.png")
    assert (response.status_code, response.mimetype) == (200, "image/png")
    with Image.open(BytesIO(response.data)) as picture:
        assert (picture.size, picture.format) == ((1200, 630), "PNG")
        colours = {colour for _, colour in picture.convert("RGB").getcolors(100) or ()}
    assert (168, 50, 31) in colours  # the seal
    tag = response.headers["ETag"]
    assert client.get("/articles/one/share.png", headers={"If-None-Match": tag}).status_code == 304


def test_without_a_font_the_cover_stands_in(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_best", lambda: None)
    assert said(head(client), "og:image") == "https://example.org/media/cover.webp"
    response = client.get("/articles/one/share.png")
    assert response.location == "https://example.org/media/cover.webp"
    assert client.get("/favicon.ico").location == "/favicon.svg"
    assert client.get("/icon-192.png").status_code == 404


def test_the_writer_is_told_that_no_font_was_found(
    client: FlaskClient, auth: Auth, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth.login()
    monkeypatch.setattr(fonts, "_best", lambda: None)
    assert "fonts-noto-cjk" in client.get("/admin").text
    monkeypatch.setattr(fonts, "available", lambda: True)
    assert "fonts-noto-cjk" not in client.get("/admin").text


def test_a_card_names_the_picture_and_the_tags(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "available", lambda: True)
    page = head(client)
    address = said(page, "og:image") or ""
    assert address.startswith("https://example.org/articles/one/share.png?")
    assert said(page, "twitter:card") == "summary_large_image"
    assert said(page, "keywords") == "tea,ink"
    make_article("改了的标题", slug="other")
    assert said(head(client, "/articles/other"), "og:image") != address
    change_settings(share_picture="cover")
    assert said(head(client), "og:image") == "https://example.org/media/cover.webp"


def test_the_code_holds_the_address_of_the_article(client: FlaskClient) -> None:
    response = client.get("/articles/one/qr.svg")
    assert response.mimetype == "image/svg+xml"
    assert b"style=" not in response.data
    (drawn,) = re.findall('class="qrline"[^>]* d="([^"]+)"', response.text)
    code = segno.make_qr("https://example.org/articles/one", error="m")
    assert f'd="{drawn}"' in code.svg_inline(scale=4, border=2, light="#fff")
    assert client.get("/articles/none/qr.svg").status_code == 404


def test_the_share_block_works_without_script(client: FlaskClient) -> None:
    share = head(client).css_first("details.share")
    assert share.css_first("img").attributes["src"] == "/articles/one/qr.svg"
    assert share.css_first("a").attributes["href"] == "https://example.org/articles/one"
    assert all("hidden" in button.attributes for button in share.css("button"))


def test_an_old_article_says_so_when_asked_to(app: Flask, client: FlaskClient) -> None:
    written = Article.by_slug("one")
    assert written is not None
    written.updated_at = utcnow() - timedelta(days=366 * 3)
    db.session.commit()
    assert head(client).css_first(".old") is None
    change_settings(old_after_years=3)
    assert "3" in head(client).css_first(".old").text()
    change_settings(old_after_years=4)
    assert head(client).css_first(".old") is None


def test_verification_stands_on_every_page(client: FlaskClient) -> None:
    change_settings(verifications=["google-site-verification=abc=1"])
    assert said(head(client, "/"), "google-site-verification") == "abc=1"


def test_a_tag_of_one_article_is_not_for_engines(client: FlaskClient) -> None:
    assert said(head(client, "/tags/tea"), "robots") == "noindex, follow"
    make_article("又一篇", slug="two", tags=["tea"])
    assert said(head(client, "/tags/tea"), "robots") is None


@pytest.fixture
def html(client: FlaskClient) -> str:
    change_settings(title="随笔", author="林小雨", address="https://example.org")
    article = make_article(
        "“引号” & <b>", "正文二十个字左右。", slug="graph", at=MOMENT, views=41,
        tags=["ink", "tea"], category=make_category("经验", slug="jing-yan"),
    )  # fmt: skip
    make_comment(article, "谢谢。")
    return client.get("/articles/graph", headers={"Host": "localhost"}).text


def test_one_graph_describes_the_article(html: str) -> None:
    (graph,) = JsonLdExtractor().extract(html)
    nodes: dict[str, dict[str, Any]] = {node["@type"]: node for node in graph["@graph"]}
    post = nodes["BlogPosting"]
    assert post["headline"] == "“引号” & <b>"
    assert post["url"] == "https://example.org/articles/graph"
    assert post["datePublished"] == "2021-03-24T04:17:23+08:00"
    assert post["author"]["name"] == "林小雨"
    assert post["keywords"] == ["ink", "tea"]
    assert post["articleSection"] == ["经验"]
    assert post["commentCount"] == 1
    assert post["wordCount"] > 5
    assert post["interactionStatistic"]["userInteractionCount"] == 42
    trail = nodes["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in trail] == [1, 2, 3]
    assert trail[1]["item"] == "https://example.org/categories/jing-yan"


def test_open_graph_describes_it_too(html: str) -> None:
    (found,) = OpenGraphExtractor().extract(html)
    said = dict(found["properties"])
    assert said["og:type"] == "article"
    assert said["og:title"] == "“引号” & <b>"
    assert said["og:url"] == "https://example.org/articles/graph"
    assert said["og:site_name"] == "随笔"
    assert said["article:published_time"] == "2021-03-24T04:17:23+08:00"
