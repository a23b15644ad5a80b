"""Articles and the lists that hold them, as a reader's browser and a search engine meet them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from blog.lib.database import db, utcnow
from blog.models import site
from blog.models.article import Article
from blog.models.user import User
from tests.conftest import Sql
from tests.factories import change_settings, make_article, make_category, make_comment, make_page

MOMENT = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)  # 2021-03-24 04:17:23 in Shanghai


def soup(client: FlaskClient, path: str) -> LexborHTMLParser:
    response = client.get(path)
    assert response.status_code == 200
    return LexborHTMLParser(response.text)


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


@pytest.fixture
def article(app: Flask) -> Article:
    """The model page: nested category, tags, three headings, comments in a thread."""
    parent = make_category("经验", slug="jing-yan")
    body = "导语。\n\n## 一\n\n## 二\n\n## 三\n\n结尾。"
    made = make_article(
        "如何退出", body, slug="tui-chu", at=MOMENT, views=3581, tags=["保障", "手机"],
        category=make_category("手机", parent, slug="shou-ji"),
    )  # fmt: skip
    first = make_comment(made, "谢谢。", name="林间小路")
    make_comment(made, "不客气。", name="店主", parent=first, by_author=True)
    return made


@pytest.mark.usefixtures("app", "article")
class TestTheModelPage:
    def test_shows_the_second_and_the_count_with_this_hit(self, client: FlaskClient) -> None:
        page = soup(client, "/articles/tui-chu")
        assert page.css_first("main time").attributes["datetime"] == "2021-03-24T04:17:23+08:00"
        assert "2021-03-24 04:17:23" in page.css_first("main").text()
        views = page.css_first("data.views")
        assert views.attributes["value"] == "3582"
        assert "3,582" in views.text()

    def test_leads_through_both_levels_of_its_category(self, client: FlaskClient) -> None:
        crumbs = soup(client, "/articles/tui-chu").css_first("nav#crumbs")
        assert crumbs.attributes["aria-label"]
        links = [(link.text(), link.attributes["href"]) for link in crumbs.css("a")]
        assert links == [
            ("首页", "/"),
            ("经验", "/categories/jing-yan"),
            ("手机", "/categories/shou-ji"),
        ]
        assert crumbs.text().strip().endswith("正文")

    def test_lists_contents_tags_and_comments(self, client: FlaskClient) -> None:
        page = soup(client, "/articles/tui-chu")
        assert [link.attributes["href"] for link in page.css("#contents a")] == [
            "#一", "#二", "#三",
        ]  # fmt: skip
        assert texts(page, "#tags a") == ["保障", "手机"]
        assert page.css_first("data.comment-count").attributes["value"] == "2"
        assert "共有 2 条评论" in page.css_first("#comments h2").text()
        assert len(page.css('article[id^="comment-"]')) == 2
        assert page.css_first('article[id^="comment-"].in-2') is not None

    def test_says_the_same_to_machines(self, client: FlaskClient) -> None:
        page = soup(client, "/articles/tui-chu")
        data = json.loads(page.css_first('script[type="application/ld+json"]').text())
        kinds = {item["@type"]: item for item in data["@graph"]}
        posting = kinds["BlogPosting"]
        assert posting["headline"] == "如何退出"
        assert posting["datePublished"] == "2021-03-24T04:17:23+08:00"
        assert posting["commentCount"] == 2
        statistic = posting["interactionStatistic"]
        assert statistic["userInteractionCount"] == 3582
        assert statistic["interactionType"] == {"@type": "ReadAction"}
        assert len(kinds["BreadcrumbList"]["itemListElement"]) >= 3

    def test_related_is_never_empty_while_another_article_exists(self, client: FlaskClient) -> None:
        make_article("另一篇", slug="other")
        links = soup(client, "/articles/tui-chu").css("#related a")
        assert [link.attributes["href"] for link in links] == ["/articles/other"]

    def test_hot_shows_excerpts(self, client: FlaskClient) -> None:
        make_article("长文", "很长的一段话" * 60, slug="long")
        hot = soup(client, "/articles/tui-chu").css_first("aside#hot")
        assert "…" in hot.text()
        assert "长文" in hot.text()

    def test_turns_to_its_neighbours(self, client: FlaskClient) -> None:
        make_article("早", slug="early", at=MOMENT - timedelta(days=1))
        make_article("晚", slug="late", at=MOMENT + timedelta(days=1))
        page = soup(client, "/articles/tui-chu")
        assert page.css_first('a[rel="prev"]').attributes["href"] == "/articles/early"
        assert page.css_first('a[rel="next"]').attributes["href"] == "/articles/late"


@pytest.mark.usefixtures("article")
def test_an_english_site_says_it_in_english(client: FlaskClient) -> None:
    change_settings(language="en")
    page = soup(client, "/articles/tui-chu")
    assert page.css_first("html").attributes["lang"] == "en"
    assert "Comments (2)" in " ".join(texts(page, "#comments h2"))
    assert texts(page, "#crumbs a")[0] == "Home"
    assert (page.css_first("article[lang]").attributes["lang"] or "").startswith("zh")


def test_a_renamed_article_answers_one_redirect_however_often_it_was_renamed(
    client: FlaskClient, article: Article
) -> None:
    for slug in ("second", "third"):
        article.move_to(slug)
        db.session.commit()
    for old in ("tui-chu", "second"):
        response = client.get(f"/articles/{old}")
        assert (response.status_code, response.headers["Location"]) == (301, "/articles/third")


def test_home_shows_pinned_articles_first_then_the_newest(client: FlaskClient) -> None:
    now = utcnow()
    make_article("旧的置顶", at=now - timedelta(days=9), pinned=True)
    make_article("昨天", at=now - timedelta(days=1))
    make_article("今天", at=now)
    page = soup(client, "/")
    assert texts(page, "main article h2 a") == ["旧的置顶", "今天", "昨天"]


@pytest.mark.usefixtures("app")
def test_lists_page_and_never_miss_one(client: FlaskClient) -> None:
    change_settings(articles_per_page=2)
    category = make_category("技术", slug="ji-shu")
    for n in range(5):
        make_article(f"第{n}篇", category=category, tags=["全"], at=MOMENT + timedelta(days=n))
    for path in ("/", "/categories/ji-shu", "/tags/quan"):
        seen = []
        for number in (1, 2, 3):
            seen += texts(soup(client, f"{path}?page={number}"), "main article h2 a")
        assert seen == ["第4篇", "第3篇", "第2篇", "第1篇", "第0篇"], path
        assert client.get(f"{path}?page=4").status_code == 404


def test_a_category_lists_its_childrens_articles_too(client: FlaskClient) -> None:
    parent = make_category("经验", slug="top")
    make_article("孩子的", category=make_category("手机", parent, slug="child"))
    make_article("自己的", category=parent)
    assert set(texts(soup(client, "/categories/top"), "main article h2 a")) == {"孩子的", "自己的"}
    assert texts(soup(client, "/categories/child"), "main article h2 a") == ["孩子的"]


def test_the_archive_goes_by_year_and_month_of_the_sites_zone(client: FlaskClient) -> None:
    # Still February in UTC, already March in Shanghai.
    make_article("三月", at=datetime(2021, 2, 28, 20, 0, tzinfo=UTC))
    make_article("去年", at=datetime(2020, 5, 1, tzinfo=UTC))
    assert {"三月", "去年"} <= set(texts(soup(client, "/archive"), "main a"))
    assert "三月" in texts(soup(client, "/archive/2021/3"), "main a")
    assert "去年" not in texts(soup(client, "/archive/2021"), "main a")
    assert client.get("/archive/2021/2").status_code == 404
    assert client.get("/archive/1999").status_code == 404


def test_the_months_say_how_much_they_hold_and_which_is_shown(client: FlaskClient) -> None:
    for number in (1, 2):
        make_article(at=datetime(2021, 3, number, tzinfo=UTC))
        assert texts(soup(client, "/archive"), ".years .pill") == [f"3月{number}"]
    for path, shown in (("/archive/2021/3", ["3月2"]), ("/archive", [])):
        assert texts(soup(client, path), ".years [aria-current]") == shown


@pytest.mark.parametrize(
    "path", ["/", "/tags", "/archive", "/links", "/sitemap", "/search", "/search?q=x"]
)
def test_an_empty_blog_has_every_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("written", [False, True])
def test_a_blog_without_an_owner_tells_the_first_step(app: Flask, written: bool) -> None:
    if written:
        make_article()
    assert "一次性链接" in soup(app.test_client(), "/").css_first("main").text()
    User.create("Ada", "a long sentence")
    site.redress()
    db.session.commit()
    assert "一次性链接" not in soup(app.test_client(), "/").css_first("main").text()


@pytest.mark.parametrize("page", ["0", "-1", "abc", "2", "1.5", "", "９", "99999999999999999999"])
@pytest.mark.parametrize("path", ["/", "/archive", "/sitemap", "/tags/hao"])
def test_a_page_number_that_is_none_is_not_found(client: FlaskClient, path: str, page: str) -> None:
    make_article(tags=["好"])
    assert client.get(path, query_string={"page": page}).status_code == 404


BOUNDS = {
    "/": 11,
    "/articles/tui-chu": 14,
    "/categories/jing-yan": 9,
    "/tags/bao-zhang": 9,
    "/tags": 5,
    "/archive": 7,
    "/archive/2021/3": 7,
    "/pages/about": 5,
    "/links": 5,
    "/sitemap": 8,
    "/search?q=退出": 16,
}


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("path", BOUNDS)
def test_a_page_asks_a_bounded_number_of_questions(
    client: FlaskClient, sql: Sql, path: str
) -> None:
    make_page()
    for n in range(12):
        made = make_article(f"第{n}篇", tags=["保障", f"标签{n}"], category="经验")
        make_comment(made)
    client.get("/links")  # the site itself is read once a process
    with sql() as asked:
        assert client.get(path).status_code == 200
    assert len(asked) <= BOUNDS[path], str(asked)


@pytest.mark.usefixtures("article")
def test_a_kept_page_asks_one(client: FlaskClient, sql: Sql) -> None:
    for path in ("/articles/tui-chu", "/", "/tags"):
        client.get(path)
        with sql() as asked:
            client.get(path)
        assert len(asked) == 1, path


def test_the_query_of_an_article_still_meets_its_kept_page(client: FlaskClient, sql: Sql) -> None:
    make_article(slug="tea")
    client.get("/articles/tea")
    with sql() as asked:
        assert client.get("/articles/tea?p=12").status_code == 200
    assert len(asked) == 1  # the one that counts
