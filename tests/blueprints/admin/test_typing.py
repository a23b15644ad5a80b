"""What the editor asks for while one types."""

from typing import Any

import pytest
from flask import Flask

from blog.lib.database import db
from blog.models.autosave import Autosave
from tests.blueprints.admin.conftest import Send, only
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


@pytest.mark.parametrize("kind", ["articles", "pages"])
def test_a_new_text_that_is_typed_elsewhere_is_not_covered(client: Client, kind: str) -> None:
    version = send(client, f"{kind}/new-k", body="这里").json["version"]
    saving = {"title": "题", "body": "那里", "language": "zh", "key": "k", "tab": "b"}
    both = client.post(f"/admin/{kind}/new", data=saving)
    assert both.status_code == 409
    assert "这里" in both.text
    assert "那里" in both.text
    assert f'value="{version}"' in both.text
    over = client.post(f"/admin/{kind}/new", data=saving | {"version": version})
    assert over.status_code == 303
    assert Autosave.of(f"{kind}/new-k") is None


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


def test_what_is_typed_elsewhere_stands_beside_and_can_be_saved_over(
    client: Client, send: Send
) -> None:
    article = make_article("原题", "原文")
    there = {"title": "原题", "body": "别的窗口", "revision": str(article.revision), "tab": "b"}
    kept = client.post(f"/admin/autosave/{article.place}", data=there)
    second = send(article, body="这个窗口", tab="a")
    assert second.status_code == 409
    assert "别的窗口" in second.text
    assert only().body == "原文"
    version = kept.json["version"] if kept.json else ""
    assert f'name="version" type="hidden" value="{version}"' in second.text
    assert send(only(), body="这个窗口", tab="a", version=version).status_code == 303
    assert only().body == "这个窗口"
