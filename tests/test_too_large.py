"""What is too large is refused by a sentence, and only who is logged in may send much."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from blog.blueprints.admin import media as screen
from blog.lib import filetypes
from blog.lib.filetypes import Kind
from tests.blueprints.admin.test_media import JSON, send, stored
from tests.factories import make_article
from tests.support.clients import Client
from tests.support.pictures import PDF, picture


def test_a_picture_that_is_too_large_is_refused_by_its_size(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(filetypes.LARGEST, Kind.PICTURE, 100)
    answer = send(admin, (picture(), "窗.png"))
    assert answer.status_code == 413
    assert "“窗.png” is too large" in answer.text


def test_more_than_is_ever_taken_is_refused_unread(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "LARGEST_REQUEST", 1000)
    answer = send(admin, (bytes(5000), "film.mp4"))
    assert answer.status_code == 413
    assert "too much at once" in answer.text
    assert "form.uploads" not in answer.text
    assert LexborHTMLParser(answer.text).css_first("form.uploads") is not None
    told = send(admin, (bytes(5000), "film.mp4"), headers=JSON)
    assert (told.status_code, "too much at once" in told.get_json()["error"]) == (413, True)


def test_a_file_may_be_larger_than_other_forms(app: Flask, admin: Client) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    assert send(admin, (PDF + bytes(5000), "long.pdf")).status_code == 303


def test_a_stranger_may_not_send_more_than_a_reader(app: Flask, client: Client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = send(client, (PDF + bytes(5000), "long.pdf"))
    assert answer.status_code == 413
    assert "uploads" not in answer.text
    assert stored() == []


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/articles/cha/comments", 250_000, 422),
        ("/articles/cha/comments", 300_000, 413),
        ("/articles/cha", 300_000, 413),
        ("/login", 1_900_000, 422),
        ("/login", 2_200_000, 413),
    ],
)
def test_a_form_over_the_limit_is_refused(
    client: FlaskClient, path: str, size: int, status: int
) -> None:
    make_article(slug="cha", password="" if path.endswith("comments") else "x")
    answer = client.post(path, data={"name": "x" * size})
    assert answer.status_code == status
    assert "<title>" in answer.text


@pytest.mark.parametrize("path", ["/articles/cha/comments", "/login"])
def test_a_form_of_thousands_of_fields_is_refused_unread(client: FlaskClient, path: str) -> None:
    make_article(slug="cha")
    few, many = (
        client.post(path, data=b"a&" * number, content_type="application/x-www-form-urlencoded")
        for number in (4_999, 5_000)
    )
    assert (few.status_code, many.status_code) == (422, 413)
