"""The lists of the desk without a mouse: articles, files, the queue of comments."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from blog.lib.database import db
from blog.models.article import Article, State
from blog.models.comment import Comment
from blog.models.comment import State as CommentState
from blog.models.media import Media
from tests.browser.conftest import PHONE, OpenPage, enter
from tests.factories import make_article, make_comment
from tests.support.pictures import picture
from tests.support.served import Server

MOST_STEPS = 80


def walk_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, as who has no mouse does."""
    for _step in range(MOST_STEPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by {MOST_STEPS} presses of Tab")


def states(noun: type[Article] | type[Comment]) -> list[str]:
    """How they stand, by number."""
    db.session.rollback()
    return [str(state) for state in db.session.scalars(select(noun.state).order_by(noun.id))]


def test_articles_are_ticked_binned_and_brought_back(desk: Server, browser_page: OpenPage) -> None:
    make_article("甲"), make_article("乙")
    page = browser_page()
    enter(page, desk, "/admin/articles")
    walk_to(page, page.get_by_role("checkbox", name="“乙”"))
    page.keyboard.press("Space")
    walk_to(page, page.get_by_role("button", name="Move to the bin"))
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("1 article is in the bin.")
    assert states(Article) == [State.PUBLISHED, State.BINNED]
    walk_to(page, page.get_by_role("button", name="Undo"))
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert states(Article) == [State.PUBLISHED, State.PUBLISHED]


def test_deleting_for_good_is_asked_first(desk: Server, browser_page: OpenPage) -> None:
    make_article("甲").bin()
    db.session.commit()
    page = browser_page()
    enter(page, desk, "/admin/articles?state=binned")
    walk_to(page, page.get_by_role("button", name="Choose all"))
    page.keyboard.press("Enter")
    walk_to(page, page.locator(".chosen summary"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("cannot come back")).to_be_visible()
    assert states(Article) == [State.BINNED]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The bin is empty")).to_be_visible()
    assert states(Article) == []


def test_files_are_ticked_binned_and_brought_back(desk: Server, browser_page: OpenPage) -> None:
    for colour in ("tomato", "teal"):
        Media.store(picture(colour), f"{colour}.png")
    db.session.commit()
    page = browser_page()
    enter(page, desk, "/admin/media")
    walk_to(page, page.get_by_role("checkbox", name="“tomato.png”"))
    page.keyboard.press("Space")
    walk_to(page, page.get_by_role("button", name="Move to the bin"))
    page.keyboard.press("Enter")
    expect(page.locator(".shelf li")).to_have_count(1)
    walk_to(page, page.get_by_role("button", name="Undo"))
    page.keyboard.press("Enter")
    expect(page.locator(".shelf li")).to_have_count(2)


def test_comments_are_decided_by_single_keys(desk: Server, browser_page: OpenPage) -> None:
    article = make_article("雨夜")
    for name in ("甲", "乙", "丙"):
        make_comment(article, f"{name}说", name=name, state=CommentState.HELD)
    page = browser_page()
    enter(page, desk, "/admin/comments")
    one = page.locator(".told-one")
    expect(one.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(one.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(one.nth(0)).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(".flash")).to_contain_text("1 comment approved.")
    expect(one).to_have_count(2)
    assert states(Comment).count(CommentState.APPROVED) == 1
    page.keyboard.press("u")
    expect(one).to_have_count(3)
    assert states(Comment) == [CommentState.HELD] * 3
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("s")
    expect(page.locator(".flash")).to_contain_text("2 comments moved to spam.")
    page.keyboard.press("d")
    expect(page.locator(".flash")).to_contain_text("1 comment deleted.")
    assert sorted(states(Comment)) == ["removed", "spam", "spam"]


def test_a_comment_is_answered_from_the_queue(desk: Server, browser_page: OpenPage) -> None:
    article = make_article("雨夜")
    make_comment(article, "灯是谁点的？", state=CommentState.HELD)
    page = browser_page()
    enter(page, desk, "/admin/comments")
    walk_to(page, page.get_by_role("link", name="Reply"))
    page.keyboard.press("Enter")
    walk_to(page, page.locator("#answer-body"))
    page.keyboard.type("我点的。")
    walk_to(page, page.get_by_role("button", name="Approve and reply"))
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("Your reply is posted.")
    page.goto(f"{desk.url}/articles/{article.slug}")
    expect(page.locator("article.comment")).to_have_count(2)


@pytest.mark.parametrize("path", ["/admin", "/admin/stats", "/admin/settings", "/admin/account"])
def test_on_a_phone_the_menu_shows_where_one_is(
    desk: Server, browser_page: OpenPage, path: str
) -> None:
    page = browser_page(size=PHONE)
    enter(page, desk, path)
    expect(page.locator(".rail [aria-current]")).to_be_in_viewport(ratio=1)
