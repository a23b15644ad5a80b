"""Uploaded files as a reader's browser meets them."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.lib.database import db
from blog.models import media
from blog.models.media import Media
from tests.conftest import Sql

MP3 = b"ID3" + bytes(range(256)) * 8


def fetch(client: FlaskClient, path: str, **options: Any) -> TestResponse:
    """The whole answer, the file closed."""
    return client.get(f"/media/{path}", buffered=True, **options)


def test_a_picture_is_kept_for_a_year_and_runs_nothing(app: Flask, client: FlaskClient) -> None:
    path = media.put(b"RIFF....WEBP", ".webp")
    answer = fetch(client, path)
    assert answer.status_code == 200
    assert answer.data == b"RIFF....WEBP"
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert not answer.headers.get("Content-Disposition", "").startswith("attachment")
    assert "Set-Cookie" not in answer.headers


def test_a_picture_asks_the_database_for_the_site_alone(
    app: Flask, client: FlaskClient, sql: Sql
) -> None:
    path = media.put(b"GIF89a", ".gif")
    fetch(client, path)
    with sql() as asked:
        fetch(client, path)
    assert [statement for statement in asked.statements if "media" in statement] == []


def test_a_recording_is_played_from_the_middle(app: Flask, client: FlaskClient) -> None:
    path = media.put(MP3, ".mp3")
    answer = fetch(client, path, headers={"Range": "bytes=100-199"})
    assert answer.status_code == 206
    assert answer.data == MP3[100:200]
    assert answer.headers["Content-Range"] == f"bytes 100-199/{len(MP3)}"
    assert answer.headers["Content-Type"] == "audio/mpeg"


def test_a_range_past_the_end_is_refused(app: Flask, client: FlaskClient) -> None:
    path = media.put(MP3, ".mp3")
    answer = fetch(client, path, headers={"Range": "bytes=999999-"})
    assert answer.status_code == 416


def test_a_document_is_saved_under_its_own_name(app: Flask, client: FlaskClient) -> None:
    path = media.put(b"%PDF-1.7", ".pdf")
    db.session.add(
        Media(path=path, sha256="1" * 64, name="年报 2021.pdf", mime="application/pdf", size=8)
    )
    answer = fetch(client, path)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E5%B9%B4%E6%8A%A5%202021.pdf" in disposition


def test_a_browser_that_has_the_file_is_told_so(app: Flask, client: FlaskClient) -> None:
    path = media.put(b"GIF89a", ".gif")
    tag = fetch(client, path).headers["ETag"]
    assert fetch(client, path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "ab",
        "ab/0123456789abcdef.webp",
        "ab/0123456789abcdef.html",
        "ab/0123456789abcdef.svg",
        "../blog.db",
        "..%2fblog.db",
        "ab/..%2f..%2f..%2fblog.db",
        "ab/%2e%2e/%2e%2e/blog.db",
        "etc/passwd",
        "AB/0123456789ABCDEF.webp",
        "ab/0123456789abcdef.webp%00.png",
        "ab/0123456789abcdef.webp%0a",
        "ab/" + "0" * 10_000,
        "%ff%fe",
    ],
)
def test_no_other_path_has_a_file(app: Flask, client: FlaskClient, path: str) -> None:
    answer = fetch(client, path)
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")
    assert b"<h1" in answer.data


def test_only_reading_is_allowed(app: Flask, client: FlaskClient) -> None:
    path = media.put(b"GIF89a", ".gif")
    assert client.post(f"/media/{path}").status_code == 405
