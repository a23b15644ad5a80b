"""Feeds, as programs read them."""

import json
from datetime import UTC, datetime

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.lib.database import db
from blog.models.article import Article, Draft
from tests.conftest import Sql
from tests.factories import change_settings, make_article, make_category

HOST = {"Host": "example.org"}
MOMENT = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)


@pytest.fixture
def article(app: Flask) -> None:
    change_settings(title="随笔", address="https://example.org", tagline="一个人写")
    tech = make_category("技术", slug="tech")
    body = (
        "导语 & <标记>。\n\n## 一节\n\n"
        "[关于](/pages/about) ![图](/media/x.png) 脚注[^1]\n\n[^1]: 注。"
    )
    make_article("标题 \x08& <b>", body, slug="biao-ti", at=MOMENT, category=tech, tags=["tag"])
    make_article("In English", "Words.", slug="english", language="en")


def parsed(client: FlaskClient, path: str) -> feedparser.FeedParserDict:
    response = client.get(path, headers=HOST)
    assert response.status_code == 200
    assert response.mimetype == "application/atom+xml"
    feed = feedparser.parse(response.data)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.usefixtures("article")
def test_the_feed_of_the_site_is_well_formed_and_says_all(client: FlaskClient) -> None:
    feed = parsed(client, "/feed.atom")
    assert feed.version == "atom10"
    assert feed.feed.title == "随笔"
    assert feed.feed.language == "zh-Hans"
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": "https://example.org/feed.atom",
        "alternate": "https://example.org/",
    }
    newest, oldest = feed.entries
    assert newest.title_detail.language == "en"
    assert oldest.link == "https://example.org/articles/biao-ti"
    assert oldest.title == "标题 & <b>"
    assert oldest.published == "2021-03-24T04:17:23+08:00"
    assert [tag.term for tag in oldest.tags] == ["技术", "tag"]
    assert oldest.id.startswith("tag:example.org,")


@pytest.mark.usefixtures("article")
def test_every_address_in_the_text_is_absolute(client: FlaskClient) -> None:
    content = parsed(client, "/feed.atom").entries[1].content[0].value
    assert 'href="https://example.org/pages/about"' in content
    assert 'src="https://example.org/media/x.png"' in content
    assert 'href="https://example.org/articles/biao-ti#' in content
    assert '"/' not in content
    assert '"#' not in content


@pytest.mark.usefixtures("article")
def test_a_setting_leaves_the_excerpt_alone(client: FlaskClient) -> None:
    change_settings(feed_full=False)
    entry = parsed(client, "/feed.atom").entries[1]
    assert "content" not in entry
    assert entry.summary.startswith("导语")
    item = client.get("/feed.json", headers=HOST).json["items"][1]  # type: ignore[index]
    assert "content_html" not in item
    assert item["content_text"].startswith("导语")


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("/feed.json", ["In English", "标题 & <b>"]),
        ("/categories/tech/feed.json", ["标题 & <b>"]),
        ("/tags/tag/feed.json", ["标题 & <b>"]),
    ],
)
def test_a_json_feed_follows_its_version(client: FlaskClient, path: str, titles: list[str]) -> None:
    response = client.get(path, headers=HOST)
    assert response.mimetype == "application/feed+json"
    feed = json.loads(response.data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"https://example.org{path}"
    assert [item["title"] for item in feed["items"]] == titles
    assert all(item["id"] and item["url"] and item["content_html"] for item in feed["items"])


@pytest.mark.usefixtures("article")
def test_category_and_tag_have_feeds_of_their_own(client: FlaskClient) -> None:
    for path in ("/categories/tech/feed.atom", "/tags/tag/feed.atom"):
        feed = parsed(client, path)
        assert [entry.link for entry in feed.entries] == ["https://example.org/articles/biao-ti"]
        assert feed.feed.title.endswith(" · 随笔")
    assert client.get("/tags/none/feed.atom").status_code == 404


@pytest.fixture
def twins(app: Flask) -> tuple[Article, Article]:
    """A text in both languages, and one in English alone."""
    change_settings(title="随笔", address="https://example.org", language="zh")
    shelf = make_category("茶", slug="cha")
    zh = make_article("雨", slug="yu", category=shelf, tags=["rain"])
    en = make_article(
        "Rain", slug="rain", language="en", category=shelf, tags=["rain"], twin_id=zh.id
    )
    make_article("Snow", slug="snow", language="en", category=shelf, tags=["rain"])
    return zh, en


EVERY = ["/feed", "/categories/cha/feed", "/tags/rain/feed"]


@pytest.mark.usefixtures("twins")
@pytest.mark.parametrize(
    ("path", "language", "titles"),
    [
        *((path, "zh-Hans", ["Snow", "雨"]) for path in EVERY),
        ("/feed.en", "en", ["Snow", "Rain"]),
        ("/feed.zh", "zh-Hans", ["雨"]),
    ],
)
def test_a_twin_stands_in_the_feed_of_its_own_language(
    client: FlaskClient, path: str, language: str, titles: list[str]
) -> None:
    feed = parsed(client, f"{path}.atom")
    assert [entry.title for entry in feed.entries] == titles
    assert feed.feed.language == language
    item = client.get(f"{path}.json", headers=HOST).json
    assert item is not None
    assert [entry["title"] for entry in item["items"]] == titles
    assert item["language"] == language


@pytest.mark.usefixtures("twins")
def test_each_feed_has_an_id_of_its_own(client: FlaskClient) -> None:
    paths = ("/feed.atom", "/feed.en.atom", "/feed.zh.atom")
    assert len({parsed(client, path).feed.id for path in paths}) == 3
    assert client.get("/feed.fr.atom", headers=HOST).status_code == 404


@pytest.mark.parametrize("path", EVERY)
def test_a_twin_that_nobody_else_tells_of_stands_in_every_feed(
    client: FlaskClient, twins: tuple[Article, Article], path: str
) -> None:
    twins[0].withdraw()
    db.session.commit()
    assert [entry.title for entry in parsed(client, f"{path}.atom").entries] == ["Snow", "Rain"]


@pytest.mark.parametrize(("path", "change"), [(EVERY[1], {"category": None}), (EVERY[2], {})])
def test_a_twin_stands_where_the_other_does_not(
    client: FlaskClient, twins: tuple[Article, Article], path: str, change: dict[str, None]
) -> None:
    zh, en = twins
    kept = {"category": zh.category, "twin_id": en.id} | change
    zh.write(Draft(title="雨", body="文。", slug="yu", **kept))  # type: ignore[arg-type]
    db.session.commit()
    assert [entry.title for entry in parsed(client, f"{path}.atom").entries] == ["Snow", "Rain"]


@pytest.mark.usefixtures("twins")
def test_an_article_names_the_feed_of_its_language(client: FlaskClient) -> None:
    assert 'href="/feed.en.atom"' in client.get("/articles/rain", headers=HOST).text
    assert "/feed.zh.atom" not in client.get("/articles/yu", headers=HOST).text
    assert 'href="/feed.en.atom"' in client.get("/sitemap", headers=HOST).text
    assert client.get("/feed.en.atom", headers=HOST).status_code == 200


@pytest.mark.parametrize("path", ["/feed", "/rss.xml", "/atom.xml", "/index.xml"])
def test_where_others_keep_their_feed_leads_to_ours(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.location) == (301, "/feed.atom")


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    "path", ["/feed.atom", "/feed.json", "/feed.zh.atom", "/sitemap.xml", "/robots.txt"]
)
def test_who_has_the_newest_is_told_so(client: FlaskClient, path: str, sql: Sql) -> None:
    first = client.get(path, headers=HOST)
    tag = first.headers["ETag"]
    again = client.get(path, headers={"Host": "example.org", "If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    make_article("Newer", slug="newer")
    changed = client.get(path, headers={"Host": "example.org", "If-None-Match": tag})
    assert changed.status_code == (304 if path == "/robots.txt" else 200)


@pytest.mark.usefixtures("article")
def test_a_kept_feed_asks_the_database_once(client: FlaskClient, sql: Sql) -> None:
    client.get("/feed.atom", headers=HOST)
    with sql() as asked:
        assert client.get("/feed.atom", headers=HOST).status_code == 200
    assert len(asked) == 1, asked
    client.get("/feed.en.json", headers=HOST)
    with sql() as asked:
        assert client.get("/feed.en.json", headers=HOST).status_code == 200
    assert len(asked) == 1, asked


def test_an_empty_blog_has_a_feed(client: FlaskClient) -> None:
    feed = feedparser.parse(client.get("/feed.atom").data)
    assert not feed.bozo
    assert feed.entries == []
