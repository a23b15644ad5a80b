"""Memory that the workers of one server have in common."""

from itertools import count

import pytest

from blog.lib.common import Common
from tests.support.forked import forked

SLOTS, SLOT = 16, 65_536


def test_what_one_worker_puts_the_others_find() -> None:
    common = Common(SLOTS, SLOT)
    forked(lambda: common.put(("/", None), {"text": "你好"}))
    assert common.get(("/", None)) == {"text": "你好"}
    forked(lambda: common.put(("/", None), "再见"))
    assert common.get(("/", None)) == "再见"


def test_nothing_stands_where_nothing_was_put() -> None:
    assert Common(SLOTS, SLOT).get("/") is None


def test_servers_have_nothing_in_common() -> None:
    Common(SLOTS, SLOT).put("/", "one")
    assert Common(SLOTS, SLOT).get("/") is None


def test_a_key_that_needs_the_same_slot_takes_it_over() -> None:
    common = Common(SLOTS, SLOT)
    other = next(key for key in map(str, count()) if common._place(key)[1] == common._place("/")[1])
    common.put("/", "one")
    assert common.get(other) is None
    common.put(other, "two")
    assert (common.get("/"), common.get(other)) == (None, "two")


def test_what_is_larger_than_a_slot_is_left_out() -> None:
    common = Common(SLOTS, SLOT)
    common.put("/", bytes(SLOT))
    assert common.get("/") is None
    common.put("/", bytes(SLOT - 200))
    assert common.get("/") == bytes(SLOT - 200)


def test_a_slot_in_use_to_its_last_byte_leaves_the_next_alone() -> None:
    common = Common(SLOTS, SLOT)
    keys = [next(str(n) for n in count() if common._place(str(n))[1] == at * SLOT) for at in (3, 4)]
    common.put(keys[1], "next")
    common.put(keys[0], bytes(SLOT - 42))
    assert common.get(keys[0]) == bytes(SLOT - 42)
    assert common.get(keys[1]) == "next"


@pytest.mark.parametrize("at", [0, 3, 4, 8, 23, 24, 100, 20_000])
def test_what_is_just_being_written_is_not_there(at: int) -> None:
    """Another worker is in the middle of it, or was killed there."""
    common = Common(SLOTS, SLOT)
    common.put("/", b"x" * 20_000)
    where = common._place("/")[1] + at
    common._memory[where] ^= 0xFF
    assert common.get("/") is None
