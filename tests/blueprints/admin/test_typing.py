"""What the editor asks for while one types."""

from typing import Any

import pytest
from flask import Flask

from blog.lib.database import db
from blog.models.autosave import Autosave
from tests.conftest import Auth
from tests.factories import make_article, make_page
from tests.support.clients import Client

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    auth.login()


def send(client: Client, place: str, **fields: Any) -> Any:
    shown = {"title": "题", "body": "字", "revision": "2", "version": "", "tab": "a"}
    return client.post(f"/admin/autosave/{place}", data=shown | fields, headers=JSON)


def test_what_is_typed_is_kept_and_stands_in_the_form(client: Client) -> None:
    article = make_article("旧", "旧文")
    answer = send(client, article.place, body="新\r\n文", tags="雨", password="秘", csrf_token="x")
    assert answer.status_code == 200
    assert answer.json["version"]
    kept = Autosave.of(article.place)
    assert kept
    assert kept.typed == {"title": "题", "body": "新\n文", "tags": "雨"}
    page = client.get(f"/admin/articles/{article.id}").text
    assert "新\n文" in page
    assert f'value="{answer.json["version"]}"' in page


def test_a_text_that_was_saved_meanwhile_is_not_covered(client: Client) -> None:
    article = make_article()
    answer = send(client, article.place, revision="1")
    assert (answer.status_code, list(answer.json)) == (409, ["error"])
    assert Autosave.of(article.place) is None


def test_a_text_that_is_typed_elsewhere_is_not_covered(client: Client) -> None:
    article = make_article()
    send(client, article.place, body="这里")
    assert send(client, article.place, body="那里", tab="b").status_code == 409
    saving = {"title": "题", "body": "那里", "language": "zh", "revision": "2", "tab": "b"}
    both = client.post(f"/admin/articles/{article.id}", data=saving)
    assert both.status_code == 409
    assert "这里" in both.text
    assert "那里" in both.text


def test_what_was_discarded_shows_no_more(client: Client) -> None:
    article = make_article("旧", "旧文")
    send(client, article.place, body="不要了")
    answer = client.post(f"/admin/autosave/{article.place}/discard")
    assert answer.location == f"/admin/articles/{article.id}"
    assert "不要了" not in client.get(answer.location).text


def test_a_page_is_typed_in_the_same_way(client: Client) -> None:
    page = make_page()
    assert send(client, page.place, revision="1", body="新的关于").status_code == 200
    assert "新的关于" in client.get(f"/admin/pages/{page.id}").text


@pytest.mark.parametrize(
    "place", ["articles/99", "articles/x", "users/1", "articles/new", "pages/-1"]
)
def test_a_place_that_is_none_is_not_found(client: Client, place: str) -> None:
    assert send(client, place).status_code == 404
    assert client.post(f"/admin/autosave/{place}/discard").status_code == 404


def test_a_login_that_ended_is_said_in_a_word(client: Client) -> None:
    client.delete_cookie("suibi_login")
    answer = send(client, "articles/new-a")
    assert (answer.status_code, answer.json) == (401, {"error": "closed"})


def test_a_proof_that_ended_comes_with_a_fresh_one(app: Flask, client: Client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    stale = send(client, "articles/new-a")
    assert (stale.status_code, stale.json["error"]) == (400, "proof")
    assert send(client, "articles/new-a", csrf_token=stale.json["token"]).status_code == 200


def test_the_preview_is_what_publishing_would_make(client: Client) -> None:
    body = "## 一\n\n**重** <b onclick=x>生</b>\n\n`a`"
    answer: Any = client.post("/admin/preview", data={"title": "题", "body": body}, headers=JSON)
    assert answer.json["html"].strip() == make_article("题", body).html.strip()
    whole = client.post("/admin/preview", data={"title": "题", "body": body, "language": "zh"})
    assert "<strong>重</strong>" in whole.text
    assert "onclick=x" not in whole.text.replace("&lt;b onclick=x&gt;", "")


def test_an_address_is_suggested_by_sound(client: Client) -> None:
    make_article("重庆")
    assert client.get("/admin/slug?title=重庆").json == {"slug": "chong-qing-2"}
    assert client.get("/admin/slug").json == {"slug": ""}
    assert db.session.query(Autosave).count() == 0
