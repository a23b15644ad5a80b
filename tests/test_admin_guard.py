"""The guard of the desk: a stranger gets nothing, and nothing that was typed is lost."""

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from blog.lib.database import db
from blog.models.article import Article
from blog.models.login import Login
from blog.models.user import User
from tests.conftest import Auth
from tests.factories import make_article
from tests.support.clients import Client

HERE = {"Origin": "http://localhost"}
ARTICLE = {
    "title": "雨夜",
    "body": "第一行\n\n第二行 <b>&amp;</b>",
    "language": "zh",
    "revision": "0",
}


def paths(app: Flask) -> Iterator[tuple[str, str]]:
    """Every method and address of the desk, with an article that exists where one is asked for."""
    rules: list[Rule] = [
        rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin")
    ]
    assert len(rules) > 10
    for rule in rules:
        values = {
            name: next(iter(kind.items)) if isinstance(kind, AnyConverter) else 1
            for name, kind in rule._converters.items()
        }
        path = rule.build(values, append_unknown=False)
        assert path
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            yield method, path[1]


def test_a_stranger_gets_nothing_anywhere(app: Flask, client: Client) -> None:
    make_article("秘密的草稿", published=False)
    before = db.session.get_one(Article, 1).revision
    for method, path in paths(app):
        response = client.open(path, method=method, data=ARTICLE if method == "POST" else None)
        if response.status_code in {302, 303}:
            assert response.location.startswith("/login"), path
        else:
            assert response.status_code in {403, 404}, path
        assert "秘密的草稿" not in response.text, path
    assert db.session.get_one(Article, 1).revision == before
    assert db.session.query(Article).count() == 1


def test_every_screen_stands_under_the_guard(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            assert rule.endpoint.startswith("admin."), rule


@pytest.mark.parametrize("token", ["", "guess", "x" * 3000])
def test_a_made_up_cookie_opens_nothing(client: Client, auth: Auth, token: str) -> None:
    auth.login()
    client.set_cookie("suibi_login", token)
    assert client.get("/admin").status_code == 302


def test_the_way_back_is_remembered(client: Client) -> None:
    location = client.get("/admin/articles?state=draft&q=%E9%9B%A8").location
    assert location == "/login?next=/admin/articles?state%3Ddraft%26q%3D%25E9%259B%25A8"


def test_a_closed_login_is_out_at_once(client: Client, auth: Auth) -> None:
    opened = auth.login()
    assert client.get("/admin").status_code == 200
    Login.close_all(opened.user)
    assert client.get("/admin").status_code == 302


def fields(page: str) -> list[tuple[str, str]]:
    """What a browser would send of the form on this page, with what is typed left out."""
    found = re.findall(r'<input[^>]*?type="hidden"[^>]*>', page)
    pairs = [
        (re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in found
    ]
    return [(name[1], html.unescape(value[1])) for name, value in pairs if name and value]


@pytest.fixture
def checked(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def test_an_expired_login_in_the_middle_of_writing_costs_nothing(
    checked: Flask, client: Client, auth: Auth
) -> None:
    opened = auth.login()
    writing = dict(fields(client.get("/admin/articles/new").text)) | ARTICLE
    Login.close_all(opened.user)
    barred = client.post("/admin/articles/new", data=writing)
    assert barred.status_code == 403
    assert Article.by_slug("yu-ye") is None
    typed = {"login_name": auth.name, "login_password": "wrong"}
    again = client.post("/login", data=dict(fields(barred.text)) | typed)
    assert again.status_code == 422
    typed["login_password"] = auth.password
    opens = client.post("/login", data=dict(fields(again.text)) | typed)
    # 307: the browser sends the same body on, as this follows it.
    assert (opens.status_code, opens.location) == (307, "/admin/articles/new")
    saved = client.post(opens.location, data=dict(fields(again.text)) | typed)
    assert saved.status_code == 303
    article = Article.by_slug("yu-ye")
    assert article
    assert (article.title, article.body) == (ARTICLE["title"], ARTICLE["body"])


def test_it_costs_nothing_with_the_second_step_either(
    checked: Flask, client: Client, auth: Auth
) -> None:
    from blog.models.recovery import RecoveryCode

    opened = auth.login()
    user = opened.user
    code = RecoveryCode.renew(user)[0]
    user.totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    writing = dict(fields(client.get("/admin/articles/new").text)) | ARTICLE
    Login.close_all(user)
    barred = client.post("/admin/articles/new", data=writing)
    typed = {"login_name": auth.name, "login_password": auth.password}
    asked = client.post("/login", data=dict(fields(barred.text)) | typed)
    carried = dict(fields(asked.text)) | {"login_code": code}
    assert (carried["title"], carried["body"]) == (ARTICLE["title"], ARTICLE["body"])
    opens = client.post("/login/code", data=carried)
    assert (opens.status_code, opens.location) == (307, "/admin/articles/new")
    assert client.post(opens.location, data=carried).status_code == 303


def test_what_another_site_posts_is_never_carried(
    checked: Flask, client: Client, auth: Auth
) -> None:
    forged = client.post(
        "/admin/articles/new", data=ARTICLE, headers={"Origin": "https://evil.example"}
    )
    assert forged.status_code == 303
    assert "雨夜" not in forged.text
    auth.login()
    forged = client.post(
        "/admin/articles/new", data=ARTICLE, headers={"Origin": "https://evil.example"}
    )
    assert forged.status_code == 400
    assert "雨夜" not in forged.text
    assert Article.by_slug("yu-ye") is None


def test_a_page_open_for_too_long_asks_to_send_it_again(
    checked: Flask, client: Client, auth: Auth
) -> None:
    auth.login()
    stale = client.post("/admin/articles/new", data=ARTICLE, headers=HERE)
    assert stale.status_code == 400
    assert client.post("/admin/articles/new", data=dict(fields(stale.text))).status_code == 303
    assert Article.by_slug("yu-ye")


def test_being_used_is_noted(client: Client, auth: Auth) -> None:
    opened = auth.login()
    opened.seen_at = opened.seen_at.replace(year=2020)
    client.get("/admin")
    assert Login.open_ones(User.admin() or opened.user)[0].seen_at.year > 2020
