"""The admin's name, password and second factor."""

import threading

import pyotp
import pytest
import time_machine
from flask import Flask

from blog.lib.database import db
from blog.models import user as module
from blog.models.user import AlreadyThere, Busy, User

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = 1_800_000_000


@pytest.fixture
def writer(app: Flask) -> User:
    return User.create("林小雨", "correct horse")


def test_the_password_is_kept_as_scrypt_of_32_mb(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the quick hash of the tests
    assert User.create("ada", "correct horse").password_hash.startswith("scrypt:32768:8:3$")


def test_name_and_password_open(writer: User) -> None:
    assert User.check("林小雨", "correct horse") is writer
    assert User.check(" 林小雨 ", "correct horse") is writer


def test_a_password_composed_otherwise_is_the_same(writer: User) -> None:
    writer.set_password("caf\u00e9 au lait")
    assert writer.knows("cafe\u0301 au lait")


@pytest.mark.parametrize(
    ("name", "password"),
    [("林小雨", "wrong"), ("林小雨", ""), ("nobody", "correct horse"), ("", "")],
)
def test_anything_else_does_not(writer: User, name: str, password: str) -> None:
    assert User.check(name, password) is None


def test_an_unknown_name_is_hashed_as_well(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    monkeypatch.setattr(module, "check_password_hash", lambda *given: hashed.append(given))
    User.check("nobody", "correct horse")
    assert hashed[0][0].startswith(module.METHOD)
    assert hashed[0][1] == "correct horse"


def test_the_hash_that_stands_for_nobody_has_the_shape_of_a_real_one(app: Flask) -> None:
    real = User.create("ada", "correct horse").password_hash
    assert [len(part) for part in real.split("$")[::2]] == [
        len(part) for part in module._NOBODY.split("$")[::2]
    ]


def test_there_is_never_a_second_admin(writer: User) -> None:
    with pytest.raises(AlreadyThere):
        User.create("second", "correct horse")


def test_of_two_who_come_at_once_only_the_first_gets_in(
    writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.commit()
    db.session.expunge_all()
    monkeypatch.setattr(User, "admin", classmethod(lambda cls: None))
    with pytest.raises(AlreadyThere):
        User.create("second", "correct horse")
    assert User.check("second", "correct horse") is None


def test_one_password_is_hashed_at_a_time(writer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
    busy = threading.Lock()
    busy.acquire()
    monkeypatch.setattr(module, "_hashing", busy)
    with pytest.raises(Busy):
        writer.knows("correct horse")


def test_a_code_proves_that_the_phone_has_the_key(writer: User) -> None:
    with time_machine.travel(NOW, tick=False):
        assert not writer.turn_two_factor_on(KEY, "000000")
        assert not writer.two_factor
        assert writer.turn_two_factor_on(KEY, pyotp.TOTP(KEY).now())
        assert writer.two_factor


@pytest.fixture
def guarded(writer: User) -> User:
    writer.totp_secret = KEY
    db.session.flush()
    return writer


def test_a_code_opens_once(guarded: User) -> None:
    with time_machine.travel(NOW, tick=False):
        code = pyotp.TOTP(KEY).now()
        assert guarded.take_code(code)
        assert not guarded.take_code(code)


def test_the_code_that_turned_it_on_opens_nothing(writer: User) -> None:
    with time_machine.travel(NOW, tick=False):
        code = pyotp.TOTP(KEY).now()
        assert writer.turn_two_factor_on(KEY, code)
        assert not writer.take_code(code)


@pytest.mark.parametrize(("drift", "opens"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_off(guarded: User, drift: int, opens: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        assert guarded.take_code(pyotp.TOTP(KEY).at(NOW + drift)) is opens


def test_an_earlier_code_opens_nothing_after_a_later_one(guarded: User) -> None:
    with time_machine.travel(NOW, tick=False):
        assert guarded.take_code(pyotp.TOTP(KEY).at(NOW))
        assert not guarded.take_code(pyotp.TOTP(KEY).at(NOW - 30))


def test_a_code_may_have_a_gap_and_wide_digits(guarded: User) -> None:
    with time_machine.travel(NOW, tick=False):
        code = pyotp.TOTP(KEY).now()
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code[3:])
        assert guarded.take_code(f" {code[:3]} {wide}")


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\0", "٠٠٠٠٠٠x"])
def test_what_is_no_code_opens_nothing(guarded: User, typed: str) -> None:
    assert not guarded.take_code(typed)


def test_no_code_opens_where_there_is_no_key(writer: User) -> None:
    assert not writer.take_code("000000")
