"""Who is let in, and how often one may knock."""

import pytest
import time_machine
from flask import Flask

from blog.lib.database import db
from blog.models import door
from blog.models import user as user_module
from blog.models.audit import AuditEntry, Event
from blog.models.limit import Limit
from blog.models.login import Login
from blog.models.recovery import RecoveryCode
from blog.models.user import User

NAME, PASSWORD = "林小雨", "correct horse"


@pytest.fixture
def writer(app: Flask) -> User:
    user = User.create(NAME, PASSWORD)
    db.session.commit()
    return user


def knock(
    password: str | None = None, *, address: str = "203.0.113.1", device: str = ""
) -> User | None:
    return door.admit(NAME, password or "wrong", address=address, device=device)


def test_who_knows_the_password_is_let_in(writer: User) -> None:
    assert knock(password=PASSWORD) is writer
    assert knock() is None


def test_an_address_that_guesses_has_to_wait(writer: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(door.ADDRESS_TRIES):
            assert knock() is None
        with pytest.raises(door.TooManyTries):
            knock(password=PASSWORD)
        assert knock(password=PASSWORD, address="198.51.100.9") is writer
        clock.shift(door.WINDOW_SECONDS)
        assert knock(password=PASSWORD) is writer


def test_a_household_of_ipv6_is_one_address(writer: User) -> None:
    for number in range(door.ADDRESS_TRIES):
        knock(address=f"2001:db8::{number + 1:x}")
    with pytest.raises(door.TooManyTries):
        knock(address="2001:db8::ffff")


def test_nothing_is_hashed_for_who_has_to_wait(
    writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(door.ADDRESS_TRIES):
        knock()
    monkeypatch.setattr(User, "check", lambda *_: pytest.fail("a hash was made"))
    with pytest.raises(door.TooManyTries):
        knock()


def test_an_account_that_many_addresses_guess_at_waits_but_not_for_its_owner(writer: User) -> None:
    known = door.device_token()
    for number in range(door.ACCOUNT_TRIES):
        knock(address=f"198.51.100.{number}")
    with pytest.raises(door.TooManyTries):
        knock(password=PASSWORD, address="203.0.113.200")
    assert knock(password=PASSWORD, address="203.0.113.200", device=known) is writer


def test_a_known_device_is_counted_by_itself(writer: User) -> None:
    stolen, other = door.device_token(), door.device_token()
    for _ in range(door.DEVICE_TRIES):
        assert knock(device=stolen) is None
    with pytest.raises(door.TooManyTries):
        knock(device=stolen)
    assert knock(password=PASSWORD, device=other) is writer


@pytest.mark.parametrize("token", [None, "", "forged", "Img.aaaa.bbbb"])
def test_a_device_that_never_got_in_is_not_known(app: Flask, token: str | None) -> None:
    assert door.known_device(token) is None


def test_too_many_at_once_have_to_wait_as_well(
    writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise user_module.Busy

    monkeypatch.setattr(user_module, "_matches", busy)
    found = Login.of(Login.open(writer, "", lasting=False))
    assert found
    db.session.commit()
    with pytest.raises(door.TooManyTries):
        knock()
    with pytest.raises(door.TooManyTries):
        door.confirm(found, PASSWORD)


def test_the_password_is_confirmed_ten_times_at_most(writer: User) -> None:
    found = Login.of(Login.open(writer, "", lasting=False))
    assert found
    db.session.commit()
    assert door.confirm(found, PASSWORD)
    assert not door.confirm(found, "wrong")
    for _ in range(door.CODE_TRIES - 2):
        door.confirm(found, "wrong")
    with pytest.raises(door.TooManyTries):
        door.confirm(found, PASSWORD)


def test_a_recovery_code_stands_for_the_phone(writer: User) -> None:
    code = RecoveryCode.renew(writer)[0]
    db.session.commit()
    assert door.pass_code(writer, code) == "recovery"
    db.session.commit()
    assert door.pass_code(writer, code) is None


def test_codes_cannot_be_guessed_for_long(writer: User) -> None:
    for _ in range(door.CODE_TRIES):
        assert door.pass_code(writer, "000000") is None
        db.session.commit()
    with pytest.raises(door.TooManyTries):
        door.pass_code(writer, "000000")


def test_the_link_is_the_same_at_every_start_until_there_is_an_admin(app: Flask) -> None:
    link = door.setup_link()
    assert link
    assert link == door.setup_link()
    token = link.removeprefix("/setup/")
    assert door.may_set_up(token)
    assert not door.may_set_up(token[:-1])
    assert not door.may_set_up("随")
    User.create(NAME, PASSWORD)
    assert door.setup_link() is None
    assert not door.may_set_up(token)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/admin", "/admin"),
        ("/admin/articles/3", "/admin/articles/3"),
        ("/admin/articles?state=draft&page=2", "/admin/articles?state=draft&page=2"),
        ("", "/admin"),
        (None, "/admin"),
        ("/", "/admin"),
        ("//evil.example", "/admin"),
        ("https://evil.example/admin", "/admin"),
        ("/\\evil.example", "/admin"),
        ("/admin.evil.example", "/admin"),
        ("/admin@evil.example", "/admin"),
        ("/admin/\r\nSet-Cookie: a=b", "/admin"),
        ("/admin/\\evil", "/admin"),
        ("javascript:alert(1)", "/admin"),
    ],
)
def test_the_way_in_never_leads_out(asked: str | None, led: str) -> None:
    assert door.inside(asked) == led


def test_what_has_ended_is_forgotten_every_hour(writer: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        Limit.take("door", 1, 60)
        Login.open(writer, "", lasting=True)
        AuditEntry.write(Event.LOGGED_IN, address="203.0.113.1")
        db.session.commit()
        clock.shift(31 * 24 * 3600)
        assert door.sweep().total_seconds() == 3600
        assert Limit.taken("door") == 0
        assert Login.open_ones(writer) == []
        assert [entry.event for entry in AuditEntry.newest()] == [Event.LOGGED_IN]
        clock.shift(150 * 24 * 3600)
        door.sweep()
        assert AuditEntry.newest() == []
