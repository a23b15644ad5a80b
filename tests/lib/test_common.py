"""Memory that the workers of one server have in common."""

from collections.abc import Iterator
from itertools import count, islice

import pytest

from blog.lib.common import Common, _name
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


def beside(common: Common, key: str) -> Iterator[str]:
    """Keys that may stand in the same slots as this one."""
    ways = common._ways(_name(key))
    return (other for other in map(str, count()) if common._ways(_name(other)) == ways)


def test_four_keys_that_need_the_same_slots_stand_side_by_side() -> None:
    common = Common(SLOTS, SLOT)
    keys = ["/", *islice(beside(common, "/"), 3)]
    for key in keys:
        common.put(key, f"value of {key}")
        common.put(key, f"newer value of {key}")
    assert [common.get(key) for key in keys] == [f"newer value of {key}" for key in keys]


def test_a_fifth_takes_one_of_them_over_and_the_next_another() -> None:
    common = Common(SLOTS, SLOT)
    keys = ["/", *islice(beside(common, "/"), 7)]
    for key in keys:
        common.put(key, key)
    assert [common.get(key) for key in keys] == [None] * 4 + keys[4:]


def test_what_two_put_at_once_is_found_though_one_of_them_was_killed() -> None:
    common = Common(SLOTS, SLOT)
    first, second, *_ = common._ways(_name("/"))
    common.put("/", "whole")
    common._memory[second : second + SLOT] = common._memory[first : first + SLOT]
    common._memory[first : first + 4] = bytes(4)
    assert common.get("/") == "whole"


def test_what_is_larger_than_a_slot_is_left_out() -> None:
    common = Common(SLOTS, SLOT)
    common.put("/", bytes(SLOT))
    assert common.get("/") is None
    common.put("/", bytes(SLOT - 200))
    assert common.get("/") == bytes(SLOT - 200)


def test_a_slot_in_use_to_its_last_byte_leaves_the_next_alone() -> None:
    common = Common(SLOTS, SLOT)
    keys = ["/", *islice(beside(common, "/"), 3)]
    for key in keys:
        common.put(key, "small")
    common.put("/", bytes(SLOT - 42))
    assert common.get("/") == bytes(SLOT - 42)
    assert [common.get(key) for key in keys[1:]] == ["small"] * 3


@pytest.mark.parametrize("at", [0, 3, 4, 8, 23, 24, 100, 20_000])
def test_what_is_just_being_written_is_not_there(at: int) -> None:
    """Another worker is in the middle of it, or was killed there."""
    common = Common(SLOTS, SLOT)
    common.put("/", b"x" * 20_000)
    where = common._ways(_name("/"))[0] + at
    common._memory[where] ^= 0xFF
    assert common.get("/") is None
