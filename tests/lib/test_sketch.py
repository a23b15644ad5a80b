"""Counting different things without remembering them."""

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib import sketch


def hashes(names: range) -> list[bytes]:
    return [blake2b(f"{name}".encode(), digest_size=sketch.HASH_BYTES).digest() for name in names]


@pytest.mark.parametrize("many", [0, 1, 2, 10, 50])
def test_a_few_are_counted_to_the_one(many: int) -> None:
    assert sketch.counted(sketch.sketched(hashes(range(many)))) == many


@pytest.mark.parametrize("many", [1000, 5000, 12_000, 60_000])
def test_many_are_counted_within_five_per_cent(many: int) -> None:
    counted = sketch.counted(sketch.sketched(hashes(range(many))))
    assert counted == pytest.approx(many, rel=0.05)


def test_the_same_again_changes_nothing() -> None:
    once = sketch.sketched(hashes(range(300)))
    assert sketch.sketched(hashes(range(300)) * 3) == once
    assert sketch.joined(once, once) == once


@given(st.lists(st.binary(min_size=8, max_size=8)), st.lists(st.binary(min_size=8, max_size=8)))
def test_joining_is_seeing_both(one: list[bytes], other: list[bytes]) -> None:
    joined = sketch.joined(sketch.sketched(one), sketch.sketched(other))
    assert joined == sketch.sketched(one + other)
    assert len(joined) == sketch.SIZE
    assert sketch.joined(sketch.empty(), joined) == joined
