"""The queue of comments by keyboard in a real Chromium, and without script."""

import pytest
from playwright.sync_api import Page, expect

from blog.lib.database import db
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.login import COOKIE, Login
from blog.models.user import User
from tests.browser.conftest import EVERY_SCREEN, CheckAxe, OpenPage
from tests.factories import change_settings, make_comment
from tests.support.served import Server

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
UNDO = {"zh": "撤销", "en": "Undo"}


@pytest.fixture
def held(article: Article) -> list[Comment]:
    """Three that wait, as the queue lists them: the newest first."""
    made = [make_comment(article, f"第 {n} 条", state=State.HELD, name=f"{n}") for n in (3, 2, 1)]
    return made[::-1]


def enter(page: Page, served: Server, language: str, path: str = "/admin/comments") -> None:
    change_settings(language=language)
    user = User.admin() or User.create("writer", "a password for the tests")
    token = Login.open(user, "", lasting=False)
    db.session.commit()
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": served.url}])
    page.goto(served.url + path)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def states(comments: list[Comment]) -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [comment.state for comment in comments]


def names(page: Page) -> list[str]:
    return page.locator(".told-one .by b").all_inner_texts()


@LANGUAGES
def test_keys_go_up_and_down_and_stop_at_the_ends(
    served: Server, browser_page: OpenPage, held: list[Comment], language: str
) -> None:
    page = browser_page()
    enter(page, served, language)
    here = page.locator(".told-one:focus .by b")
    expect(here).to_have_text("1")
    for key, name in (("k", "1"), ("j", "2"), ("j", "3"), ("j", "3"), ("k", "2")):
        press(page, key)
        expect(here).to_have_text(name)


@LANGUAGES
@pytest.mark.parametrize(("key", "state"), [("a", "approved"), ("s", "spam"), ("d", "removed")])
def test_a_key_decides_the_one_in_focus_and_u_takes_it_back(
    served: Server, browser_page: OpenPage, held: list[Comment], language: str, key: str, state: str
) -> None:
    page = browser_page()
    enter(page, served, language)
    press(page, "j", key)
    expect(page.get_by_role("button", name=UNDO[language], exact=True)).to_be_visible()
    assert names(page) == ["1", "3"]
    assert states(held) == ["held", state, "held"]
    # The one after it is in focus, so that the next key decides the next.
    expect(page.locator(".told-one:focus .by b")).to_have_text("3")
    press(page, "u")
    expect(page.locator(".told-one")).to_have_count(3)
    assert states(held) == ["held"] * 3
    expect(page.locator(".undo")).to_have_count(0)


def test_a_queue_is_emptied_without_touching_the_mouse(
    served: Server, browser_page: OpenPage, held: list[Comment]
) -> None:
    page = browser_page()
    enter(page, served, "zh")
    for key, left in (("a", 2), ("s", 1), ("d", 0)):
        press(page, key)
        expect(page.locator(".told-one")).to_have_count(left)
    assert states(held) == ["approved", "spam", "removed"]
    expect(page.locator(".empty")).to_be_visible()


def test_keys_decide_all_that_were_chosen(
    served: Server, browser_page: OpenPage, held: list[Comment]
) -> None:
    page = browser_page()
    enter(page, served, "en")
    press(page, "x", "j", "j", "x", "k", "a")
    expect(page.locator(".told-one")).to_have_count(1)
    assert states(held) == ["approved", "held", "approved"]


def test_letters_typed_into_the_search_decide_nothing(
    served: Server, browser_page: OpenPage, held: list[Comment]
) -> None:
    page = browser_page()
    enter(page, served, "en")
    page.get_by_role("searchbox").fill("")
    page.get_by_role("searchbox").press_sequentially("jasdu")
    assert names(page) == ["1", "2", "3"]
    assert states(held) == ["held"] * 3


@LANGUAGES
def test_without_script_buttons_decide_and_undo(
    served: Server, browser_page: OpenPage, held: list[Comment], language: str
) -> None:
    page = browser_page(script=False)
    enter(page, served, language)
    page.locator(".told-one").first.locator("button[value^=approve]").click()
    expect(page.locator(".told-one")).to_have_count(2)
    assert states(held) == ["approved", "held", "held"]
    for box in page.locator("input[name=id]").all():
        box.check()
    page.locator(".bulk button[value=spam]").click()
    expect(page.locator(".told-one")).to_have_count(0)
    assert states(held) == ["approved", "spam", "spam"]
    page.get_by_role("button", name=UNDO[language], exact=True).click()
    expect(page.locator(".told-one")).to_have_count(2)
    assert states(held) == ["approved", "held", "held"]


@EVERY_SCREEN
def test_the_queue_shuts_nobody_out(
    served: Server,
    browser_page: OpenPage,
    axe: CheckAxe,
    article: Article,
    size: tuple[int, int],
    scheme: str,
) -> None:
    told = make_comment(
        article, "> 引\n\n`code`", state=State.HELD, email="lin@example.org", address="203.0.113.7",
        website="https://example.org", reasons='[["first", ""], ["links", "4"]]', reports=2,
    )  # fmt: skip
    page = browser_page(size=size, scheme=scheme)
    enter(page, served, "zh")
    for path in ("", f"/{told.id}", "/outbox", "/people", "?state=spam"):
        page.goto(page.url.partition("/admin")[0] + "/admin/comments" + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
