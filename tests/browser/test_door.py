"""From the first start to the first published article, and a login that ends in between."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from blog.lib.database import db
from blog.models.article import Article
from blog.models.login import Login
from blog.models.user import User
from tests.browser.conftest import EVERY_SCREEN, PHONE, CheckAxe, OpenPage
from tests.conftest import Live
from tests.factories import change_settings, make_article, make_category
from tests.support.served import Server

NAME, PASSWORD = "林小雨", "correct horse"


class Hand:
    """A hand that counts its clicks; typing is none."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, role: str, name: str) -> None:
        """Click what has that role and that name in full."""
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.clicks += 1


def printed_link(log: Path) -> str:
    """The link in the log: its worker may print it after another one has answered already."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := re.search(r"http://\S+/setup/[0-9a-f]+\b", log.read_text()):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.mark.parametrize("script", [True, False])
def test_first_start_to_first_published_article_takes_less_than_ten_clicks(
    app: Flask, live: Live, browser_page: OpenPage, script: bool
) -> None:
    server = live()
    page = browser_page(script=script)
    page.context.set_extra_http_headers({"Accept-Language": "zh-CN"})
    hand = Hand(page)
    page.goto(printed_link(server.log))
    page.keyboard.type(NAME)
    for typed in (PASSWORD, PASSWORD, "雨天随笔"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    hand.click("button", "开始")
    expect(page).to_have_url(f"{server.url}/admin")
    hand.click("link", "写文章")
    expect(page.locator("[name=title]")).to_be_focused()
    page.keyboard.type("雨夜来客")
    page.keyboard.press("Tab")
    page.keyboard.type("门外有人。")
    hand.click("button", "发布")
    hand.click("link", "查看")
    expect(page).to_have_url(f"{server.url}/articles/yu-ye-lai-ke")
    expect(page.get_by_role("heading", level=1)).to_have_text("雨夜来客")
    expect(page.locator(".prose")).to_contain_text("门外有人。")
    assert hand.clicks < 10
    page.goto(printed_link(server.log))
    assert page.get_by_role("textbox", name="站点标题").count() == 0


@pytest.fixture
def writer(app: Flask) -> User:
    user = User.create(NAME, PASSWORD)
    db.session.commit()
    return user


def log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/login")
    give_name(page)
    expect(page).to_have_url(f"{url}/admin")


def give_name(page: Page) -> None:
    page.locator("#login_name").fill(NAME)
    page.locator("#login_password").fill(PASSWORD)
    page.locator("button.go").click()


@pytest.mark.parametrize("script", [True, False])
def test_a_login_that_ends_while_writing_costs_nothing(
    writer: User, served: Server, browser_page: OpenPage, script: bool
) -> None:
    page = browser_page(script=script)
    log_in(page, served.url)
    page.goto(f"{served.url}/admin/articles/new")
    page.locator("#title").fill("雨夜")
    page.locator("#body").fill("第一行\n\n<b>第二行</b> & “引号”")
    Login.close_all(writer)
    db.session.commit()
    page.get_by_role("button", name="保存", exact=True).click()
    give_name(page)
    expect(page).to_have_url(f"{served.url}/admin/articles/1")
    expect(page.locator("#body")).to_have_value("第一行\n\n<b>第二行</b> & “引号”")


def test_two_windows_never_overwrite_each_other(
    writer: User, served: Server, browser_page: OpenPage, axe: CheckAxe
) -> None:
    article = make_article("原题", "原文")
    page = browser_page()
    log_in(page, served.url)
    path = f"{served.url}/admin/articles/{article.id}"
    page.goto(path)
    other = page.context.new_page()
    other.goto(path)
    other.locator("#body").fill("另一个窗口写的")
    other.get_by_role("button", name="更新", exact=True).click()
    expect(other.locator(".flash").first).to_be_visible()
    page.locator("#body").fill("这个窗口写的")
    page.get_by_role("button", name="更新", exact=True).click()
    expect(page.locator("#other-body")).to_have_value("另一个窗口写的")
    expect(page.locator("#body")).to_have_value("这个窗口写的")
    axe(page)
    page.get_by_role("button", name="更新", exact=True).click()
    expect(page.locator("#other-body")).to_have_count(0)
    db.session.expire_all()
    assert db.session.get_one(Article, article.id).body == "这个窗口写的"


SCREENS = (
    "/admin",
    "/admin/articles",
    "/admin/articles?state=binned",
    "/admin/articles/new",
    "/admin/articles/1",
    "/admin/account",
    "/admin/account/confirm",
    "/admin/account/name",
    "/admin/account/password",
    "/admin/account/two-factor",
    "/logout",
)


@pytest.mark.parametrize("language", ["zh", "en"])
@EVERY_SCREEN
def test_every_screen_is_open_to_everyone(
    writer: User,
    served: Server,
    browser_page: OpenPage,
    axe: CheckAxe,
    size: tuple[int, int],
    scheme: str,
    language: str,
) -> None:
    make_article("雨夜来客", category=make_category("小说"), tags=["雨", "夜"])
    make_article("A guest at night", published=False, language="en")
    change_settings(language=language)
    page = browser_page(size=size, scheme=scheme)
    page.goto(f"{served.url}/login?next=/admin/articles")
    axe(page)
    log_in(page, served.url)
    for path in SCREENS:
        page.goto(served.url + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_set_up_is_open_to_everyone(
    app: Flask, live: Live, browser_page: OpenPage, axe: CheckAxe, scheme: str, language: str
) -> None:
    page = browser_page(size=PHONE, scheme=scheme)
    page.context.set_extra_http_headers({"Accept-Language": language})
    page.goto(printed_link(live().log))
    axe(page)
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill("another")
    page.locator("[name=title]").fill("雨天随笔")
    here = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    expect(page.locator("[name=time_zone]")).to_have_value(here)
    page.locator("[name=time_zone]").fill("Asia/Tokyo")
    page.locator("button.go").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("[name=time_zone]")).to_have_value("Asia/Tokyo")
    axe(page)
