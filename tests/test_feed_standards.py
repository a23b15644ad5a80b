"""Every feed, full and empty, against what its standard demands."""

import json
import re
from collections import Counter
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import defusedxml.ElementTree
import pytest
from flask import Flask

from tests.factories import change_settings, make_article, make_category, make_comment
from tests.support.clients import Client

PLACES = [
    "/feed", "/feed.zh", "/feed.en", "/categories/tea/feed", "/tags/rain/feed", "/comments/feed",
    "/articles/yu/comments/feed",
]  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
PERSON = {"name", "url", "avatar"}
FEED = {
    "version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url",
    "icon", "favicon", "authors", "language", "expired", "hubs", "items",
}  # fmt: skip
ITEM = {
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
    "banner_image", "date_published", "date_modified", "authors", "tags", "language", "attachments",
}  # fmt: skip


@pytest.fixture
def blog(app: Flask) -> None:
    tea = make_category("茶 & 水", slug="tea")
    yu = make_article(
        "雨 <b>\x0b",
        "正文\x08。",
        slug="yu",
        category=tea,
        tags=["rain", "<水>"],
        cover="/media/a.webp",
    )
    make_article("Rain", "Text.", slug="rain", language="en", category=tea, twin_id=yu.id)
    make_comment(yu, "好 & <坏>", name="A \x0b& B", website="https://a.example/?b&c")
    make_comment(yu, "又一条")


@pytest.mark.usefixtures("blog")
@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("place", PLACES)
def test_a_feed_keeps_to_its_standard(client: Client, place: str, full: bool) -> None:
    change_settings(title="随 & 笔", tagline="<记>", address="https://example.org", feed_full=full)
    assert check_atom(client.get(f"{place}.atom", headers={"Host": "example.org"}).data)
    assert check_json(client.get(f"{place}.json", headers={"Host": "example.org"}).data)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("place", ["/feed", "/feed.en", "/comments/feed"])
def test_so_does_one_of_an_empty_blog(client: Client, place: str) -> None:
    assert check_atom(client.get(f"{place}.atom").data) == 0
    assert check_json(client.get(f"{place}.json").data) == 0


def check_atom(data: bytes) -> int:
    """Check the MUSTs of RFC 4287; how many entries there are."""
    feed = defusedxml.ElementTree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for node in (feed, *entries):
        once(node, "id", "title", "updated")
        assert urlsplit(text(node, "id")).scheme
        assert MOMENT.fullmatch(text(node, "updated"))
        links = [link.attrib for link in node.findall(f"{ATOM}link")]
        assert all(urlsplit(link["href"]).scheme == "https" or not entries for link in links)
        alternates = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in links
            if link.get("rel", "alternate") == "alternate"
        )
        assert set(alternates.values()) == {1}
        assert all(category.attrib["term"] for category in node.findall(f"{ATOM}category"))
        for person in node.findall(f"{ATOM}author"):
            once(person, "name")
    authored = feed.find(f"{ATOM}author") is not None
    assert authored or all(entry.find(f"{ATOM}author") is not None for entry in entries)
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1
    for entry in entries:
        assert len(entry.findall(f"{ATOM}content")) <= 1
        for content in entry.findall(f"{ATOM}content"):
            assert (content.get("type"), len(content)) == ("html", 0)
        assert all(MOMENT.fullmatch(node.text or "") for node in entry.findall(f"{ATOM}published"))
    assert len({text(entry, "id") for entry in entries}) == len(entries)
    return len(entries)


def once(node: ET.Element, *names: str) -> None:
    assert [len(node.findall(f"{ATOM}{name}")) for name in names] == [1] * len(names)


def text(node: ET.Element, name: str) -> str:
    return node.findtext(f"{ATOM}{name}") or ""


def check_json(data: bytes) -> int:
    """Check the rules of JSON Feed 1.1; how many items there are."""
    feed = json.loads(data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert not set(feed) - FEED
    assert all(value for name, value in feed.items() if name != "items")
    people = [*feed.get("authors", [])]
    for item in feed["items"]:
        assert not set(item) - ITEM
        assert isinstance(item["id"], str)
        assert "content_html" in item or "content_text" in item
        assert all(urlsplit(item[name]).scheme for name in ("url", "image") if name in item)
        assert all(MOMENT.fullmatch(item[name]) for name in ("date_published", "date_modified"))
        people += item.get("authors", [])
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
    assert all(person and not set(person) - PERSON for person in people)
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    return len(feed["items"])
