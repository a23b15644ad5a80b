import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound

from blog.lib import paging
from blog.lib.paging import Page

bare = Flask(__name__)


@pytest.mark.parametrize(
    ("number", "count", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_the_numbers_around_a_page_are_shown(
    number: int, count: int, numbers: list[int | None]
) -> None:
    assert Page((), number, 10, count * 10).numbers == numbers


@given(st.integers(1, 500), st.integers(1, 500))
def test_numbers_rise_and_hold_the_first_the_last_and_this_one(number: int, count: int) -> None:
    number = min(number, count)
    numbers = Page((), number, 10, count * 10).numbers
    real = [shown for shown in numbers if shown is not None]
    assert real == sorted(set(real))
    assert {1, number, count} <= set(real)
    for before, shown, after in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if shown is None:
            assert before is not None
            assert after is not None
            assert after - before > 2


@pytest.mark.parametrize(("total", "count"), [(0, 1), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_a_last_page_may_be_short(total: int, count: int) -> None:
    assert Page((), 1, 10, total).count == count


@pytest.mark.parametrize(
    ("query", "number"), [("", 1), ("?page=1", 1), ("?page=12", 12), ("?x=3", 1)]
)
def test_the_page_asked_for_is_read(query: str, number: int) -> None:
    with bare.test_request_context(f"/{query}"):
        assert paging.wanted() == number


@pytest.mark.parametrize(
    "asked", ["0", "-1", "abc", "", "01", "1.0", "+1", "１", "1 ", "99999999", "1%00", "1%0a"]
)
def test_what_is_no_page_is_not_found(asked: str) -> None:
    with bare.test_request_context(f"/?page={asked}"), pytest.raises(NotFound):
        paging.wanted()


def test_a_page_past_the_end_is_not_found() -> None:
    assert paging.offset(1, 10, 0) == 0
    assert paging.offset(2, 10, 11) == 10
    for number, total in ((2, 10), (2, 0), (3, 20)):
        with pytest.raises(NotFound):
            paging.offset(number, 10, total)
