"""Nothing typed is lost in a real browser, whatever happens meanwhile."""

import pytest
from playwright.sync_api import Page, expect

from blog.lib.database import Unavailable, db
from blog.models.autosave import Autosave
from tests.browser.conftest import OpenPage, enter
from tests.browser.test_editor import fresh
from tests.conftest import Auth
from tests.factories import make_article
from tests.support import server as processes
from tests.support.served import Server


def typed(place: str) -> str:
    """The text that the server has kept at that place and that was not saved."""
    db.session.commit()
    found = Autosave.of(place)
    return found.typed["body"] if found else ""


def unavailable(*_asked: object, **_more: object) -> Autosave:
    raise Unavailable("away")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved at", timeout=15_000)
    expect(page.locator(".trouble")).to_be_hidden()


def test_what_is_typed_is_kept_and_stands_there_after_a_reload(
    desk: Server, browser_page: OpenPage
) -> None:
    article = make_article("雨夜", "旧的")
    page = browser_page()
    enter(page, desk, f"/admin/articles/{article.id}")
    page.fill("#body", "新的一段")
    saved(page)
    assert typed(article.place) == "新的一段"
    assert fresh(article).body == "旧的"
    page.reload()
    assert page.input_value("#body") == "新的一段"
    expect(page.locator(".flash").first).to_contain_text("have not saved yet")
    page.get_by_role("button", name="Update").click()
    expect(page.locator(".flash").first).to_contain_text("Saved.")
    assert (fresh(article).body, typed(article.place)) == ("新的一段", "")


def test_a_new_article_that_was_never_saved_is_offered(
    desk: Server, browser_page: OpenPage
) -> None:
    page = browser_page()
    enter(page, desk, "/admin/articles/new")
    page.fill("#title", "没写完")
    page.fill("#body", "一半")
    saved(page)
    page.goto(desk.url + "/admin/articles/new")
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator("#body")).to_have_value("一半")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".flash").first).to_contain_text("Published.")
    page.goto(desk.url + "/admin/articles/new")
    expect(page.get_by_role("link", name="Go on with it")).to_have_count(0)
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)


def test_a_killed_server_costs_nothing(real_desk: processes.Server, browser_page: OpenPage) -> None:
    article = make_article("雨夜", "旧的")
    page = browser_page()
    enter(page, real_desk, f"/admin/articles/{article.id}")
    real_desk.kill()
    page.fill("#body", "服务器不在时写的")
    expect(page.locator(".trouble")).to_contain_text("kept in this browser", timeout=15_000)
    real_desk.start_again()
    saved(page)
    assert typed(article.place) == "服务器不在时写的"


def test_a_tab_closed_while_the_server_is_away_costs_nothing(
    desk: Server, browser_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article("雨夜", "旧的")
    page = browser_page()
    enter(page, desk, f"/admin/articles/{article.id}")
    page.context.set_offline(True)
    page.fill("#body", "断网时写的")
    expect(page.locator(".trouble")).to_be_visible(timeout=15_000)
    other = page.context.new_page()
    with monkeypatch.context() as away:
        # Chromium lets a last word of a page that closes through, offline or not.
        away.setattr(Autosave, "keep", unavailable)
        page.close()
        other.context.set_offline(False)
        other.goto(f"{desk.url}/admin/articles/{article.id}")
        assert other.input_value("#body") == "旧的"
    other.get_by_role("button", name="Put it back").click()
    expect(other.locator("#body")).to_have_value("断网时写的")
    saved(other)
    assert typed(article.place) == "断网时写的"


def test_two_tabs_never_overwrite_each_other_unseen(desk: Server, browser_page: OpenPage) -> None:
    article = make_article("雨夜", "旧的")
    one = browser_page()
    enter(one, desk, f"/admin/articles/{article.id}")
    two = one.context.new_page()
    two.goto(f"{desk.url}/admin/articles/{article.id}")
    one.fill("#body", "第一个窗口")
    saved(one)
    two.fill("#body", "第二个窗口")
    expect(two.locator(".trouble")).to_contain_text("another window", timeout=15_000)
    assert typed(article.place) == "第一个窗口"
    two.get_by_role("button", name="Show both texts").click()
    expect(two.locator("#other-body")).to_have_value("第一个窗口")
    assert two.input_value("#body") == "第二个窗口"
    assert fresh(article).body == "旧的"
    two.get_by_role("button", name="Update").click()
    expect(two.locator(".flash").first).to_contain_text("Saved.")
    assert fresh(article).body == "第二个窗口"
    # Now the first tab is the one that is behind, and learns of it.
    one.fill("#body", "第一个窗口再写")
    expect(one.locator(".trouble")).to_contain_text("saved elsewhere", timeout=15_000)
    one.get_by_role("button", name="Update").click()
    expect(one.locator("#other-body")).to_have_value("第二个窗口")
    assert one.input_value("#body") == "第一个窗口再写"


def test_a_login_that_ended_costs_nothing(desk: Server, browser_page: OpenPage) -> None:
    article = make_article("雨夜", "旧的")
    page = browser_page()
    enter(page, desk, f"/admin/articles/{article.id}")
    page.context.clear_cookies()
    page.fill("#body", "登录过期后写的")
    expect(page.locator(".trouble")).to_contain_text("logged out", timeout=15_000)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    door = opened.value
    door.fill("#login_name", Auth.name)
    door.fill("#login_password", Auth.password)
    door.get_by_role("button", name="Log in").click()
    door.wait_for_url("**/admin")
    door.close()
    saved(page)
    assert typed(article.place) == "登录过期后写的"
    page.keyboard.press("Control+s")
    expect(page.locator(".flash").first).to_contain_text("Saved.")
    assert fresh(article).body == "登录过期后写的"
