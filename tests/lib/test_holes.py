"""Pages with holes: joined and stitched alike, whatever fills them."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib import holes
from blog.lib.holes import Kept

PAGE = f"<b>{holes.VIEWS}</b> read {holes.GROUPED} times, {holes.TOKEN} and <b>read</b>" * 40


def kept(page: bytes) -> Kept:
    page_with_holes = Kept(1, (1,), 1)
    page_with_holes.cut(page, [("Content-Length", "1"), ("X", "y")])
    return page_with_holes


def test_a_page_is_cut_at_its_holes_and_loses_its_length() -> None:
    page = kept(PAGE.encode())
    assert page.holes[:3] == ["views", "grouped", "token"]
    assert page.headers == [("X", "y")]


@pytest.mark.parametrize("views", [9, 10, 9999, 10_000])
def test_a_number_that_grows_by_a_digit_is_stitched_as_it_is_joined(views: int) -> None:
    page = kept(PAGE.encode())
    for number in (views, views + 1, views):
        fillings = dict.fromkeys(page.holes, str(number).encode())
        assert gzip.decompress(page.stitch(fillings)) == page.join(fillings)


def test_what_stands_twice_is_packed_once() -> None:
    text = "".join(f"{number:05} 个字不一样 " for number in range(300)).encode()
    once = kept(text + holes.VIEWS.encode())
    twice = kept(text + holes.VIEWS.encode() + text)
    assert len(twice.stitch({"views": b"7"})) < len(once.stitch({"views": b"7"})) + 200


@given(
    pieces=st.lists(st.binary(max_size=60), min_size=1, max_size=8),
    named=st.lists(st.sampled_from([holes.VIEWS, holes.GROUPED, holes.TOKEN]), min_size=7),
    data=st.data(),
)
def test_any_page_with_any_filling_reads_as_it_was(
    pieces: list[bytes], named: list[str], data: st.DataObject
) -> None:
    text = pieces[0]
    for piece, name in zip(pieces[1:], named, strict=False):
        text += name.encode() + piece
    page = kept(text)
    for _ in range(2):
        fillings = {name: data.draw(st.binary(max_size=12)) for name in page.names}
        assert gzip.decompress(page.stitch(fillings)) == page.join(fillings)
