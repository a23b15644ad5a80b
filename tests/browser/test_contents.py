"""The contents beside an article, which follow the reading."""

import time

import pytest
from flask import Flask
from playwright.sync_api import Route

from tests.browser.conftest import OpenPage
from tests.factories import make_article
from tests.support.served import Server

SIZE = (1280, 500)
CURRENT = '.follow [aria-current="location"]'


@pytest.fixture
def address(app: Flask, served: Server) -> str:
    body = "".join(f"{'导语。' * 400}\n\n## {name}\n\n" for name in ("开头", "中间", "最后"))
    make_article(slug="rain", body=body + "结尾。\n\n" * 20)
    return f"{served.url}/articles/rain"


def test_contents_follow_the_reading(address: str, browser_page: OpenPage) -> None:
    page = browser_page(size=SIZE)
    page.goto(address)
    page.locator("h2", has_text="最后").evaluate("node => node.scrollIntoView()")
    current = page.locator(CURRENT)
    current.wait_for()
    assert current.text_content() == "最后"


def test_contents_wait_for_a_slow_style_sheet(address: str, browser_page: OpenPage) -> None:
    page = browser_page(size=SIZE)

    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/app.*.css", late)
    # Unstyled, headings stand elsewhere, and nothing looks again before the first scroll.
    page.add_init_script(
        """const whole = Element.prototype.getBoundingClientRect
        Element.prototype.getBoundingClientRect = function () {
          const sheet = document.querySelector('link[rel="stylesheet"]')
          window.early ||= this.localName === "h2" && !sheet.sheet
          return whole.call(this)
        }"""
    )
    page.goto(address)
    page.locator(".follow").wait_for()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.early") is False, "measured before the style sheet was there"
