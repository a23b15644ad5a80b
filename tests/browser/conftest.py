"""A real Chromium: one process a session, a fresh profile a page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from blog.lib.database import db
from blog.models import gate
from blog.models.article import Article
from blog.models.login import COOKIE, Login
from blog.models.user import User
from tests.conftest import Auth, Live
from tests.factories import change_settings, make_article
from tests.support import chromium
from tests.support import server as processes
from tests.support.needed import missing
from tests.support.served import Server

OpenPage = Callable[..., Page]
CheckAxe = Callable[[Page], None]


class Address(Protocol):
    """Where a blog is served, by threads or by processes."""

    url: str


PHONE = (390, 844)
DESK = (1280, 900)
EVERY_SCREEN = pytest.mark.parametrize(
    ("size", "scheme"),
    [(DESK, "light"), (DESK, "dark"), (PHONE, "dark"), ((320, 700), "light")],
)
"""What runs over depends on the size, contrast on the scheme and on what there is room for."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # What holds a line of the blog is a test without a browser; tracing these takes longer.
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    program = chromium.program()
    if program is None:
        missing("Chromium", "chromium-headless-shell")
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
        context.add_init_script(chromium.NO_MOUSE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", listen)
        return page

    yield start
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)


@pytest.fixture
def served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The blog of `app` at a real address, with the protection of its forms on."""
    # Younger than anyone's hand would make it, a form is refused.
    monkeypatch.setattr(gate, "QUICKEST", 0)
    db.session.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    server = Server(app)
    yield server
    server.stop()


@pytest.fixture
def desk(served: Server) -> Server:
    """A running blog whose desk speaks English."""
    change_settings(language="en")
    return served


@pytest.fixture
def real_desk(app: Flask, live: Live) -> processes.Server:
    """The same under gunicorn, with what is done by the clock."""
    change_settings(language="en")
    return live(1)


def enter(page: Page, server: Address, path: str = "/admin") -> None:
    """Open a page of the desk as the admin, who is made when there is none."""
    user = User.admin() or User.create(Auth.name, Auth.password)
    token = Login.open(user, "", lasting=False)
    db.session.commit()
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.url}])
    page.goto(server.url + path)


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


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article("雨夜来客", slug="rain")
