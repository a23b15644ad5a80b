"""What stands around the text in a real browser: tags that complete themselves, the pictures."""

from playwright.sync_api import FilePayload, Page, expect

from blog.lib.database import db
from blog.models.article import Article
from blog.models.media import Media
from tests.browser.conftest import CheckAxe, OpenPage, enter
from tests.factories import make_article
from tests.support.pictures import picture
from tests.support.served import Server

NEW = "/admin/articles/new"
OFFERED = "list => Array.from(list.options, option => option.value)"


def offered(page: Page) -> list[str]:
    """What the browser may complete the tags with."""
    found: list[str] = page.locator("#tag-names").evaluate(OFFERED)
    return found


def test_a_tag_is_offered_after_those_that_stand_there(
    desk: Server, browser_page: OpenPage
) -> None:
    make_article(tags=["雨", "雨夜", "Night"])
    page = browser_page()
    enter(page, desk, NEW)
    page.fill("#article-tags", "雨")
    assert sorted(offered(page)) == ["雨", "雨夜"]
    page.fill("#article-tags", "雨, NI")
    assert offered(page) == ["雨, Night"]
    page.fill("#article-tags", "雨，雨")
    assert offered(page) == ["雨，雨夜"], "a tag that stands there is not offered again"


def test_enter_in_the_tags_begins_the_next_one(desk: Server, browser_page: OpenPage) -> None:
    make_article(tags=["雨夜"])
    page = browser_page()
    enter(page, desk, NEW)
    page.fill("#title", "雨")
    page.fill("#article-tags", "雨夜")
    page.press("#article-tags", "Enter")
    page.keyboard.type("灯")
    assert page.input_value("#article-tags") in {"雨夜、灯", "雨夜, 灯"}
    assert page.url == desk.url + NEW
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".flash").first).to_contain_text("Published.")
    assert page.input_value("#article-tags") in {"雨夜、灯", "雨夜, 灯"}


def library() -> Media:
    """A library of two pictures and one recording; the first picture."""
    one = Media.store(picture(), "窗.png", alt="一扇窗")
    Media.store(picture("teal"), "door.png")
    db.session.commit()
    return one


def test_a_picture_of_the_library_comes_in_at_the_caret(
    desk: Server, browser_page: OpenPage, axe: CheckAxe
) -> None:
    window = library()
    page = browser_page()
    enter(page, desk, NEW)
    page.fill("#body", "前")
    page.get_by_role("button", name="Picture", exact=True).click()
    dialog = page.get_by_role("dialog", name="Pictures")
    expect(dialog.locator("li img")).to_have_count(2)
    axe(page)
    dialog.get_by_role("button", name="窗.png").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#body")).to_have_value(f"前![一扇窗]({window.address})\n")
    expect(page.locator("#body")).to_be_focused()


def test_the_pictures_close_and_leave_the_text_alone(desk: Server, browser_page: OpenPage) -> None:
    library()
    page = browser_page()
    enter(page, desk, NEW)
    page.fill("#body", "前")
    dialog = page.get_by_role("dialog", name="Pictures")
    for by_key in (True, False):
        page.get_by_role("button", name="Picture", exact=True).click()
        expect(dialog.locator("li img")).to_have_count(2)
        if by_key:
            page.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()
    expect(page.locator("#body")).to_have_value("前")


def test_a_picture_is_uploaded_where_it_is_chosen(desk: Server, browser_page: OpenPage) -> None:
    page = browser_page()
    enter(page, desk, NEW)
    page.get_by_role("button", name="Picture", exact=True).click()
    new = FilePayload(name="rain.png", mimeType="image/png", buffer=picture("navy"))
    page.locator(".pictures [type=file]").set_input_files([new])
    expect(page.locator("#body")).not_to_have_value("", timeout=15_000)
    db.session.rollback()
    assert page.input_value("#body") == f"{db.session.query(Media).one().markdown}\n"


def test_the_cover_is_chosen_from_the_same_pictures(desk: Server, browser_page: OpenPage) -> None:
    window = library()
    article = make_article("雨夜")
    page = browser_page()
    enter(page, desk, f"/admin/articles/{article.id}")
    expect(page.locator(".cover img")).to_be_hidden()
    page.get_by_role("button", name="Choose a picture").click()
    page.get_by_role("dialog").get_by_role("button", name="窗.png").click()
    expect(page.locator("#cover")).to_have_value(window.address)
    expect(page.locator(".cover img")).to_be_visible()
    page.get_by_role("button", name="Update").click()
    expect(page.locator(".flash").first).to_contain_text("Saved.")
    db.session.rollback()
    assert db.session.get_one(Article, article.id).cover == window.address
