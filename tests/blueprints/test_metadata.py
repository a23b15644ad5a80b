"""What machines read off the article page, through a reader of others'."""

from datetime import UTC, datetime
from typing import Any

import pytest
from extruct.jsonld import JsonLdExtractor
from extruct.opengraph import OpenGraphExtractor
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import change_settings, make_article, make_category, make_comment

MOMENT = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)


@pytest.fixture
def html(app: Flask, client: FlaskClient) -> str:
    change_settings(title="随笔", author="林小雨", address="https://example.org")
    article = make_article(
        "“引号” & <b>", "正文二十个字左右。", slug="one", at=MOMENT, views=41, tags=["ink", "tea"],
        category=make_category("经验", slug="jing-yan"),
    )  # fmt: skip
    make_comment(article, "谢谢。")
    return client.get("/articles/one", headers={"Host": "localhost"}).text


def test_one_graph_describes_the_article(html: str) -> None:
    (graph,) = JsonLdExtractor().extract(html)
    nodes: dict[str, dict[str, Any]] = {node["@type"]: node for node in graph["@graph"]}
    post = nodes["BlogPosting"]
    assert post["headline"] == "“引号” & <b>"
    assert post["url"] == "https://example.org/articles/one"
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
    assert said["og:url"] == "https://example.org/articles/one"
    assert said["og:site_name"] == "随笔"
    assert said["article:published_time"] == "2021-03-24T04:17:23+08:00"
