"""The code under a comment in a real Chromium."""

import re

from playwright.sync_api import Request, expect

from blog.models.article import Article
from tests.browser.conftest import OpenPage
from tests.browser.test_comments import BOTH, open_article
from tests.support.reader import stored
from tests.support.served import Server


@BOTH
def test_a_wrong_code_keeps_the_text(
    served: Server, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    hand = open_article(served, browser_page, script, language)
    hand.write("林间小路", "一段很长的话。\n\n第二段。", code="x")
    first = hand.token
    hand.send()
    expect(hand.form.locator(".code .wrong")).to_contain_text(hand.words["wrong"])
    assert hand.token != first
    body = hand.form.get_by_label(hand.words["body"], exact=True)
    expect(body).to_have_value("一段很长的话。\n\n第二段。")
    hand.answer()
    hand.send()
    expect(hand.page.locator(".own")).to_be_visible()
    assert len(stored()) == 1


@BOTH
def test_a_sum_may_be_answered_instead(
    served: Server, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    hand = open_article(served, browser_page, script, language)
    hand.write("林间小路", "留着", code="x")
    hand.form.get_by_role("button", name=hand.words["sum"]).click()
    expect(hand.form.locator(".sum")).to_have_text(re.compile(r"等于几|What is .+ plus .+\?"))
    expect(hand.form.locator(".sum")).to_be_visible()
    expect(hand.form.get_by_label(hand.words["body"], exact=True)).to_have_value("留着")
    assert stored() == []


def test_the_picture_is_asked_for_on_the_first_focus(
    served: Server, browser_page: OpenPage, article: Article
) -> None:
    hand = open_article(served, browser_page, True, "zh")
    asked: list[str] = []

    def note(request: Request) -> None:
        # The browser asks for the icon when it likes.
        if "favicon" not in request.url:
            asked.append(request.url)

    hand.page.on("request", note)
    hand.page.mouse.wheel(0, 5000)
    hand.page.wait_for_timeout(300)
    assert asked == []
    hand.form.get_by_label("昵称", exact=True).focus()
    expect(hand.form.locator(".picture img")).to_be_visible()
    hand.page.wait_for_timeout(300)
    assert [re.sub("[^/]+$", "", url).rpartition("/captcha/")[1] for url in asked] == ["/captcha/"]
    assert hand.page.context.cookies() == []
