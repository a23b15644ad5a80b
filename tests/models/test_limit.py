"""Counting tries, in whichever database."""

from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv6Address

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from blog.lib.database import db, transaction
from blog.models.limit import Limit, address_key


def test_as_many_as_allowed_pass_and_no_more(app: Flask) -> None:
    assert [Limit.take("door", 3, 60) for _ in range(5)] == [True, True, True, False, False]
    assert Limit.taken("door") == 5


def test_keys_are_counted_apart(app: Flask) -> None:
    assert Limit.take("one", 1, 60)
    assert Limit.take("other", 1, 60)
    assert not Limit.take("one", 1, 60)


def test_a_window_ends_though_it_was_knocked_at_all_the_time(app: Flask) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        assert Limit.take("door", 1, 60)
        clock.shift(59)
        assert not Limit.take("door", 1, 60)
        clock.shift(1)
        assert Limit.taken("door") == 0
        assert Limit.take("door", 1, 60)
        assert not Limit.take("door", 1, 60)


def test_exactly_as_many_pass_when_all_come_at_once(app: Flask) -> None:
    def knock(_number: int) -> bool:
        with app.app_context():
            try:
                return Limit.take("rush", 5, 60)
            finally:
                app.extensions["hotline"].close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(knock, range(40))) == 5


def test_the_count_stays_when_the_request_fails(app: Flask) -> None:
    Limit.take("door", 1, 60)
    db.session.rollback()
    assert not Limit.take("door", 1, 60)


def test_in_a_transaction_the_count_is_undone_with_the_rest(app: Flask) -> None:
    def fail() -> None:
        with transaction() as run:
            assert Limit.take("door", 2, 60, run)
            raise LookupError

    for _ in range(3):
        with pytest.raises(LookupError):
            fail()
    assert Limit.taken("door") == 0
    with transaction() as run:
        assert Limit.take("door", 2, 60, run)
    assert Limit.taken("door") == 1


def test_no_address_is_kept(app: Flask) -> None:
    Limit.take("login address 203.0.113.7", 1, 60)
    assert all("203" not in key for key in db.session.scalars(select(Limit.key)))


def test_what_has_ended_is_swept_away(app: Flask) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        Limit.take("old", 1, 60)
        clock.shift(30)
        Limit.take("young", 1, 60)
        clock.shift(40)
        Limit.sweep()
        assert len(db.session.scalars(select(Limit.key)).all()) == 1
        assert Limit.taken("young") == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        (None, ""),
        ("a socket", "a socket"),
    ],
)
def test_the_key_of_an_address_is_that_of_its_household(address: str | None, key: str) -> None:
    assert address_key(address) == key


V6 = st.integers(0, 2**128 - 1).filter(lambda n: n >> 32 != 0xFFFF)


@given(V6, V6)
def test_two_addresses_have_one_key_when_they_are_of_one_household(one: int, other: int) -> None:
    near = one >> 64 << 64 | other & 2**64 - 1
    keys = [address_key(str(IPv6Address(n))) for n in (one, near, other)]
    if near >> 32 != 0xFFFF:
        assert keys[0] == keys[1]
    assert (keys[0] == keys[2]) == (one >> 64 == other >> 64)


@given(st.ip_addresses(v=6), st.sampled_from(["exploded", "compressed"]))
def test_an_address_has_one_key_however_it_is_written(address: IPv6Address, form: str) -> None:
    written = getattr(address, form)
    assert address_key(written.upper()) == address_key(str(address))


@given(st.ip_addresses(v=4))
def test_an_old_address_in_new_clothes_is_the_same(address: object) -> None:
    assert address_key(f"::ffff:{address}") == address_key(str(address)) == str(address)


@given(st.text())
def test_what_is_no_address_is_its_own_key_or_one_that_stays(text: str) -> None:
    key = address_key(text)
    assert key == text or address_key(key.removesuffix("/64")) == key
