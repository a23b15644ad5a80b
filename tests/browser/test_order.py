"""Keeping order in a real browser: with script and without, and for everyone."""

from playwright.sync_api import expect

from blog.lib.database import db
from blog.models import site
from tests.browser.conftest import EVERY_SCREEN, CheckAxe, OpenPage, enter
from tests.factories import change_settings, make_article, make_category
from tests.support.served import Server


def fill() -> None:
    parent = make_category("技术", slug="tech")
    make_category("键盘与显示器", parent)
    for name in ("生活", "读书"):
        make_category(name)
    for number in range(12):
        make_article(f"第 {number} 篇", tags=["雨", f"标签 {number}"], category=parent)
    change_settings(
        menu=[{"label": "首页", "url": "/"}, {"label": "GitHub", "url": "https://github.com/"}],
        links=[{"name": "友", "url": "https://example.org/", "description": "一位朋友"}],
    )


def tops() -> list[str]:
    db.session.commit()
    site.forget()
    return [shelf.name for shelf in site.current().tops()]


def test_an_order_is_kept_at_once_by_keyboard(desk: Server, browser_page: OpenPage) -> None:
    fill()
    page = browser_page()
    enter(page, desk, "/admin/categories")
    down = page.get_by_role("button", name="Move “技术” down")
    down.focus()
    for place in (2, 3):
        with page.expect_response("**/order"):
            page.keyboard.press("Enter")
        expect(page.locator("[data-say]")).to_have_text(f"Now in place {place} of 3")
    expect(page.get_by_role("button", name="Move “技术” up")).to_be_focused()
    assert tops() == ["生活", "读书", "技术"]


def test_a_category_is_dragged_by_its_grip(desk: Server, browser_page: OpenPage) -> None:
    fill()
    page = browser_page()
    enter(page, desk, "/admin/categories")
    grip = page.locator(".order-list > li:last-child > .order-row .grip").last.bounding_box()
    target = page.locator(".order-row").first.bounding_box()
    assert grip
    assert target
    with page.expect_response("**/order"):
        page.mouse.move(grip["x"] + 5, grip["y"] + 8)
        page.mouse.down()
        page.mouse.move(target["x"] + 5, target["y"] + 40, steps=8)
        page.mouse.move(target["x"] + 5, target["y"] - 5, steps=5)
        page.mouse.up()
    assert tops() == ["读书", "技术", "生活"]


def test_an_order_is_changed_without_script(desk: Server, browser_page: OpenPage) -> None:
    fill()
    page = browser_page(script=False)
    enter(page, desk, "/admin/categories")
    page.get_by_role("button", name="Move “技术” down").click()
    expect(page.locator(".order-list > li").first).to_contain_text("生活")
    assert tops() == ["生活", "技术", "读书"]


def test_a_merge_takes_few_steps(desk: Server, browser_page: OpenPage) -> None:
    fill()
    page = browser_page()
    enter(page, desk, "/admin/categories")
    page.get_by_role("link", name="技术", exact=True).click()
    page.get_by_role("link", name="Merge into another…").click()
    expect(page.locator("main")).to_contain_text("12 articles are in it.")
    page.get_by_label("They go to").select_option(label="生活")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".flash")).to_contain_text(
        "12 articles moved to “生活”, and the old address"
    )
    page.goto(desk.url + "/categories/tech")
    expect(page.locator("h1")).to_have_text("生活")


def test_tags_are_ticked_and_become_one(desk: Server, browser_page: OpenPage) -> None:
    fill()
    page = browser_page()
    enter(page, desk, "/admin/tags")
    page.get_by_role("button", name="Choose all").click()
    page.get_by_role("button", name="Merge…").click()
    page.get_by_label("They become").fill("雨")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".flash")).to_contain_text("12 tags became “雨”")


def test_the_preview_of_the_menu_follows_what_is_typed(
    desk: Server, browser_page: OpenPage
) -> None:
    fill()
    page = browser_page()
    enter(page, desk, "/admin/menu")
    preview = page.locator("[data-preview] li")
    expect(preview).to_have_text(["首页", "GitHub"])
    page.get_by_label("Label of row 1").fill("Start")
    page.get_by_role("button", name="Move row 1 down").click()
    expect(preview).to_have_text(["GitHub", "Start"])
    page.get_by_role("button", name="Remove row 2").click()
    page.get_by_role("button", name="Add a row").click()
    page.keyboard.type("Tags")
    page.keyboard.press("Tab")
    page.keyboard.type("/tags")
    expect(preview).to_have_text(["Start", "Tags"])
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_have_text("Saved.")
    page.goto(desk.url)
    expect(page.locator(".menu li")).to_have_text(["Start", "Tags"])


def test_enter_in_a_setting_saves_and_moves_no_row(desk: Server, browser_page: OpenPage) -> None:
    fill()
    page = browser_page()
    enter(page, desk, "/admin/settings")
    page.get_by_label("Site title").fill("店")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_have_text("Saved: Site title.")


@EVERY_SCREEN
def test_every_screen_lets_everyone_in(
    desk: Server, browser_page: OpenPage, axe: CheckAxe, size: tuple[int, int], scheme: str
) -> None:
    page = browser_page(size=size, scheme=scheme)
    screens = ("/admin/categories", "/admin/tags", "/admin/menu", "/admin/settings")
    enter(page, desk, screens[0])
    for filled in (False, True):
        if filled:
            fill()
        more = (
            "/categories/1",
            "/categories/1/merge",
            "/tags/1",
            "/tags/merge?id=1",
            "/tags/delete?id=1",
        )
        for path in (*screens, *(f"/admin{path}" for path in more if filled)):
            page.goto(desk.url + path)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
    page.goto(f"{desk.url}/admin/settings")
    page.get_by_label("Site address").fill("https://example.org")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_label("Yes, send readers there")).to_be_visible()
    axe(page)
