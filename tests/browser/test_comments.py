"""Commenting in a real Chromium, with script on and off, in both languages."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, expect

from blog.models.article import Article
from tests.browser.conftest import PHONE, CheckAxe, OpenPage
from tests.conftest import Live
from tests.factories import change_settings, make_article, make_comment
from tests.support.reader import code_of, stored

WORDS = {
    "zh": {
        "name": "昵称", "body": "评论", "code": "验证码", "send": "发表评论", "reply": "回复",
        "edit": "编辑", "save": "保存", "wrong": "验证码不对", "shown": "已显示", "delete": "删除",
        "sum": "换成算术", "cancel": "取消",
    },
    "en": {
        "name": "Your name", "body": "Comment", "code": "Code", "send": "Post comment",
        "reply": "Reply", "edit": "Edit", "save": "Save", "wrong": "The code is wrong",
        "shown": "Your comment is shown", "delete": "Delete", "sum": "A sum instead",
        "cancel": "Rather not",
    },
}  # fmt: skip
BOTH = pytest.mark.parametrize(
    ("script", "language"), [(True, "zh"), (True, "en"), (False, "zh"), (False, "en")]
)


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article("雨夜来客", slug="rain")


class Hand:
    """Fills in the form of a page in one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.words = WORDS[language]
        self.form = page.locator("#comment-form")

    def write(self, name: str, body: str, code: str = "") -> None:
        self.form.get_by_label(self.words["name"], exact=True).fill(name)
        self.form.get_by_label(self.words["body"], exact=True).fill(body)
        self.answer(code)

    def answer(self, code: str = "") -> None:
        field = self.form.get_by_label(self.words["code"], exact=True)
        field.fill(code or code_of(self.token))

    def send(self) -> None:
        # The form is younger than anyone's hand would make it.
        self.page.wait_for_timeout(2100)
        self.form.get_by_role("button", name=self.words["send"]).click()

    @property
    def token(self) -> str:
        return self.form.locator("input[name=token]").input_value()


def open_article(live: Live, browser_page: OpenPage, script: bool, language: str) -> Hand:
    change_settings(language=language, comment_policy="none")
    page = browser_page(script=script)
    page.goto(f"{live().url}/articles/rain")
    return Hand(page, language)


@BOTH
def test_a_comment_is_written_and_edited(
    live: Live, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    hand = open_article(live, browser_page, script, language)
    hand.write("林间小路", "照着做成了。<b>x</b>")
    hand.send()
    page = hand.page
    comment = page.locator(".comment")
    expect(comment.locator(".text")).to_have_text("照着做成了。<b>x</b>")
    expect(page.locator(".own .flash")).to_contain_text(hand.words["shown"])
    assert ("/comments/" in page.url) is not script
    comment.get_by_text(hand.words["edit"], exact=True).click()
    comment.get_by_role("textbox").fill("改过了。")
    comment.get_by_role("button", name=hand.words["save"]).click()
    expect(comment.locator(".text")).to_have_text("改过了。")
    assert [kept.body for kept in stored()] == ["改过了。"]


@BOTH
def test_a_comment_is_answered(
    live: Live, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    above = make_comment(article, "第三步在哪里?", name="Ada")
    make_comment(article, "另一条", name="Bob")
    hand = open_article(live, browser_page, script, language)
    hand.page.locator(f"#comment-{above.id} .reply").click()
    expect(hand.form.locator(".replying")).to_contain_text("Ada")
    hand.write("林间小路", "在最后一页。")
    hand.send()
    expect(hand.page.locator(".comment .text", has_text="在最后一页。")).to_be_visible()
    if script:
        names = hand.page.locator(".comment .who").all_inner_texts()
        assert names == ["Ada", "林间小路", "Bob"]
        expect(hand.form.locator(".replying")).to_be_hidden()
    kept = stored()[2]
    assert (kept.parent_id, kept.body) == (above.id, "在最后一页。")


@BOTH
def test_a_wrong_code_keeps_the_text(
    live: Live, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    hand = open_article(live, browser_page, script, language)
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
    live: Live, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    hand = open_article(live, browser_page, script, language)
    hand.write("林间小路", "留着", code="x")
    hand.form.get_by_role("button", name=hand.words["sum"]).click()
    expect(hand.form.locator(".sum")).to_have_text(re.compile(r"等于几|What is .+ plus .+\?"))
    expect(hand.form.locator(".sum")).to_be_visible()
    expect(hand.form.get_by_label(hand.words["body"], exact=True)).to_have_value("留着")
    assert stored() == []


def test_the_picture_is_asked_for_on_the_first_focus(
    live: Live, browser_page: OpenPage, article: Article
) -> None:
    hand = open_article(live, browser_page, True, "zh")
    asked: list[str] = []
    # The browser asks for the icon when it likes.

    def note(request: Request) -> None:
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


def test_an_answer_can_be_given_up(live: Live, browser_page: OpenPage, article: Article) -> None:
    make_comment(article)
    hand = open_article(live, browser_page, True, "zh")
    hand.page.locator(".reply").click()
    expect(hand.page.locator(".comment + #comment-form .replying")).to_be_visible()
    hand.form.get_by_text("取消").click()
    expect(hand.form.locator(".replying")).to_be_hidden()
    assert hand.form.locator("input[name=parent]").input_value() == ""


def test_a_held_comment_says_so_in_its_place(
    live: Live, browser_page: OpenPage, article: Article
) -> None:
    hand = open_article(live, browser_page, True, "en")
    change_settings(comment_policy="all")
    hand.page.reload()
    expect(hand.form).to_contain_text("Shown after review.")
    hand.write("林间小路", "等一等。")
    hand.send()
    expect(hand.page.locator(".comment .own .flash")).to_contain_text("held")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_and_the_pages_around_it_shut_nobody_out(
    live: Live, browser_page: OpenPage, axe: CheckAxe, article: Article, scheme: str
) -> None:
    told = make_comment(article, "[一处](https://example.org) `code`\n\n> 引用")
    url = live().url
    page = browser_page(size=PHONE, scheme=scheme)
    for path in ("/articles/rain", f"/comments/{told.id}/{told.key}", f"/comments/{told.id}/reply",
                 f"/comments/{told.id}/report"):  # fmt: skip
        page.goto(url + path)
        if page.locator("#comment-form").count():
            page.locator("#comment-body").focus()
            page.wait_for_selector(".picture img")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
