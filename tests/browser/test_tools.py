"""The tools in a real browser: a blog comes in, is kept, comes back, with script and without."""

import fcntl
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from blog.lib.database import db, utcnow
from blog.models import job
from blog.models.job import Kind
from blog.models.user import User
from tests.browser.conftest import DESK, PHONE, CheckAxe, OpenPage
from tests.factories import change_settings
from tests.support.served import Server
from tests.transfer.wxr_files import export, item

HERE = "/admin/tools"
NAME, PASSWORD = "writer", "a password for the tests"
LONG = 240_000
"""Milliseconds that a job may take on a busy machine."""


@pytest.fixture
def desk(app: Flask, served: Server) -> Server:
    change_settings(language="en")
    User.create(NAME, PASSWORD)
    db.session.commit()
    return served


def log_in(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(re.compile(f"^[^?]*{HERE}"))


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def wait_for(page: Page, words: str) -> None:
    """The page looks again by itself until the job has ended, and has said so."""
    # Its last word comes before its end, and until then no other can begin.
    expect(page.get_by_role("status")).to_contain_text("Done", timeout=LONG)
    expect(page.get_by_label("Log", exact=True)).to_contain_text(words)


@pytest.mark.slow
@pytest.mark.parametrize(("script", "size"), [(True, DESK), (False, PHONE)])
def test_a_blog_comes_in_is_kept_and_comes_back(
    desk: Server, browser_page: OpenPage, tmp_path: Path, script: bool, size: tuple[int, int]
) -> None:
    old = export(tmp_path / "old", item(title="老文章")) / "blog.xml"
    page = browser_page(size=size, script=script)
    page.goto(desk.url + HERE)
    log_in(page)
    page.get_by_label("File", exact=True).set_input_files(old)
    press(page, "Import")
    wait_for(page, "Added 1 article,")

    page.get_by_role("link", name="All tools").click()
    press(page, "Backup")
    wait_for(page, "was restored on trial")
    with page.expect_download() as handed:
        page.get_by_role("link", name="Download").click()
    kept = tmp_path / "kept.zip"
    handed.value.save_as(kept)

    page.goto(desk.url + HERE)
    page.get_by_label("File", exact=True).set_input_files(
        export(tmp_path / "new", item(id="2", title="新文章", name="new")) / "blog.xml"
    )
    press(page, "Import")
    wait_for(page, "Added 1 article,")
    page.goto(desk.url)
    expect(page.get_by_role("main")).to_contain_text("新文章")

    page.goto(desk.url + HERE)
    page.get_by_role("link", name="Choose a backup").click()
    page.get_by_label("A backup from your computer").set_input_files(kept)
    press(page, "Restore")
    # Every login ends with the database that knew it.
    page.wait_for_url(re.compile("/login"), timeout=LONG)
    log_in(page)
    wait_for(page, "The blog is as it was")
    page.goto(desk.url)
    expect(page.get_by_role("main")).to_contain_text("老文章")
    expect(page.get_by_role("main")).not_to_contain_text("新文章")
    # What the desk has made and what stood there before are offered too.
    page.goto(f"{desk.url}{HERE}/restore")
    expect(page.get_by_role("radio")).to_have_count(2)
    expect(page.get_by_role("main")).to_contain_text("before-restore-")


def test_a_job_is_followed_in_its_place_and_through_an_outage(
    desk: Server, browser_page: OpenPage
) -> None:
    place = job.prepare()
    told = {"kind": Kind.CHECK, "words": "", "began_at": utcnow().isoformat()}
    (place / "job.json").write_text(json.dumps(told))
    with (place / "alive").open("ab") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        page = browser_page()
        page.goto(f"{desk.url}{HERE}/{place.name}")
        log_in(page)
        expect(page.get_by_role("status")).to_contain_text("Waiting")
        (place / "begun").touch()
        expect(page.get_by_role("status")).to_contain_text("Running")
        page.evaluate("window.stayed = true")
        page.context.set_offline(True)
        (place / "log").write_text("half of it")
        page.wait_for_timeout(2500)
        page.context.set_offline(False)
        expect(page.get_by_label("Log", exact=True)).to_have_text("half of it")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        page.get_by_role("button", name="Stop").focus()
        (place / "ended").write_text("0")
    expect(page.get_by_role("status")).to_contain_text("Done")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_label("Log", exact=True)).to_be_focused()
    assert page.evaluate("window.stayed")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_tools_shut_nobody_out(
    desk: Server, browser_page: OpenPage, axe: CheckAxe, size: tuple[int, int]
) -> None:
    page = browser_page(size=size)
    page.goto(desk.url + HERE)
    log_in(page)
    axe(page)
    page.goto(f"{desk.url}{HERE}/restore")
    axe(page)
    press(page, "Restore")
    expect(page.get_by_role("alert")).to_have_text("Choose a backup.")
    page.goto(desk.url + HERE)
    press(page, "Check")
    wait_for(page, "as it should be")
    axe(page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
