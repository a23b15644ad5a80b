"""Commenting in a real Chromium, with script on and off, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from blog.models import gate
from blog.models.article import Article
from tests.browser.conftest import PHONE, CheckAxe, OpenPage
from tests.factories import change_settings, make_comment
from tests.support.reader import code_of, stored
from tests.support.served import Server

WORDS = {
    "zh": {
        "name": "昵称", "body": "评论", "code": "验证码", "send": "发表评论", "reply": "回复",
        "edit": "编辑", "save": "保存", "wrong": "验证码不对", "shown": "已显示", "delete": "删除",
        "sum": "换成算术", "cancel": "取消", "deleted": "已删除",
        "again": "已经发过",
    },
    "en": {
        "name": "Name", "body": "Comment", "code": "Code", "send": "Post comment",
        "reply": "Reply", "edit": "Edit", "save": "Save", "wrong": "The code is wrong",
        "shown": "Your comment is shown", "delete": "Delete", "sum": "A sum instead",
        "cancel": "Cancel", "deleted": "was deleted", "again": "sent this already",
    },
}  # fmt: skip
BOTH = pytest.mark.parametrize(
    ("script", "language"), [(True, "zh"), (True, "en"), (False, "zh"), (False, "en")]
)


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
        self.form.get_by_role("button", name=self.words["send"]).click()

    @property
    def token(self) -> str:
        return self.form.locator("input[name=token]").input_value()


def open_article(served: Server, browser_page: OpenPage, script: bool, language: str) -> Hand:
    change_settings(language=language, comment_policy="none")
    page = browser_page(script=script)
    page.goto(f"{served.url}/articles/rain")
    if script:
        with page.expect_response("**/static/comments.*"):
            page.mouse.move(9, 9)
    return Hand(page, language)


@BOTH
def test_a_comment_is_written_and_edited(
    served: Server, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    hand = open_article(served, browser_page, script, language)
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


def test_a_form_sent_too_quickly_keeps_its_text_and_goes_on(
    served: Server, browser_page: OpenPage, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine: a hand that takes an hour is quick here, and then none is.
    monkeypatch.setattr(gate, "QUICKEST", 3600)
    hand = open_article(served, browser_page, True, "en")
    hand.write("Ada", "Quick as a program.")
    hand.send()
    expect(hand.form.get_by_role("alert")).to_contain_text("too quick")
    monkeypatch.setattr(gate, "QUICKEST", 0)
    hand.answer()
    hand.send()
    expect(hand.page.locator(".comment .text")).to_have_text("Quick as a program.")


@BOTH
def test_a_comment_is_answered(
    served: Server, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    above = make_comment(article, "第三步在哪里?", name="Ada")
    make_comment(article, "另一条", name="Bob")
    hand = open_article(served, browser_page, script, language)
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
def test_a_comment_is_deleted_by_who_wrote_it(
    served: Server, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    hand = open_article(served, browser_page, script, language)
    hand.write("林间小路", "说错了。")
    hand.send()
    hand.page.locator(".own summary", has_text=hand.words["delete"]).click()
    hand.page.locator(".own button[value=delete]").click()
    expect(hand.page.locator(".flash")).to_contain_text(hand.words["deleted"])
    assert [(kept.state, kept.body) for kept in stored()] == [("removed", "")]


@pytest.mark.parametrize("script", [True, False])
def test_a_double_click_stores_one_comment(
    served: Server, browser_page: OpenPage, article: Article, script: bool
) -> None:
    hand = open_article(served, browser_page, script, "zh")
    hand.write("林间小路", "一次就好。")
    hand.form.get_by_role("button", name=hand.words["send"]).dblclick()
    expect(hand.page.locator(".own")).to_be_visible()
    assert [kept.body for kept in stored()] == ["一次就好。"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_back_and_send_again_leads_to_the_one_comment(
    served: Server, browser_page: OpenPage, article: Article, language: str
) -> None:
    hand = open_article(served, browser_page, False, language)
    hand.write("林间小路", "一次就好。")
    hand.send()
    expect(hand.page.locator(".own")).to_be_visible()
    first = hand.page.url
    hand.page.go_back()
    body = hand.form.get_by_label(hand.words["body"], exact=True)
    expect(body).to_have_value("一次就好。")
    hand.answer()
    hand.send()
    expect(hand.page).to_have_url(first)
    assert len(stored()) == 1


@BOTH
def test_the_same_from_a_new_page_is_said_to_be_there(
    served: Server, browser_page: OpenPage, article: Article, script: bool, language: str
) -> None:
    hand = open_article(served, browser_page, script, language)
    page = hand.page.url
    for _ in range(2):
        hand.page.goto(page)
        hand.write("林间小路", "一次就好。")
        hand.send()
        expect(hand.page.locator(".own, #comment-form .wrong")).to_be_visible()
    expect(hand.form.locator(".wrong")).to_contain_text(hand.words["again"])
    assert len(stored()) == 1


def test_an_answer_can_be_given_up(
    served: Server, browser_page: OpenPage, article: Article
) -> None:
    make_comment(article)
    hand = open_article(served, browser_page, True, "zh")
    hand.page.locator(".reply").click()
    expect(hand.page.locator(".comment + #comment-form .replying")).to_be_visible()
    hand.form.get_by_text("取消").click()
    expect(hand.form.locator(".replying")).to_be_hidden()
    assert hand.form.locator("input[name=parent]").input_value() == ""


def test_a_held_comment_says_so_in_its_place(
    served: Server, browser_page: OpenPage, article: Article
) -> None:
    hand = open_article(served, browser_page, True, "en")
    change_settings(comment_policy="all")
    hand.page.reload()
    expect(hand.form).to_contain_text("Shown after review.")
    hand.write("林间小路", "等一等。")
    hand.send()
    expect(hand.page.locator(".comment .own .flash")).to_contain_text("after review")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_and_the_pages_around_it_shut_nobody_out(
    served: Server, browser_page: OpenPage, axe: CheckAxe, article: Article, scheme: str
) -> None:
    told = make_comment(article, "[一处](https://example.org) `code`\n\n> 引用")
    url = served.url
    page = browser_page(size=PHONE, scheme=scheme)
    for path in ("/articles/rain", f"/comments/{told.id}/{told.key}", f"/comments/{told.id}/reply",
                 f"/comments/{told.id}/report"):  # fmt: skip
        page.goto(url + path)
        if page.locator("#comment-form").count():
            page.locator("#comment-body").focus()
            page.wait_for_selector(".picture img")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
