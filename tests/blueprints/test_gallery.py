"""The gallery: for developers, and every component in it."""

from pathlib import Path

import pytest
from flask import Flask

from blog import create_app
from tests.conftest import close, settings_for
from tests.support.clients import Client


@pytest.mark.parametrize("path", ["/gallery", "/gallery/desk"])
def test_a_developer_sees_every_component(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert 'class="pager"' in answer.text


def test_every_kind_of_comment_is_there(client: Client) -> None:
    html = client.get("/gallery").text
    for kind in ("in-1", "in-2", "in-3"):
        assert f'class="comment {kind}"' in html
    assert 'class="to"' in html, "a reply deeper than the page sets in names what it answers"
    assert 'class="said gone"' in html


def test_a_field_names_its_help_and_its_error(client: Client) -> None:
    html = client.get("/gallery").text
    assert 'aria-describedby="name-help name-wrong"' in html
    assert 'aria-invalid="true"' in html


def test_readers_never_meet_it(app: Flask, database_url: str, tmp_path: Path) -> None:
    public = create_app(settings_for(database_url, tmp_path) | {"TESTING": False})
    assert public.test_client().get("/gallery").status_code == 404
    close(public)
