"""Plain pages on the desk."""

import pytest

from blog.lib.database import db
from blog.models.page import Page
from tests.conftest import Auth
from tests.factories import make_page
from tests.support.clients import Client

FORM = {
    "title": "隐私", "body": "不留地址。", "slug": "privacy", "language": "zh", "description": "",
    "position": "2", "published": "y", "revision": "0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    auth.login()


def test_a_page_is_written_renamed_and_deleted(client: Client) -> None:
    assert "/admin/pages/new" in client.get("/admin/pages").text
    answer = client.post("/admin/pages/new", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/admin/pages/1")
    assert "不留地址。" in client.get("/pages/privacy").text
    changed = FORM | {"slug": "yin-si", "body": "什么也不留。", "revision": "1"}
    assert client.post("/admin/pages/1", data=changed).status_code == 303
    assert client.get("/pages/privacy").location == "/pages/yin-si"
    assert "什么也不留。" in client.get("/pages/yin-si").text
    assert client.post("/admin/pages/1/delete").status_code == 303
    assert client.get("/pages/yin-si").status_code == 404
    assert client.get("/pages/privacy").status_code == 404


def test_a_page_may_be_hidden(client: Client) -> None:
    make_page()
    hidden = {name: value for name, value in FORM.items() if name != "published"}
    client.post("/admin/pages/1", data=hidden | {"revision": "1", "slug": "about"})
    assert client.get("/pages/about").status_code == 404


def test_a_second_save_shows_both_texts(client: Client) -> None:
    page = make_page()
    client.post("/admin/pages/1", data=FORM | {"revision": "1", "body": "第一份"})
    second = client.post("/admin/pages/1", data=FORM | {"revision": "1", "body": "第二份"})
    assert second.status_code == 409
    assert "第一份" in second.text
    assert "第二份" in second.text
    db.session.expire_all()
    assert page.body == "第一份"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("slug", "Not A Slug"),
        ("slug", "about"),
        ("position", "-1"),
        ("position", "x"),
    ],
)
def test_what_makes_no_sense_is_said(client: Client, field: str, typed: str) -> None:
    make_page()
    answer = client.post("/admin/pages/new", data=FORM | {field: typed})
    assert answer.status_code == 422
    assert "不留地址。" in answer.text
    assert db.session.query(Page).count() == 1
