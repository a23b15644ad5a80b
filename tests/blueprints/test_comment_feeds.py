"""Feeds of comments."""

import warnings
from datetime import timedelta

import pytest
from flask import Flask

from blog.lib.database import db, utcnow
from blog.models.article import Article
from blog.models.comment import State
from tests.factories import change_settings, make_article, make_comment
from tests.support.clients import Client

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

BOTH = ["/comments/feed.atom", "/articles/rain/comments/feed.atom"]
JSON = ["/comments/feed.json", "/articles/rain/comments/feed.json"]


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article("雨夜 & 来客", slug="rain")


@pytest.mark.parametrize("path", BOTH)
def test_a_feed_holds_the_newest_shown_comments(
    client: Client, article: Article, path: str
) -> None:
    change_settings(address="https://blog.example", language="en")
    make_comment(article, "held", state=State.HELD)
    first = make_comment(
        article, "1 < 2 & **3**", name="A & \x0b B", website="https://a.example/?b&c"
    )
    second = make_comment(article, "后来的")
    answer = client.get(path, headers={"Host": "blog.example"})
    assert answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.feed.id == f"https://blog.example{path}"
    assert [entry.link for entry in feed.entries] == [
        f"https://blog.example/comments/{comment.id}" for comment in (second, first)
    ]
    assert feed.entries[1].author == "A &  B"
    assert feed.entries[1].content[0].value == "<p>1 &lt; 2 &amp; <strong>3</strong></p>"
    assert feed.entries[1].title == "A &  B on “雨夜 & 来客”"


@pytest.mark.parametrize("path", JSON)
def test_a_json_feed_holds_the_same(client: Client, article: Article, path: str) -> None:
    change_settings(address="https://blog.example", language="en")
    make_comment(article, "held", state=State.HELD)
    shown = make_comment(article, "**3**", name="A", website="https://a.example/?b&c")
    answer = client.get(path, headers={"Host": "blog.example"})
    assert answer.mimetype == "application/feed+json"
    feed = answer.json
    assert feed is not None
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"https://blog.example{path}"
    assert feed["home_page_url"].startswith("https://blog.example/")
    (item,) = feed["items"]
    assert item["id"] == item["url"] == f"https://blog.example/comments/{shown.id}"
    assert item["content_html"] == "<p><strong>3</strong></p>"
    assert item["authors"] == [{"name": "A", "url": "https://a.example/?b&c"}]


def test_a_chinese_blog_names_its_feeds_in_chinese(client: Client, article: Article) -> None:
    change_settings(title="随笔")
    make_comment(article, name="小明")
    for path, title in zip(BOTH, ("评论 · 随笔", "《雨夜 & 来客》的评论"), strict=True):
        feed = feedparser.parse(client.get(path).data)
        assert feed.feed.title == title
        assert feed.entries[0].title == "小明 评《雨夜 & 来客》"


def test_an_article_names_the_feed_of_its_comments(client: Client, article: Article) -> None:
    head = client.get(f"/articles/{article.slug}").text
    assert f'href="/articles/{article.slug}/comments/feed.atom"' in head


def test_an_articles_feed_holds_its_own_only(client: Client, article: Article) -> None:
    make_comment(make_article(slug="other"), "别处")
    assert feedparser.parse(client.get(BOTH[0]).data).entries
    assert feedparser.parse(client.get(BOTH[1]).data).entries == []
    assert client.get("/articles/none/comments/feed.atom").status_code == 404


@pytest.mark.parametrize("path", BOTH + JSON)
def test_an_unchanged_feed_is_not_sent_again(client: Client, article: Article, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    comment = make_comment(article)
    newer = client.get(path, headers={"If-None-Match": tag})
    assert newer.status_code == 200
    comment.write("改过")
    assert client.get(path, headers={"If-None-Match": newer.headers["ETag"]}).status_code == 200


def test_a_comment_of_a_withdrawn_article_is_in_no_feed(client: Client, article: Article) -> None:
    make_comment(article)
    make_article(slug="old", at=utcnow() - timedelta(days=1))
    article.withdraw()
    db.session.commit()
    assert feedparser.parse(client.get(BOTH[0]).data).entries == []
    assert client.get(BOTH[1]).status_code == 404
