"""Turns of requests that begin before any of them is answered."""

from greenlet import greenlet  # type: ignore[import-untyped]  # tells no types

from blog.lib import turn
from blog.lib.turn import Turn
from tests.support.counter import Book
from tests.support.forked import forked
from tests.support.layer import House, behind


def test_of_two_that_wait_for_an_outdated_page_one_builds_it() -> None:
    house = House()
    client = behind(house)
    client.get("/articles/tea")
    house.mark += 1
    taken = Turn(lambda: None, lambda: None)
    readers = [greenlet(client.get), greenlet(client.get)]
    for reader in readers:
        taken.begin(reader, "/articles/tea")
    assert house.views == 1, "both wait"
    taken.close()
    assert all(reader.dead for reader in readers)
    assert house.built == 2
    assert house.views == 3


def test_pages_that_others_have_built_come_before_what_must_be_built() -> None:
    house = House()
    client = behind(house)
    for slug in ("cup", "tea", "pot"):
        client.get(f"/articles/{slug}")
    house.mark += 1
    forked(lambda: [client.get(f"/articles/{slug}") for slug in ("tea", "pot")])
    order = []

    def read(slug: str) -> None:
        client.get(f"/articles/{slug}")
        order.append(slug)

    house.together.clear()
    taken = Turn(lambda: None, lambda: None)
    for slug in ("cup", "tea", "pot"):
        taken.begin(greenlet(read), slug)
    taken.close()
    assert order == ["tea", "pot", "cup"]
    assert house.built == 4
    assert house.together[:2] == [3, 2]


def test_elsewhere_a_hit_is_counted_at_once() -> None:
    book = Book()
    assert turn.count(book.count, (7, ())) == 1
    turn.step_aside(is_page=True)
    assert book.together == [[7]]
