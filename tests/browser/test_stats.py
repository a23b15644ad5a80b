"""The dashboard and the statistics in a real browser: read by anyone, on any screen."""

import time
import urllib.request
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from blog.lib.database import db
from blog.models import visit
from blog.models.comment import Comment, State
from blog.models.visit import Kind, VisitDay, VisitName
from tests.browser.conftest import EVERY_SCREEN, CheckAxe, OpenPage, enter
from tests.factories import make_article, make_comment
from tests.support import server as processes
from tests.support.served import Server

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"
SCREENS = ("/admin", "/admin/stats?days=365", "/admin/stats/articles/1?days=90")


def fill() -> None:
    """Articles, held comments and estimates, with names as long as they come."""
    for number in range(8):
        make_article(f"Article {number} " + "with a long title " * number, views=3 ** (number + 1))
    article = make_article("雨夜", views=5)
    for number in range(7):
        make_comment(article, "好" * 30 * number or "!", name="小" * 12, state=State.HELD)
    today = visit.today()
    db.session.add(VisitDay(day=today, people=60_000, crawlers=3000, readers=40_000))
    for kind in Kind:
        for number in range(30):
            name = "w" * 90 + ".example" if number == 3 else f"name-{number}.example"
            db.session.add(VisitName(day=today, kind=kind, name=name, hits=1000 // (number + 1)))
    db.session.commit()


@EVERY_SCREEN
def test_nobody_is_shut_out_and_nothing_runs_over_the_edge(
    desk: Server, browser_page: OpenPage, axe: CheckAxe, size: tuple[int, int], scheme: str
) -> None:
    page = browser_page(size=size, scheme=scheme)
    enter(page, desk)
    axe(page)
    fill()
    for path in SCREENS:
        page.goto(desk.url + path)
        page.locator(".readings summary").click()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("days", [7, 30, 90, 365])
def test_labels_of_a_chart_stand_apart_on_the_smallest_phone(
    desk: Server, browser_page: OpenPage, days: int
) -> None:
    page = browser_page(size=(320, 700))
    enter(page, desk)
    fill()
    page.goto(f"{desk.url}/admin/stats?days={days}")
    boxes = page.locator(".chart-label").evaluate_all(
        "labels => labels.map(label => label.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) > 1
    for one, next in pairwise(sorted(boxes, key=lambda box: box["left"])):
        assert next["left"] - one["right"] >= 4


def test_a_reading_shows_and_who_read_follows_within_seconds(
    real_desk: processes.Server, browser_page: OpenPage
) -> None:
    path = f"{real_desk.url}/articles/{make_article('Tea').slug}"
    for agent, referrer in (
        (CHROME, "https://example.com/a"), (CHROME, ""), ("Googlebot/2.1", ""), (CHROME, path),
    ):  # fmt: skip
        headers = {"User-Agent": agent} | ({"Referer": referrer} if referrer else {})
        urllib.request.urlopen(urllib.request.Request(path, headers=headers)).close()
    page = browser_page()
    enter(page, real_desk)
    expect(page.locator(".tile").first).to_contain_text("4")
    deadline = time.monotonic() + 15
    while True:
        page.goto(f"{real_desk.url}/admin/stats")
        estimates = page.locator(".estimates").inner_text()
        if "≈ 3" in estimates and "≈ 1" in estimates:
            break
        assert time.monotonic() < deadline, estimates
        time.sleep(0.5)
    assert page.locator(".named").nth(0).inner_text().split("\n")[1:] == [
        "Directly, or it was not said", "1", "example.com", "1",
    ]  # fmt: skip
    assert "Googlebot" in page.locator(".named").nth(1).inner_text()


def test_a_held_comment_is_approved_from_the_dashboard(
    desk: Server, browser_page: OpenPage
) -> None:
    comment = make_comment(make_article("Tea"), "Thank you.", name="Ada", state=State.HELD)
    page = browser_page()
    enter(page, desk)
    page.get_by_role("button", name="Approve Ada").click()
    expect(page.locator(".flash")).to_contain_text("1 comment approved.")
    db.session.expire_all()
    assert db.session.get_one(Comment, comment.id).state == State.APPROVED


def test_the_chart_and_its_table_say_the_same(desk: Server, browser_page: OpenPage) -> None:
    make_article("Tea", views=7)
    page = browser_page(script=False)
    enter(page, desk, "/admin/stats?days=7")
    page.locator(".readings summary").click()
    titles = page.locator(".chart-bar title").all_text_contents()
    bars = [title.rpartition(": ")[2] for title in titles]
    cells = page.locator(".readings tbody tr td:nth-child(2)").all_inner_texts()
    assert bars == cells[::-1] == ["0"] * 6 + ["7"]
    highest = page.locator(".chart-bar.is-last").bounding_box()
    assert highest
    assert highest["height"] > 100
