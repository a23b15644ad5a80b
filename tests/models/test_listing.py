from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.exceptions import NotFound

from blog.lib.database import db, is_sqlite
from blog.lib.paging import Page
from blog.models import listing, site
from blog.models.category import Category
from blog.models.media import Media
from blog.models.shelf import ArchiveMonth
from blog.models.tag import Tag
from tests.conftest import Sql
from tests.factories import change_settings, make_article, make_category
from tests.support.pictures import picture

pytestmark = pytest.mark.usefixtures("app")

FIRST = datetime(2021, 1, 1, tzinfo=UTC)


def make(count: int, **fields: Any) -> list[str]:
    """Slugs of that many articles, a day apart, the oldest first."""
    return [
        make_article(slug=f"a{n}", at=FIRST + timedelta(days=n), **fields).slug
        for n in range(count)
    ]


def slugs(page: Page[listing.Line]) -> list[str]:
    return [line.slug for line in page.items]


def test_home_shows_pinned_articles_first_then_the_newest() -> None:
    make(3)
    make_article(slug="old", at=FIRST - timedelta(days=9), pinned=True)
    assert slugs(listing.home(1)) == ["old", "a2", "a1", "a0"]


def test_a_line_names_the_smallest_picture_of_its_cover() -> None:
    wide = Media.store(picture(size=(1300, 800)), "wide.png")
    narrow = Media.store(picture("teal"), "narrow.png")
    for n, cover in enumerate((wide.address, narrow.address, "https://example.org/a.png", "")):
        make_article(slug=f"a{n}", at=FIRST - timedelta(n), cover=cover)
    found = [line.thumbnail for line in listing.home(1).items]
    assert ["/media/" + found[0], found[1] or ""] == [wide.thumbnail, ""]
    assert wide.thumbnail != wide.address
    assert not any(found[2:])


def test_pages_divide_a_list_without_gap_or_double() -> None:
    change_settings(articles_per_page=3)
    made = make(7)
    pages = [listing.home(number) for number in (1, 2, 3)]
    assert [slug for page in pages for slug in slugs(page)] == made[::-1]
    assert pages[0].count == 3
    with pytest.raises(NotFound):
        listing.home(4)


def test_an_empty_blog_has_one_empty_page() -> None:
    assert slugs(listing.home(1)) == []
    with pytest.raises(NotFound):
        listing.home(2)


def test_articles_of_the_same_second_keep_their_order() -> None:
    made = [make_article(slug=f"a{n}", at=FIRST).slug for n in range(5)]
    assert slugs(listing.home(1)) == made[::-1]


def test_a_parent_category_shows_its_children_too() -> None:
    top = make_category("上")
    child = make_category("下", parent=top)
    make_article(slug="in-child", category=child, at=FIRST)
    make_article(slug="in-top", category=top)
    assert slugs(listing.of_category(db.session.get_one(Category, top.id), 1)) == [
        "in-top",
        "in-child",
    ]
    assert slugs(listing.of_category(db.session.get_one(Category, child.id), 1)) == ["in-child"]


def test_drafts_and_binned_articles_stand_in_no_list() -> None:
    shelf = make_category("技术")
    make_article(published=False, tags=["甲"], category=shelf)
    make_article(tags=["甲"], category=shelf).bin()
    make_article(tags=["甲"], category=shelf, at=datetime(2199, 1, 1, tzinfo=UTC))
    db.session.commit()
    tag = Tag.by_names(["甲"])["甲"]
    for page in (listing.home(1), listing.of_tag(tag, 1), listing.of_category(shelf, 1)):
        assert slugs(page) == []
    assert ArchiveMonth.all() == []
    assert listing.titles(1, 10).items == []


def test_a_tag_shows_its_articles_the_newest_first() -> None:
    make(3, tags=["甲"])
    assert slugs(listing.of_tag(Tag.by_names(["甲"])["甲"], 1)) == ["a2", "a1", "a0"]


def test_the_archive_knows_the_months_of_the_sites_zone() -> None:
    make_article(slug="march", at=datetime(2021, 3, 31, 15, 59, 59, tzinfo=UTC))
    make_article(slug="april", at=datetime(2021, 3, 31, 16, 0, 0, tzinfo=UTC))
    assert ArchiveMonth.all() == [("2021-04", 1), ("2021-03", 1)]
    assert slugs(listing.of_months("2021-04", "2021-04", 1, 1, 50)) == ["april"]
    assert slugs(listing.of_months("2021-01", "2021-12", 1, 2, 50)) == ["april", "march"]


def test_neighbours_are_the_ones_before_and_after() -> None:
    make(3)
    rows = {line.slug: line for line in listing.home(1).items}
    before, after = listing.neighbours(rows["a1"].id, rows["a1"].published_at)
    assert before is not None
    assert after is not None
    assert (before.slug, after.slug) == ("a0", "a2")
    first, _ = listing.neighbours(rows["a0"].id, rows["a0"].published_at)
    _, last = listing.neighbours(rows["a2"].id, rows["a2"].published_at)
    assert (first, last) == (None, None)


def test_no_list_scans_the_articles(sql: Sql) -> None:
    shelf = make_category("技术")
    make(3, tags=["甲"], category=shelf)
    if not is_sqlite():
        pytest.skip("asks SQLite for its plan")
    tag = Tag.by_names(["甲"])["甲"]
    site.current()
    with sql() as asked:
        listing.home(1)
        listing.of_tag(tag, 1)
        listing.of_category(shelf, 1)
        listing.of_months("2021-01", "2021-12", 1, 3, 50)
        listing.titles(1, 10)
        listing.neighbours(1, FIRST)
    steps = [step for step in asked.steps("articles", "tags") if "TEMP" not in step]
    assert [step for step in steps if step.startswith("SCAN") and "INDEX" not in step] == []
    assert len(steps) >= 6


def test_lines_leave_out_what_is_not_published() -> None:
    draft, shown = make_article(published=False), make_article()
    assert [line.id for line in listing.lines([draft.id, shown.id, 999])] == [shown.id]
    assert db.session.scalar(text("SELECT count(*) FROM articles")) == 2
