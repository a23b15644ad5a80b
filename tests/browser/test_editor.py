"""Writing in a real browser: the editor, and what it does with pictures, times and versions."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from blog.lib.database import db, utcnow
from blog.models.article import Article, State
from blog.models.media import Media
from tests.browser.conftest import EVERY_SCREEN, CheckAxe, OpenPage, enter
from tests.factories import change_settings, make_article, make_category, make_page
from tests.support import server as processes
from tests.support.pictures import picture
from tests.support.served import Server

BRING = """
([type, pictures]) => {
  const transfer = new DataTransfer()
  pictures.forEach((data, at) =>
    transfer.items.add(new File([new Uint8Array(data)], `${at}.png`, { type: "image/png" })))
  const event = type === "paste"
    ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
    : new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true })
  document.querySelector("#body").dispatchEvent(event)
}
"""


def fresh(article: Article) -> Article:
    db.session.commit()
    return db.session.get_one(Article, article.id, populate_existing=True)


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_pictures_are_uploaded_and_stand_at_the_caret(
    desk: Server, browser_page: OpenPage, way: str
) -> None:
    page = browser_page()
    enter(page, desk, "/admin/articles/new")
    page.fill("#body", "前文")
    files = [list(picture("red")), list(picture("blue"))]
    page.evaluate(BRING, [way, files])
    expect(page.locator(".rendering img")).to_have_count(2, timeout=15_000)
    stored = db.session.query(Media).order_by(Media.id).all()
    assert len(stored) == 2
    text = page.input_value("#body")
    assert text.startswith("前文\n\n![](/media/")
    assert all(media.address in text for media in stored)
    assert "Uploading" not in text


def test_a_picture_that_did_not_arrive_is_named(desk: Server, browser_page: OpenPage) -> None:
    page = browser_page()
    enter(page, desk, "/admin/articles/new")
    page.route("**/admin/media", lambda route: route.abort())
    page.evaluate(BRING, ["paste", [list(picture("red"))]])
    expect(page.get_by_text("“0.png” did not arrive")).to_be_visible(timeout=15_000)


def test_the_pane_beside_shows_what_readers_will_see(desk: Server, browser_page: OpenPage) -> None:
    page = browser_page()
    enter(page, desk, "/admin/articles/new")
    page.fill("#body", "## 操作\n\n**重**\n\n[去哪](/articles/nowhere)\n\n你好,世界")
    expect(page.locator(".rendering h2")).to_contain_text("操作")
    expect(page.locator(".rendering strong")).to_have_text("重")
    expect(page.locator(".count")).to_contain_text("Han characters")
    hints = page.locator(".hints li")
    expect(hints.filter(has_text="leads nowhere")).to_contain_text("/articles/nowhere")
    expect(hints.filter(has_text="half-width")).to_have_count(1)
    expect(hints.filter(has_text="no excerpt")).to_have_count(1)


def test_keys_and_toolbar_write_markdown_that_undo_knows(
    desk: Server, browser_page: OpenPage
) -> None:
    page = browser_page()
    enter(page, desk, "/admin/articles/new")
    body = page.locator("#body")
    body.fill("rain")
    body.select_text()
    page.keyboard.press("Control+b")
    expect(body).to_have_value("**rain**")
    page.keyboard.press("Control+b")
    expect(body).to_have_value("rain")
    page.keyboard.press("Control+i")
    expect(body).to_have_value("*rain*")
    page.keyboard.press("Control+z")
    expect(body).to_have_value("rain")
    body.select_text()
    page.keyboard.press("Control+k")
    expect(body).to_have_value("[rain]()")
    page.get_by_role("button", name="Quote").click()
    expect(body).to_have_value("> [rain]()")
    page.get_by_role("button", name="Full screen").click()
    expect(page.locator(".rail")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".rail")).to_be_visible()


def test_a_time_to_come_is_waited_for(real_desk: processes.Server, browser_page: OpenPage) -> None:
    change_settings(time_zone="UTC")
    page = browser_page()
    enter(page, real_desk, "/admin/articles/new")
    page.fill("#title", "Tomorrow")
    page.fill("#published_at", f"{utcnow() + timedelta(seconds=8):%Y-%m-%dT%H:%M:%S}")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".flash").first).to_contain_text("Scheduled.")
    there = f"{real_desk.url}/articles/tomorrow"
    assert page.request.get(there).status == 404
    for _ in range(60):
        page.wait_for_timeout(500)
        if page.request.get(there).status == 200:
            break
    assert page.request.get(there).status == 200


def test_an_earlier_text_is_compared_and_comes_back(desk: Server, browser_page: OpenPage) -> None:
    article = make_article("雨夜", "第一稿\n\n同样的一段")
    page = browser_page()
    enter(page, desk, f"/admin/articles/{article.id}")
    page.fill("#body", "第二稿\n\n同样的一段")
    page.get_by_role("button", name="Update").click()
    expect(page.locator(".flash").first).to_contain_text("Saved.")
    page.get_by_role("link", name="Revisions").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("tbody tr").nth(1).get_by_role("link").click()
    expect(page.locator("del")).to_have_text("一")
    expect(page.locator("ins")).to_have_text("二")
    page.get_by_role("button", name="Restore this text").click()
    expect(page.locator("#body")).to_have_value("第一稿\n\n同样的一段")
    page.get_by_role("link", name="Revisions").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_what_was_deleted_comes_back_as_it_was(desk: Server, browser_page: OpenPage) -> None:
    first, second = make_article("甲"), make_article("乙", published=False)
    page = browser_page()
    enter(page, desk, "/admin/articles")
    page.get_by_role("button", name="Choose all").click()
    page.get_by_role("button", name="Move to the bin", exact=True).click()
    expect(page.locator(".flash")).to_contain_text("2 articles are in the bin.")
    assert fresh(first).state == State.BINNED
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    assert (fresh(first).state, fresh(second).state) == (State.PUBLISHED, State.DRAFT)


def test_an_article_is_written_without_script(desk: Server, browser_page: OpenPage) -> None:
    page = browser_page(script=False)
    enter(page, desk, "/admin/articles/new")
    page.fill("#title", "Plain")
    page.fill("#body", "**text**")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="View", exact=True).click()
    expect(page.locator(".prose strong")).to_have_text("text")


@EVERY_SCREEN
def test_every_screen_lets_everyone_in(
    desk: Server, browser_page: OpenPage, axe: CheckAxe, size: tuple[int, int], scheme: str
) -> None:
    make_category("手机")
    body = "# 一\n\n字 code `x`\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    article = make_article("雨夜", body, tags=["雨"])
    article.rewrite(article.text | {"body": "新的 **重** `x`"})
    make_page()
    page = browser_page(size=size, scheme=scheme)
    enter(page, desk, "/admin/articles")
    for path in (
        "/admin/articles?state=binned", "/admin/articles", "/admin/articles/new",
        f"/admin/articles/{article.id}", f"/admin/revisions/articles/{article.id}",
        f"/admin/revisions/articles/{article.id}/1", "/admin/pages", "/admin/pages/1",
    ):  # fmt: skip
        page.goto(desk.url + path)
        if "/revisions/" not in path and path[-1].isdigit():
            expect(page.locator(".hints li").first).to_be_visible()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
