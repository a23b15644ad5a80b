"""Open logins."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from blog.lib.database import db
from blog.models.login import Login, device
from blog.models.user import User


def open_one(writer: User, *, lasting: bool = False) -> Login:
    found = Login.of(Login.open(writer, "", lasting=lasting))
    assert found
    return found


def test_its_token_opens_it(writer: User) -> None:
    token = Login.open(writer, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", lasting=False)
    found = Login.of(token)
    assert found
    assert (found.user, found.device) == (writer, "Firefox, Windows")


def test_a_stolen_database_opens_nothing(writer: User) -> None:
    token = Login.open(writer, "", lasting=False)
    kept = db.session.scalars(select(Login.token_hash)).one()
    assert token not in kept
    assert Login.of(kept) is None


@pytest.mark.parametrize("token", [None, "", "guess", "\0", "\ud800"])
def test_any_other_token_opens_nothing(writer: User, token: str | None) -> None:
    open_one(writer)
    assert Login.of(token) is None


@pytest.mark.parametrize(
    ("lasting", "days", "still"), [(True, 29, True), (True, 30, False), (False, 1, False)]
)
def test_it_ends(writer: User, lasting: bool, days: int, still: bool) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        token = Login.open(writer, "", lasting=lasting)
        clock.shift(timedelta(days=days))
        assert (Login.of(token) is not None) is still


def test_one_that_is_not_to_last_lives_by_being_used(writer: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        token = Login.open(writer, "", lasting=False)
        for _ in range(5):
            clock.shift(timedelta(hours=20))
            found = Login.of(token)
            assert found
            assert found.see()
            db.session.flush()


def test_being_used_is_written_once_a_minute(writer: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        found = open_one(writer)
        clock.shift(59)
        written = [found.see()]
        clock.shift(1)
        written += [found.see(), found.see()]
        assert written == [False, True, False]


def test_it_is_fresh_for_a_quarter_of_an_hour(writer: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        found = open_one(writer)
        fresh = [found.fresh]
        clock.shift(15 * 60)
        fresh.append(found.fresh)
        found.confirm()
        assert [*fresh, found.fresh] == [True, False, True]


def test_all_but_one_can_be_closed(writer: User) -> None:
    kept, *others = [open_one(writer) for _ in range(3)]
    Login.close_all(writer, but=kept)
    assert Login.open_ones(writer) == [kept]
    Login.close_all(writer)
    assert Login.open_ones(writer) == []
    assert len(others) == 2


def test_the_last_used_stands_first_and_ended_ones_nowhere(writer: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        open_one(writer)
        clock.shift(timedelta(days=2))
        first, second = open_one(writer), open_one(writer)
        clock.shift(120)
        first.see()
        db.session.flush()
        assert Login.open_ones(writer) == [first, second]
        Login.sweep()
        assert len(db.session.scalars(select(Login.id)).all()) == 2


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36 Edg/142.0",
            "Edge, Linux",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Safari/537.36 MicroMessenger/8.0",
            "WeChat, Android",
        ),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_device_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert device(agent) == name
