"""What engines and telephones ask for."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import defusedxml.ElementTree
import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.lib.database import db
from blog.models import sitemap
from blog.models.article import Article
from tests.factories import change_settings, make_article, make_category, make_page

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}


@pytest.fixture(autouse=True)
def blog(app: Flask) -> None:
    change_settings(title="随笔", address="https://example.org")
    make_category("技术", slug="tech")
    make_article("一", slug="one", category="技术", tags=["often", "once"], cover="/media/c.webp")
    make_article("二", slug="two", category="技术", tags=["often"])
    make_article("草稿", slug="draft", published=False)
    make_page("关于", slug="about")


def tree(client: FlaskClient, path: str) -> ET.Element:
    response = client.get(path, headers={"Host": "example.org"})
    assert response.status_code == 200
    assert response.mimetype == "application/xml"
    return defusedxml.ElementTree.fromstring(response.data)


def addresses(root: ET.Element) -> list[str]:
    return [node.text or "" for node in root.findall(".//s:loc", NAMES)]


def test_a_sitemap_lists_what_is_worth_finding(client: FlaskClient) -> None:
    root = tree(client, "/sitemap.xml")
    assert addresses(root) == [
        f"https://example.org{path}"
        for path in (
            "/", "/archive", "/tags", "/pages/about", "/categories/tech", "/tags/often",
            "/articles/one", "/articles/two",
        )
    ]  # fmt: skip
    images = [node.text for node in root.findall(".//i:loc", NAMES)]
    assert images == ["https://example.org/media/c.webp"]


def test_twins_name_each_other(client: FlaskClient) -> None:
    zh = make_article("雨", slug="雨")
    en = make_article("Rain", slug="rain", language="en", twin_id=zh.id)
    both = {
        "zh-Hans": "https://example.org/articles/%E9%9B%A8",
        "en": "https://example.org/articles/rain",
    }
    found = alternates(tree(client, "/sitemap.xml"))
    assert found == dict.fromkeys(both.values(), both)
    en.withdraw()
    db.session.commit()
    assert alternates(tree(client, "/sitemap.xml")) == {}


def alternates(root: ET.Element) -> dict[str, dict[str, str]]:
    """By address, the addresses of the same in each language."""
    return {
        place.findtext("s:loc", "", NAMES): {
            link.attrib["hreflang"]: link.attrib["href"]
            for link in place.findall("x:link[@rel='alternate']", NAMES)
        }
        for place in root.findall("s:url", NAMES)
        if place.find("x:link", NAMES) is not None
    }


def test_the_last_change_is_that_of_the_text(client: FlaskClient) -> None:
    written = Article.by_slug("one")
    assert written is not None
    written.published_at = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)
    written.updated_at = datetime(2022, 3, 23, 20, 17, 23, tzinfo=UTC)
    db.session.commit()
    places = tree(client, "/sitemap.xml").findall("s:url", NAMES)
    changed = {
        place.findtext("s:loc", "", NAMES): place.find("s:lastmod", NAMES) for place in places
    }
    moment = changed["https://example.org/articles/one"]
    assert moment is not None
    assert moment.text == "2022-03-24T04:17:23+08:00"
    # Of a list nobody knows when it last changed.
    assert changed["https://example.org/"] is None


def test_a_long_blog_is_listed_in_parts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PART", 1)
    parts = addresses(tree(client, "/sitemap.xml"))
    assert parts == [f"https://example.org/sitemap/{number}.xml" for number in (1, 2)]
    assert "https://example.org/articles/one" in addresses(tree(client, "/sitemap/1.xml"))
    assert addresses(tree(client, "/sitemap/2.xml")) == ["https://example.org/articles/two"]
    assert client.get("/sitemap/3.xml", headers={"Host": "example.org"}).status_code == 404


def test_robots_are_told_where_the_sitemap_is(client: FlaskClient) -> None:
    text = client.get("/robots.txt", headers={"Host": "example.org"}).text
    assert "Sitemap: https://example.org/sitemap.xml" in text
    assert "Disallow: /admin\n" in text
    assert "Disallow: /search?\n" in text


def test_a_manifest_names_icons_that_are_there(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest", headers={"Host": "example.org"})
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.json is not None
    assert manifest.json["name"] == "随笔"
    for icon in manifest.json["icons"]:
        answer = client.get(icon["src"], headers={"Host": "example.org"})
        assert (answer.status_code, answer.mimetype) == (200, icon["type"])
