"""What engines and telephones ask for."""

from xml.etree import ElementTree as ET

import defusedxml.ElementTree
import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.models import sitemap
from tests.factories import change_settings, make_article, make_category, make_page

NAMES = {
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
