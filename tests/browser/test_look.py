"""The look as a browser draws it: columns, order, colours, weight, and who is shut out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import FloatRect, Page, Request
from sqlalchemy import update

from blog.lib.database import db
from blog.models import heat, site
from blog.models.article import Article, Draft
from blog.models.category import Category
from blog.models.comment import Comment, State
from blog.models.views import ArticleViews
from tests.browser.conftest import DESK, EVERY_SCREEN, PHONE, CheckAxe, OpenPage
from tests.support.served import Server

LONG_WORD = "w" * 5000
ZALGO = "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d" * 20
BODY = """\
很多人加入互助计划之后，发现每一期分摊的金额都在慢慢增加。参加和退出都是自愿的。

## 操作步骤

1. 打开应用，找到“我的互助”。
2. 进入计划详情，点击退出按钮。见[说明](https://example.org/help)。

## 记一行代码

```python
def greet(name: str) -> str:
    return f"Hello, {name}"  # 注释
```

| 茶 | 水温 |
|:---|---:|
| 绿茶 | 80 |

## 最后

> 退出之后不能延续原来的计划。
"""
ARTICLE = "/articles/how-to-leave"
PAGES = (
    "/",
    ARTICLE,
    "/articles/hostile",
    "/categories/experience",
    "/tags",
    "/archive",
    "/links",
    "/sitemap",
    "/search?q=计划",
    "/search?q=nothing",
    "/nowhere",
    "/gallery",
    "/gallery/desk",
)


@pytest.fixture
def url(app: Flask, served: Server) -> str:
    """A blog with an article as the drawing has it, and one that a vandal wrote."""
    links = [{"name": "Flask", "url": "https://flask.palletsprojects.com/", "description": "网页"}]
    site.change({"title": "随笔小店", "tagline": "开店、省心、过日子的笔记", "links": links})
    category = Category(name="经验", slug="experience", description="试过才写下来的办法。")
    db.session.add(category)
    db.session.flush()
    site.redress()
    first = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)
    drafts = [
        Draft(title=f"{ZALGO} {LONG_WORD}", body=f"{LONG_WORD}\n\n{ZALGO}", slug="hostile"),
        Draft(
            title="如何在手机上退出一项互助保障计划",
            body=BODY,
            slug="how-to-leave",
            category=category,
            tags=("互助计划", "保障"),
        ),
        Draft(title="A title in English", body="Short.", slug="short", language="en", pinned=True),
    ]
    articles = [Article.create(draft) for draft in drafts]
    for number, article in enumerate(articles):
        article.publish(first + timedelta(days=number))
    place(articles[0].id, ZALGO, f"{LONG_WORD}\n\n{ZALGO}")
    reader = place(articles[1].id, "林间小路", "照着做成功了，谢谢。")
    place(articles[1].id, "店主", "不客气。", parent=reader, by_author=True)
    place(articles[1].id, "Ada", "Does this also work on the English version?")
    db.session.execute(update(ArticleViews).values(views=5))
    db.session.commit()
    heat.warm()
    return served.url


def place(article_id: int, name: str, body: str, **more: Any) -> Comment:
    return Comment.place(article_id=article_id, name=name, body=body, state=State.APPROVED, **more)


def box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).first.bounding_box()
    assert found is not None, f"{selector} is not to be seen"
    return found


def colour(page: Page, selector: str, name: str = "background-color") -> str:
    return str(page.locator(selector).first.evaluate(f"node => getComputedStyle(node)['{name}']"))


def test_columns_stand_where_the_drawing_has_them(url: str, browser_page: OpenPage) -> None:
    page = browser_page(size=DESK)
    page.goto(url + ARTICLE)
    for selector, start, width in (("#main", 88, 680), (".side", 904, 288)):
        found = box(page, selector)
        assert found["x"] == pytest.approx(start, abs=8)
        assert found["width"] == pytest.approx(width, abs=8)
    page = browser_page(size=PHONE)
    page.goto(url + ARTICLE)
    for selector in ("#main", ".side"):
        assert box(page, selector)["x"] == pytest.approx(16, abs=8)
        assert box(page, selector)["width"] == pytest.approx(358, abs=8)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_an_article_reads_from_the_top_in_the_drawn_order(
    url: str, browser_page: OpenPage, size: tuple[int, int]
) -> None:
    page = browser_page(size=size)
    page.goto(url + ARTICLE)
    order = [".brand", "#crumbs", "h1", ".meta", "#contents", ".prose", "#tags", ".turn"]
    tops = [box(page, selector)["y"] for selector in [*order, "#comments", ".foot"]]
    assert tops == sorted(tops)
    beside = box(page, "#hot")["y"] < box(page, ".prose")["y"]
    assert beside == (size == DESK), "what is popular stands beside the text, below it on a phone"


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1600])
def test_nothing_pushes_a_page_sideways(url: str, browser_page: OpenPage, width: int) -> None:
    page = browser_page(size=(width, 800))
    for path in PAGES:
        page.goto(url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide"


@EVERY_SCREEN
def test_nobody_is_shut_out(
    url: str, browser_page: OpenPage, axe: CheckAxe, size: tuple[int, int], scheme: str
) -> None:
    page = browser_page(size=size, scheme=scheme)
    for path in PAGES:
        page.goto(url + path)
        axe(page)


def test_a_choice_of_colours_is_kept_and_there_before_the_first_paint(
    url: str, browser_page: OpenPage
) -> None:
    page = browser_page(scheme="light")
    page.goto(url)
    assert colour(page, "body") == "rgb(250, 248, 243)"
    page.locator("button.theme").click()
    page.locator("button.theme").click()
    assert page.locator("button.theme").get_attribute("aria-label") == "外观：深色"
    assert colour(page, "body") == "rgb(22, 21, 26)"
    page.add_init_script(
        """new MutationObserver((_, watch) => {
          if (!document.body) return
          window.atFirst = document.documentElement.dataset.theme
          watch.disconnect()
        }).observe(document, { childList: true, subtree: true })"""
    )
    page.reload()
    assert page.evaluate("atFirst") == "dark"
    assert colour(page, "body") == "rgb(22, 21, 26)"


def test_without_script_there_is_nothing_to_press_in_vain(url: str, browser_page: OpenPage) -> None:
    page = browser_page(script=False)
    page.goto(url + ARTICLE)
    assert not page.locator("button.theme").is_visible()
    assert page.locator(".copyable, .follow").count() == 0
    assert page.locator("#contents ol").is_visible()


def test_the_way_up_appears_after_one_screen(url: str, browser_page: OpenPage) -> None:
    page = browser_page(size=PHONE, script=False)
    page.goto(url + ARTICLE)
    assert box(page, ".up a")["y"] >= PHONE[1]
    page.mouse.wheel(0, PHONE[1] + 200)
    page.wait_for_timeout(200)
    found = box(page, ".up a")
    assert 0 < found["y"] < PHONE[1] - found["height"]
    page.locator(".up a").click()
    page.wait_for_function("scrollY === 0")


def test_code_is_copied_at_a_press(url: str, browser_page: OpenPage) -> None:
    page = browser_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(url + ARTICLE)
    page.get_by_role("button", name="复制").click()
    page.get_by_role("button", name="已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("def greet(name: str)")


def test_paper_gets_the_text_and_where_its_links_lead(url: str, browser_page: OpenPage) -> None:
    page = browser_page(scheme="dark")
    page.goto(url + ARTICLE)
    page.emulate_media(media="print")
    for selector in (".bar", ".foot", ".side", ".turn", "#contents"):
        assert not page.locator(selector).first.is_visible(), selector
    assert colour(page, "body") == "rgb(255, 255, 255)"
    assert colour(page, "h1", "color") == "rgb(0, 0, 0)"
    link = page.locator(".prose a[href^=http]")
    shown = link.evaluate("node => getComputedStyle(node, '::after').content")
    assert "https://example.org/help" in shown


def test_a_first_view_weighs_fifteen_kilobytes_at_most(url: str, browser_page: OpenPage) -> None:
    page = browser_page()
    answers: list[Request] = []
    page.on("requestfinished", lambda request: answers.append(request))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto(url + ARTICLE, wait_until="networkidle")
    own = [request for request in answers if request.resource_type not in {"image", "other"}]
    weights = {request.url: request.sizes()["responseBodySize"] for request in own}
    assert len(own) <= 4, weights
    assert sum(weights.values()) <= 15 * 1024, weights
