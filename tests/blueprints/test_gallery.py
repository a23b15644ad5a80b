"""The gallery: for developers, and every component in it."""

import re
from pathlib import Path

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from blog import create_app
from blog.assembly import top_folder
from tests.support.apps import close, settings_for
from tests.support.clients import Client


@pytest.mark.parametrize("path", ["/gallery", "/gallery/desk"])
def test_a_developer_sees_every_component(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert 'class="pager"' in answer.text


def test_no_rule_of_the_style_sheet_is_without_its_part(client: Client) -> None:
    """What only script makes, and what only the desk has, is named here."""
    elsewhere = {"follow", "copyable", "suggestions", "tag", "num"}
    html = client.get("/gallery").text
    shown = set(" ".join(re.findall(r'class="([^"]*)"', html)).split())
    ruled = set()
    for sheet in (top_folder() / "static" / "css").glob("*.css"):
        if sheet.name != "code.css":  # the colours of whatever language someone writes about
            rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
            for selector in re.findall(r"([^{};]+)\{", rules):
                ruled.update(re.findall(r"\.([a-z][\w-]*)", selector))
    assert ruled - shown - elsewhere == set()


def test_the_desk_has_each_of_its_components_there(client: Client) -> None:
    page = HTMLParser(client.get("/gallery/desk").text)
    for part in (
        *(".flash", ".flash.error", ".flash .undo", ".flash li a[href='#name']"),
        *(".tile", ".filters nav", "svg.chart", ".readings table", ".shares svg.share"),
        *(".list .table.stack [data-name]", ".chosen", ".chosen details.confirm div button"),
        *("nav.pager", ".card .rows", ".state", ".state.warm", "details.confirm form button"),
        *(".field.refused", ".field textarea", "fieldset", ".check", "[type='file']", ".edit-row"),
        *(".btn.go", ".btn.small", ".btn.quiet", ".empty .seal"),
    ):
        assert page.css_first(part), part


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
    public.testing = True  # or its housekeeping would outlive the test
    assert public.test_client().get("/gallery").status_code == 404
    close(public)
