"""The admin's door, as a browser meets it."""

from http.cookies import SimpleCookie

import pyotp
import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from blog.lib.database import db
from blog.models import door, site
from blog.models.audit import AuditEntry
from blog.models.login import Login
from blog.models.recovery import RecoveryCode
from blog.models.user import User
from tests.conftest import Auth
from tests.support.clients import Client

NAME, PASSWORD = "林小雨", "correct horse"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def writer(app: Flask, auth: Auth) -> User:
    user = User.create(NAME, PASSWORD)
    db.session.commit()
    return user


def log_in(client: Client, password: str = PASSWORD, name: str = NAME, **more: str) -> TestResponse:
    return client.post("/login", data={"login_name": name, "login_password": password, **more})


def cookie(response: TestResponse, name: str) -> str:
    found = [text for text in response.headers.getlist("Set-Cookie") if text.startswith(name)]
    return found[0] if found else ""


def events() -> list[str]:
    return [entry.event for entry in AuditEntry.newest()]


def test_name_and_password_lead_to_the_desk(client: Client, writer: User) -> None:
    page = client.get("/login").text
    assert 'autocomplete="current-password"' in page
    assert page.count("autofocus") == 1
    response = log_in(client)
    assert (response.status_code, response.location) == (303, "/admin")
    assert client.get("/admin").status_code == 200
    assert events() == ["logged-in"]


def test_the_door_of_a_blog_without_an_owner_says_where_the_key_is(client: Client) -> None:
    assert "一次性链接" in client.get("/login").text


def test_the_login_cookie_is_hard_to_steal(client: Client, writer: User) -> None:
    found = cookie(log_in(client), "suibi_login")
    morsel = SimpleCookie(found)["suibi_login"]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    assert (morsel["secure"], morsel["max-age"]) == ("", "")
    over_tls = client.post(
        "/login",
        data={"login_name": NAME, "login_password": PASSWORD},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/login"},
    )
    assert SimpleCookie(cookie(over_tls, "suibi_login"))["suibi_login"]["secure"] is True


def test_it_lasts_thirty_days_if_asked(client: Client, writer: User) -> None:
    found = cookie(log_in(client, login_lasting="y"), "suibi_login")
    assert SimpleCookie(found)["suibi_login"]["max-age"] == str(30 * 24 * 3600)
    assert Login.open_ones(writer)[0].lasting


@pytest.mark.parametrize(
    ("name", "password"), [(NAME, "wrong"), ("nobody", PASSWORD), ("nobody", "wrong")]
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    client: Client, writer: User, name: str, password: str
) -> None:
    response = log_in(client, password, name)
    assert response.status_code == 422
    assert not cookie(response, "suibi_login")
    page = response.text.replace(name, "…")
    other = log_in(client, "wrong as well", "another").text.replace("another", "…")
    assert page == other
    assert page.count("autofocus") == 1
    assert events()[0] == "refused"


def test_what_was_typed_wrongly_is_kept_nowhere(client: Client, writer: User) -> None:
    response = log_in(client, "my secret word", "my other word")
    assert "my secret word" not in response.text
    assert "my other word" not in str([vars(entry) for entry in AuditEntry.newest()])


def test_too_many_tries_have_to_wait_and_are_told_how_long(client: Client, writer: User) -> None:
    for _ in range(door.ADDRESS_TRIES):
        log_in(client, "wrong")
    response = log_in(client)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "900")
    assert not cookie(response, "suibi_login")


def test_the_owner_gets_in_from_a_device_known_before(client: Client, writer: User) -> None:
    log_in(client)
    stranger = client.application.test_client()
    for _ in range(door.ADDRESS_TRIES + 5):
        stranger.post("/login", data={"login_name": NAME, "login_password": "guess"})
    client.post("/logout")
    assert log_in(client).status_code == 303


@pytest.mark.parametrize("missing", ["login_name", "login_password"])
def test_an_empty_field_is_said(client: Client, writer: User, missing: str) -> None:
    data = {"login_name": NAME, "login_password": PASSWORD, missing: ""}
    response = client.post("/login", data=data)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text


@pytest.mark.parametrize("name", ["\0", "x" * 5000, "' OR 1=1 --", "<b>", "🖋"])
def test_strange_names_are_refused_quietly(client: Client, writer: User, name: str) -> None:
    response = log_in(client, name=name)
    assert response.status_code == 422
    assert "<b>" not in response.text.replace("<b>" + site.current().settings.title, "")


@pytest.mark.parametrize(
    ("next_", "location"),
    [
        ("/admin/articles?state=draft", "/admin/articles?state=draft"),
        ("https://evil.example", "/admin"),
        ("//evil.example", "/admin"),
    ],
)
def test_the_way_on_stays_inside(client: Client, writer: User, next_: str, location: str) -> None:
    assert log_in(client, next=next_).location == location
    assert client.get("/login", query_string={"next": next_}).location == location


def test_a_site_below_a_path_keeps_its_prefix(client: Client, writer: User) -> None:
    response = client.post(
        "/login",
        data={"login_name": NAME, "login_password": PASSWORD},
        environ_overrides={"SCRIPT_NAME": "/blog"},
    )
    assert response.location == "/blog/admin"
    assert "Path=/blog" in cookie(response, "suibi_login")


def test_a_form_from_another_site_opens_nothing(app: Flask, client: Client, writer: User) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    response = log_in(client)
    assert response.status_code == 400
    assert not cookie(response, "suibi_login")


def test_logging_out_takes_a_press_of_a_button(client: Client, writer: User) -> None:
    log_in(client)
    assert '<form class="form" method="post" action="/logout">' in client.get("/logout").text
    assert client.get("/admin").status_code == 200
    response = client.post("/logout")
    assert (response.status_code, response.location) == (303, "/")
    assert client.get("/admin").status_code == 302
    assert Login.open_ones(writer) == []
    assert events()[0] == "logged-out"


def test_a_stranger_may_press_it_too(client: Client) -> None:
    assert client.post("/logout").status_code == 303


@pytest.fixture
def guarded(writer: User) -> User:
    writer.totp_secret = KEY
    db.session.commit()
    return writer


def test_the_second_step_asks_for_a_code(client: Client, guarded: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        first = log_in(client, next="/admin/articles")
        assert first.status_code == 200
        assert not cookie(first, "suibi_login")
        assert client.get("/admin").status_code == 302
        code = pyotp.TOTP(KEY).now()
        second = client.post("/login/code", data={"login_code": code, "next": "/admin/articles"})
        assert (second.status_code, second.location) == (303, "/admin/articles")
        assert client.get("/admin").status_code == 200


def test_a_code_cannot_be_used_twice(client: Client, guarded: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        code = {"login_code": pyotp.TOTP(KEY).now()}
        log_in(client)
        assert client.post("/login/code", data=code).status_code == 303
        other = client.application.test_client()
        other.post("/login", data={"login_name": NAME, "login_password": PASSWORD})
        assert other.post("/login/code", data=code).status_code == 422
        assert events()[0] == "code-refused"


def test_a_recovery_code_opens_once(client: Client, guarded: User) -> None:
    code = {"login_code": RecoveryCode.renew(guarded)[0]}
    log_in(client)
    assert client.post("/login/code", data=code).status_code == 303
    assert events()[:2] == ["logged-in", "recovery-code-used"]
    client.post("/logout")
    log_in(client)
    assert client.post("/login/code", data=code).status_code == 422


def test_a_code_without_the_password_opens_nothing(client: Client, guarded: User) -> None:
    code = pyotp.TOTP(KEY).now()
    response = client.post("/login/code", data={"login_code": code})
    assert response.status_code == 400
    assert client.get("/admin").status_code == 302


def test_the_first_step_ends_after_five_minutes(client: Client, guarded: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        log_in(client)
        clock.shift(300)
        code = pyotp.TOTP(KEY).now()
        assert client.post("/login/code", data={"login_code": code}).status_code == 400


def test_the_first_step_ends_with_the_password(client: Client, guarded: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        log_in(client)
        guarded.set_password("another horse")
        code = pyotp.TOTP(KEY).now()
        assert client.post("/login/code", data={"login_code": code}).status_code == 400


def test_codes_cannot_be_guessed_for_long(client: Client, guarded: User) -> None:
    log_in(client)
    for _ in range(door.CODE_TRIES):
        assert client.post("/login/code", data={"login_code": "000000"}).status_code == 422
    assert client.post("/login/code", data={"login_code": "000000"}).status_code == 429
    assert client.post("/login/code", data={"login_code": ""}).status_code == 422
