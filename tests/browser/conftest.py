"""A real Chromium: one process a session, a fresh profile a page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.support import chromium
from tests.support.needed import missing

OpenPage = Callable[..., Page]
CheckAxe = Callable[[Page], None]

PHONE = (390, 844)
DESK = (1280, 900)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    program = chromium.program()
    if program is None:
        missing("Chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chrome: Browser) -> Iterator[OpenPage]:
    """`browser_page(size=PHONE, scheme="dark", script=False)`: a page of a fresh profile.

    A script error, or anything the content security policy refused, fails the test.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def listen(said: ConsoleMessage) -> None:
        # A 404 or 422 that a test asks for is logged as an error too.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            errors.append(said.text)

    def start(
        size: tuple[int, int] = DESK,
        scheme: Literal["light", "dark"] = "light",
        script: bool = True,
    ) -> Page:
        width, height = size
        context = chrome.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", listen)
        return page

    yield start
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)


@pytest.fixture(scope="session")
def axe() -> CheckAxe:
    """`axe(page)` fails with the rules broken, and where, when a page shuts someone out.

    It runs as script, so the page needs script on; with it off it would never answer.
    """
    checker = Axe()

    def check(page: Page) -> None:
        results = checker.run(page)
        assert results.violations_count == 0, results.generate_report()

    return check
