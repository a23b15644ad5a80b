"""The library in a real browser: files chosen, dropped and pasted, with script and without."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from blog.lib.database import db
from blog.models.media import Media
from tests.browser.conftest import EVERY_SCREEN, CheckAxe, OpenPage, enter
from tests.factories import make_article
from tests.support import server as processes
from tests.support.pictures import MP3, PDF, SVG, picture
from tests.support.served import Server

HERE = "/admin/media"

# A file brought in by hand: what a browser makes of one that is dropped or pasted.
BRING = """
([type, data, name]) => {
  const transfer = new DataTransfer()
  transfer.items.add(new File([new Uint8Array(data)], name, { type: "image/png" }))
  const event = type === "paste"
    ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true })
    : new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true })
  document.querySelector("main").dispatchEvent(event)
}
"""


def fill() -> Media:
    """A library with one of everything; the picture."""
    shown = Media.store(picture(size=(1200, 800), kind="JPEG"), "雨天的窗.jpg", alt="一扇窗")
    for data, name in ((PDF, "年报.pdf"), (MP3, "朗读.mp3"), (picture("teal"), "x" * 150)):
        Media.store(data, name)
    make_article("雨夜", shown.markdown)
    return shown


def cards(page: Page) -> list[str]:
    return page.locator(".shelf .about > a").all_inner_texts()


def test_files_are_sent_as_soon_as_they_are_chosen(
    desk: Server, browser_page: OpenPage, tmp_path: Path
) -> None:
    page = browser_page()
    enter(page, desk, HERE)
    files = {"a.png": picture("red"), "b.png": picture("blue"), "c.pdf": PDF, "d.svg": SVG}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    page.set_input_files("#file", [tmp_path / name for name in files])
    expect(page.locator(".shelf li")).to_have_count(3)
    assert sorted(cards(page)) == ["a.png", "b.png", "c.pdf"]
    expect(page.locator(".sending li")).to_have_text(
        "“d.svg” is an SVG, which can hold script. Save it as PNG or WebP."
    )


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_picture_is_dropped_or_pasted(desk: Server, browser_page: OpenPage, way: str) -> None:
    page = browser_page()
    enter(page, desk, HERE)
    page.evaluate(BRING, [way, list(picture()), "窗.png"])
    expect(page.locator(".shelf li")).to_have_count(1)
    assert cards(page) == ["窗.png"]
    assert page.url == desk.url + HERE


def test_a_file_goes_in_and_gets_its_words_without_script(
    desk: Server, browser_page: OpenPage, tmp_path: Path
) -> None:
    page = browser_page(script=False)
    enter(page, desk, HERE)
    (tmp_path / "窗.png").write_bytes(picture())
    page.set_input_files("#file", tmp_path / "窗.png")
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("Alternative text").fill("一扇窗")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash")).to_have_text("Saved.")
    assert db.session.query(Media).one().alt == "一扇窗"


def test_more_than_is_taken_is_said_in_the_page_not_by_a_broken_line(
    real_desk: processes.Server, browser_page: OpenPage, tmp_path: Path
) -> None:
    page = browser_page(script=False)
    enter(page, real_desk, HERE)
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(80 * 1024 * 1024)
    page.set_input_files("#file", tmp_path / "film.mp4")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_contain_text("at most 64 MB")


def test_a_login_that_ended_is_said_and_nothing_is_lost(
    desk: Server, browser_page: OpenPage
) -> None:
    page = browser_page()
    enter(page, desk, HERE)
    page.context.clear_cookies()
    page.evaluate(BRING, ["paste", list(picture()), "窗.png"])
    expect(page.locator(".sending .wrong")).to_contain_text("logged out")
    assert page.url == desk.url + HERE


def test_what_was_deleted_comes_back_with_one_click(desk: Server, browser_page: OpenPage) -> None:
    fill()
    page = browser_page()
    enter(page, desk, HERE)
    page.get_by_role("button", name="Choose all").click()
    page.get_by_role("button", name="Move to the bin", exact=True).click()
    expect(page.locator(".flash").first).to_contain_text("4 files are in the bin.")
    expect(page.locator(".shelf li")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".shelf li")).to_have_count(4)


def test_what_is_ticked_stays_ticked_while_a_file_comes_in(
    desk: Server, browser_page: OpenPage
) -> None:
    fill()
    page = browser_page()
    enter(page, desk, HERE)
    page.get_by_label("Choose “年报.pdf”").check()
    page.evaluate(BRING, ["paste", list(picture()), "窗.png"])
    expect(page.locator(".shelf li")).to_have_count(5)
    expect(page.get_by_label("Choose “年报.pdf”")).to_be_checked()


def test_a_picture_opened_by_itself_runs_nothing_and_shows(desk: Server, chrome: Browser) -> None:
    """Not even the style that Chromium gives such a page of its own."""
    shown = fill()
    db.session.commit()
    context = chrome.new_context()
    page = context.new_page()
    page.goto(desk.url + shown.address)
    assert page.evaluate("document.images[0].naturalWidth") == 1200
    assert page.evaluate("window.origin") == "null"
    context.close()


@EVERY_SCREEN
def test_every_screen_lets_everyone_in(
    desk: Server,
    browser_page: OpenPage,
    axe: CheckAxe,
    size: tuple[int, int],
    scheme: str,
) -> None:
    page = browser_page(size=size, scheme=scheme)
    enter(page, desk, HERE)
    axe(page)
    shown = fill()
    for path in (HERE, f"{HERE}?bin=1", f"{HERE}?q=none", f"{HERE}/{shown.id}"):
        page.goto(desk.url + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_what_shows_a_picture_is_copied(desk: Server, browser_page: OpenPage) -> None:
    shown = fill()
    page = browser_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(page, desk, f"{HERE}/{shown.id}")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == shown.markdown


def test_other_scripts_of_the_desk_upload_through_one_function(
    desk: Server, browser_page: OpenPage
) -> None:
    page = browser_page()
    enter(page, desk, HERE)
    told = page.evaluate(
        """async (data) => {
          const parts = []
          const file = new File([new Uint8Array(data)], "窗.png")
          const from = document.querySelector("[data-upload]")
          const told = await suibi.upload(file, from, (part) => parts.push(part))
          return { ...told, last: parts.at(-1) }
        }""",
        list(picture()),
    )
    assert told["markdown"] == f"![]({told['url']})"
    assert (told["width"], told["height"], told["name"], told["last"]) == (60, 40, "窗.png", 1)
