"""The search box in a real browser."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from blog.lib.database import db
from blog.models.tag import Tag
from tests.browser.conftest import CheckAxe, OpenPage
from tests.factories import make_article
from tests.support.served import Server


@pytest.fixture
def site(app: Flask, served: Server) -> str:
    db.session.add(Tag(name="安全", slug="an-quan"))
    make_article("如何保证安全", "密码与口令。", slug="one", tags=["安全"])
    return served.url


def test_a_slash_goes_to_the_box_and_the_arrows_to_what_it_offers(
    site: str, browser_page: OpenPage, axe: CheckAxe
) -> None:
    page = browser_page()
    page.goto(f"{site}/articles/one")
    page.keyboard.press("/")
    page.keyboard.type("anq", delay=30)
    offered = page.locator(".suggestions a")
    offered.nth(1).wait_for()
    assert offered.all_text_contents() == ["安全", "如何保证安全"]
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=anq")


def test_the_search_works_without_script(site: str, browser_page: OpenPage) -> None:
    page = browser_page(script=False)
    page.goto(f"{site}/")
    page.locator(".find input").fill("口令")
    page.locator(".find input").press("Enter")
    expect(page.locator("main mark").first).to_have_text("口令")
    expect(page.locator("main .post h2 a")).to_have_text("如何保证安全")


def test_a_slash_in_a_field_is_a_slash(site: str, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto(f"{site}/search")
    field = page.locator("main input[name=q]")
    field.fill("")
    field.press("/")
    assert field.input_value() == "/"


def test_the_link_can_be_copied(site: str, browser_page: OpenPage, axe: CheckAxe) -> None:
    page = browser_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/articles/one")
    page.locator("details.share summary").click()
    axe(page)
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/articles/one"
    assert page.locator(".share img").evaluate("image => image.decode().then(() => image.width)")


@pytest.mark.parametrize(
    ("device", "shared"),
    [
        ("delete Navigator.prototype.share", None),
        (
            "navigator.share = (what) => { window.shared = what; return Promise.resolve() }",
            "如何保证安全",
        ),
    ],
)
def test_the_devices_own_sheet_is_offered_where_there_is_one(
    site: str, browser_page: OpenPage, device: str, shared: str | None
) -> None:
    page = browser_page()
    page.add_init_script(device)
    page.goto(f"{site}/articles/one")
    page.locator("details.share summary").click()
    assert page.get_by_role("button", name="复制链接").is_visible()
    sheet = page.locator("[data-share=device]")
    assert sheet.is_visible() == bool(shared)
    if shared:
        sheet.click()
        assert page.evaluate("shared") == {"title": shared, "url": f"{site}/articles/one"}
