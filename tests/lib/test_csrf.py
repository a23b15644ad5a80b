"""Whether a form was sent from the site itself."""

import re

import pytest
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient

from blog.lib import csrf

HOST = "http://localhost"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    app.secret_key = "only for tests"
    csrf.init_app(app)
    bp = Blueprint("echo", __name__)

    @bp.route("/", methods=["GET", "POST"])
    def echo() -> dict[str, object]:
        token = app.jinja_env.globals["csrf_token"]() if request.method == "GET" else ""  # type: ignore[operator]
        return {"token": token, "proven": csrf.proven(), "carried": csrf.carried({"secret"})}

    app.register_blueprint(bp)
    return app.test_client()


def test_a_form_with_the_token_is_proven(client: FlaskClient) -> None:
    token = client.get("/").json["token"]  # type: ignore[index]
    said = client.post("/", data={"csrf_token": token, "body": "雨", "secret": "-"}).json
    assert said == {"token": "", "proven": True, "carried": [["body", "雨"]]}


@pytest.mark.parametrize("token", ["", "forged", "a.b.c"])
def test_one_with_another_or_none_is_not_and_nothing_is_carried(
    client: FlaskClient, token: str
) -> None:
    client.get("/")
    said = client.post("/", data={"csrf_token": token, "body": "雨"}).json
    assert said == {"token": "", "proven": False, "carried": []}


def test_the_token_of_another_browser_proves_nothing(client: FlaskClient) -> None:
    token = client.get("/").json["token"]  # type: ignore[index]
    other = client.application.test_client()
    other.get("/")
    assert not other.post("/", data={"csrf_token": token}).json["proven"]  # type: ignore[index]


def test_what_this_site_sent_is_carried_though_its_token_ended(client: FlaskClient) -> None:
    said = client.post("/", data={"body": "雨"}, headers={"Origin": HOST}).json
    assert said == {"token": "", "proven": False, "carried": [["body", "雨"]]}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://localhost.evil", "http://["]
)
def test_what_another_site_sent_is_not_carried(client: FlaskClient, origin: str) -> None:
    assert client.post("/", data={"body": "x"}, headers={"Origin": origin}).json["carried"] == []  # type: ignore[index]


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_for_tls_where_there_is_tls(
    client: FlaskClient, scheme: str, secure: bool
) -> None:
    cookie = client.get("/", base_url=f"{scheme}://localhost").headers["Set-Cookie"]
    assert ("Secure" in cookie) is secure
    assert re.search("HttpOnly", cookie)
    assert re.search("SameSite=Lax", cookie)
