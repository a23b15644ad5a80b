"""The account: logins, password, second factor."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask

from blog.lib.database import db
from blog.models import door
from blog.models.audit import AuditEntry
from blog.models.login import Login
from blog.models.recovery import CODES, RecoveryCode
from blog.models.user import User
from tests.conftest import Auth
from tests.support.clients import Client

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CHANGES = (
    "/admin/account/name",
    "/admin/account/password",
    "/admin/account/two-factor",
    "/admin/account/two-factor/off",
    "/admin/account/recovery-codes",
)


@pytest.fixture
def login(auth: Auth) -> Login:
    return auth.login()


def events() -> list[str]:
    return [entry.event for entry in AuditEntry.newest()]


def stale(login: Login) -> None:
    login.confirmed_at -= timedelta(hours=1)
    db.session.commit()


def test_the_page_lists_the_logins_and_what_happened(client: Client, login: Login) -> None:
    Login.open(login.user, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", lasting=True)
    AuditEntry.write("refused", device="Edge, Windows", address="203.0.113.9")  # type: ignore[arg-type]
    page = client.get("/admin/account").text
    for shown in ("Firefox, Windows", "Edge, Windows", "203.0.113.9", login.user.name):
        assert shown in page


def test_a_login_of_another_device_can_be_closed(client: Client, login: Login) -> None:
    token = Login.open(login.user, "", lasting=True)
    other = Login.of(token)
    assert other
    response = client.post(f"/admin/account/logins/{other.id}/close")
    assert (response.status_code, response.location) == (303, "/admin/account")
    assert Login.of(token) is None
    assert client.get("/admin").status_code == 200
    assert events() == ["login-closed"]
    assert client.post("/admin/account/logins/99/close").status_code == 404


def test_all_others_can_be_closed_at_once(client: Client, login: Login) -> None:
    tokens = [Login.open(login.user, "", lasting=True) for _ in range(3)]
    client.post("/admin/account/logins/close-others")
    assert not any(Login.of(token) for token in tokens)
    assert client.get("/admin").status_code == 200


@pytest.mark.parametrize("path", CHANGES)
def test_every_change_asks_for_the_password_again(
    app: Flask, client: Client, login: Login, path: str
) -> None:
    stale(login)
    before = (login.user.name, login.user.password_hash)
    get = client.get(path)
    if get.status_code != 405:
        assert get.location == f"/admin/account/confirm?next={path}"
    data = {"name": "thief", "password": "stolen horse", "again": "stolen horse", "code": "1"}
    assert client.post(path, data=data).location.startswith("/admin/account/confirm")
    db.session.expire_all()
    assert (login.user.name, login.user.password_hash) == before


def test_the_password_opens_the_way_for_a_while(client: Client, auth: Auth, login: Login) -> None:
    stale(login)
    target = "/admin/account/password"
    form = {"password": "wrong", "next": target}
    assert client.post("/admin/account/confirm", data=form).status_code == 422
    assert client.get(target).status_code == 303
    form["password"] = auth.password
    response = client.post("/admin/account/confirm", data=form)
    assert (response.status_code, response.location) == (303, target)
    assert client.get(target).status_code == 200


def test_a_confirmation_leads_nowhere_else(client: Client, auth: Auth, login: Login) -> None:
    form = {"password": auth.password, "next": "https://evil.example"}
    assert client.post("/admin/account/confirm", data=form).location == "/admin"


def test_the_password_cannot_be_guessed_for_long(client: Client, auth: Auth, login: Login) -> None:
    stale(login)
    for _ in range(door.CODE_TRIES):
        client.post("/admin/account/confirm", data={"password": "guess"})
    client.post("/admin/account/confirm", data={"password": auth.password})
    db.session.expire_all()
    assert not login.fresh


def test_a_new_password_ends_every_other_login(client: Client, login: Login) -> None:
    token = Login.open(login.user, "", lasting=True)
    form = {"password": "a longer horse", "again": "a longer horse"}
    assert client.post("/admin/account/password", data=form).status_code == 303
    assert Login.of(token) is None
    assert client.get("/admin").status_code == 200
    db.session.expire_all()
    assert login.user.knows("a longer horse")
    assert events() == ["password-changed"]


@pytest.mark.parametrize(
    "form",
    [
        {"password": "short", "again": "short"},
        {"password": "a longer horse", "again": "another horse"},
        {"password": "", "again": ""},
    ],
)
def test_a_password_that_is_none_changes_nothing(
    client: Client, auth: Auth, login: Login, form: dict[str, str]
) -> None:
    assert client.post("/admin/account/password", data=form).status_code == 422
    db.session.expire_all()
    assert login.user.knows(auth.password)


def test_the_name_can_be_changed(client: Client, login: Login) -> None:
    assert client.post("/admin/account/name", data={"name": " 阿雨 "}).status_code == 303
    assert client.post("/admin/account/name", data={"name": ""}).status_code == 422
    user = User.admin()
    assert user
    db.session.refresh(user)
    assert user.name == "阿雨"


def key_on(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    return found[1].replace(" ", "")


def test_the_second_factor_is_turned_on_by_a_code_of_the_key_shown(
    client: Client, login: Login
) -> None:
    with time_machine.travel(login.confirmed_at, tick=False):
        page = client.get("/admin/account/two-factor").text
        assert re.search(r'<svg [^>]*class="qr"', page)
        assert "style=" not in page
        key = key_on(page)
        wrong = client.post("/admin/account/two-factor", data={"code": "000000"})
        assert wrong.status_code == 422
        assert key_on(wrong.text) == key
        assert not login.user.two_factor
        right = client.post("/admin/account/two-factor", data={"code": pyotp.TOTP(key).now()})
        codes = re.findall(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>", right.text)
        assert len(codes) == CODES
        db.session.expire_all()
        assert login.user.totp_secret == key
        assert RecoveryCode.spend(login.user, codes[0])
        assert key not in client.get("/admin/account/two-factor").text


@pytest.fixture
def guarded(login: Login) -> Login:
    login.user.totp_secret = KEY
    RecoveryCode.renew(login.user)
    db.session.commit()
    return login


def test_it_is_turned_off_with_its_codes(client: Client, guarded: Login) -> None:
    assert client.get("/admin/account").text.count(str(CODES))
    assert client.post("/admin/account/two-factor/off").status_code == 303
    db.session.expire_all()
    assert not guarded.user.two_factor
    assert RecoveryCode.left(guarded.user) == 0


def test_codes_are_renewed_where_there_is_a_second_factor(client: Client, guarded: Login) -> None:
    assert client.post("/admin/account/recovery-codes").status_code == 200
    assert events() == ["recovery-codes-renewed"]
    guarded.user.turn_two_factor_off()
    assert client.post("/admin/account/recovery-codes").status_code == 404
