import pytest

from blog.lib.database import db
from blog.models import shelf, site
from blog.models.shelf import ArchiveMonth, Place
from tests.factories import make_article, make_category

pytestmark = pytest.mark.usefixtures("app")

NOWHERE = Place(False, frozenset(), frozenset(), "")


def test_a_draft_counts_nowhere() -> None:
    assert Place.of(make_article(published=False, tags=["甲"])) == NOWHERE


def test_a_published_article_counts_in_its_category_and_the_one_above() -> None:
    top = make_category("上")
    child = make_category("下", parent=top)
    place = Place.of(make_article(category=child, tags=["甲"]))
    assert place.categories == {top.id, child.id}
    assert (place.listed, len(place.tags), len(place.month)) == (True, 1, 7)


def test_moving_there_and_back_leaves_every_count() -> None:
    first, second = make_category("一"), make_category("二")
    here = Place(True, frozenset({first.id}), frozenset(), "2021-03")
    there = Place(True, frozenset({second.id}), frozenset(), "2021-04")
    shelf.move(NOWHERE, here)
    shelf.move(here, there)
    db.session.expire_all()
    assert (first.article_count, second.article_count, site.marks().published) == (0, 1, 1)
    assert ArchiveMonth.all() == [("2021-04", 1)]
    shelf.move(there, NOWHERE)
    site.forget()
    db.session.expire_all()
    assert (second.article_count, site.marks().published, ArchiveMonth.all()) == (0, 0, [])


def test_what_stays_unlisted_leaves_the_lists_mark() -> None:
    before = site.list_marks()
    shelf.move(NOWHERE, NOWHERE)
    site.forget()
    assert site.list_marks() == before


def test_many_places_are_counted_at_once() -> None:
    top = make_category("上")
    place = Place(True, frozenset({top.id}), frozenset(), "2021-03")
    shelf.fill([place, place, place])
    db.session.expire_all()
    site.forget()
    assert (top.article_count, site.marks().published) == (3, 3)
    assert ArchiveMonth.all() == [("2021-03", 3)]
