"""Pictures and files on the desk: what comes in, what is refused and how, the bin."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from blog.lib.database import db
from blog.models import library
from blog.models.article import Article
from blog.models.media import Media
from tests.factories import make_article
from tests.support.clients import Client
from tests.support.pictures import MP3, PDF, SVG, picture

HERE = "/admin/media"
JSON = {"Accept": "application/json"}


@pytest.fixture
def window(app: Flask) -> Media:
    stored = Media.store(picture(), "窗.png")
    db.session.commit()
    return stored


def send(client: Client, *files: tuple[bytes, str], **options: Any) -> TestResponse:
    data = {"file": [(BytesIO(data), name) for data, name in files]}
    return client.post(HERE, data=data, content_type="multipart/form-data", **options)


def stored() -> list[str]:
    return list(db.session.scalars(select(Media.name).order_by(Media.id)))


def cards(answer: TestResponse) -> list[str]:
    found = LexborHTMLParser(answer.text).css(".shelf .about > a")
    return [link.text().strip() for link in found]


def test_a_picture_comes_in_and_asks_for_its_words(admin: Client) -> None:
    answer = send(admin, (picture(), "窗.png"))
    assert answer.status_code == 303
    page = admin.get(answer.location)
    assert "1 file is uploaded." in page.text
    assert 'id="alt"' in page.text
    assert stored() == ["窗.png"]


def test_several_files_come_in_at_once(admin: Client) -> None:
    answer = send(admin, (picture(), "a.png"), (PDF, "b.pdf"), (MP3, "c.mp3"))
    assert (answer.status_code, answer.location) == (303, HERE)
    page = admin.get(HERE)
    assert cards(page) == ["c.mp3", "b.pdf", "a.png"]
    assert "3 files are uploaded." in page.text


def test_a_script_is_told_where_the_picture_is(admin: Client) -> None:
    answer = send(admin, (picture(), "窗.png"), headers=JSON)
    assert answer.status_code == 201
    media = db.session.scalars(select(Media)).one()
    assert answer.json == {
        "url": f"/media/{media.path}",
        "markdown": f"![](/media/{media.path})",
        "width": 60,
        "height": 40,
        "name": "窗.png",
        "page": f"{HERE}/{media.id}",
    }


def test_the_same_file_twice_is_one(admin: Client) -> None:
    first = send(admin, (PDF, "a.pdf"))
    assert send(admin, (PDF, "b.pdf")).location == first.location
    assert stored() == ["a.pdf"]


@pytest.mark.parametrize(
    ("data", "name", "status", "reason"),
    [
        (SVG, "logo.svg", 415, "is an SVG"),
        (b"MZ\x90", "run.exe", 415, "of a type that is not taken"),
        (b"<script>", "x.png", 415, "of a type that is not taken"),
        (picture()[:60], "cut.png", 422, "damaged"),
        (picture(size=(7000, 7000)), "bomb.png", 422, "so many pixels"),
        (b"", "empty.pdf", 422, "is empty"),
    ],
)
def test_a_refusal_says_why_with_the_form_as_it_was(
    admin: Client, data: bytes, name: str, status: int, reason: str
) -> None:
    answer = send(admin, (data, name))
    assert answer.status_code == status
    page = LexborHTMLParser(answer.text)
    said = page.css_first("[role=alert]").text()
    assert name in said
    assert reason in said
    assert page.css_first("form.uploads input[type=file]") is not None
    assert stored() == []
    told = send(admin, (data, name), headers=JSON)
    assert told.status_code == status
    assert reason in told.get_json()["error"]


def test_what_was_fine_is_kept_beside_what_was_not(admin: Client) -> None:
    answer = send(admin, (picture(), "good.png"), (SVG, "bad.svg"))
    assert answer.status_code == 415
    assert "1 file is uploaded." in answer.text
    assert cards(answer) == ["good.png"]


def test_a_form_without_a_file_asks_for_one(admin: Client) -> None:
    answer = admin.post(HERE, data={})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_a_name_is_text_and_nothing_else(admin: Client) -> None:
    answer = send(admin, (SVG, "<img src=x onerror=alert(1)>.svg"))
    assert "<img src=x" not in answer.text
    send(admin, (PDF, "<b>x.pdf"))
    assert "<b>x" not in admin.get(HERE).text


def test_the_address_says_what_is_listed(admin: Client, window: Media) -> None:
    send(admin, (PDF, "年报.pdf"))
    make_article(body=window.markdown)
    assert cards(admin.get(f"{HERE}?kind=picture")) == ["窗.png"]
    assert cards(admin.get(f"{HERE}?q=年报")) == ["年报.pdf"]
    assert cards(admin.get(f"{HERE}?unused=1")) == ["年报.pdf"]
    assert cards(admin.get(f"{HERE}?kind=audio")) == []


@pytest.mark.parametrize("query", ["kind=html", "page=0", "page=2", "page=x", "page=-1"])
def test_an_address_that_makes_no_sense_is_not_there(admin: Client, query: str) -> None:
    assert admin.get(f"{HERE}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["q=" + "x" * 5000, "q=%00", "q=%25%27%22<", "bin=2&unused=x"])
def test_an_odd_search_finds_nothing_bad(admin: Client, window: Media, query: str) -> None:
    assert admin.get(f"{HERE}?{query}").status_code == 200


def test_words_are_saved_and_stand_in_the_article(admin: Client, window: Media) -> None:
    article = make_article(body=f"![]({window.address})")
    answer = admin.post(f"{HERE}/{window.id}", data={"alt": " 一扇“窗” ", "caption": "雨天"})
    assert (answer.status_code, answer.location) == (303, f"{HERE}/{window.id}")
    page = admin.get(f"/articles/{article.slug}").text
    assert 'alt="一扇“窗”"' in page
    assert "<figcaption>雨天</figcaption>" in page


def test_words_that_are_too_long_come_back_as_typed(admin: Client, window: Media) -> None:
    answer = admin.post(f"{HERE}/{window.id}", data={"alt": "长" * 501, "caption": ""})
    assert answer.status_code == 422
    assert "长" * 501 in answer.text
    assert db.session.get_one(Media, window.id).alt == ""


def test_a_file_says_where_it_is_shown(admin: Client, window: Media) -> None:
    make_article("雨夜", window.markdown, published=False)
    page = admin.get(f"{HERE}/{window.id}").text
    assert "雨夜" in page
    assert window.address in page


@pytest.mark.parametrize("path", ["/999", "/abc", "/0"])
def test_what_was_never_uploaded_has_no_page(admin: Client, path: str) -> None:
    assert admin.get(HERE + path).status_code == 404


def test_what_is_deleted_is_gone_at_once_and_undone_at_once(admin: Client, window: Media) -> None:
    make_article(body=window.markdown)
    answer = admin.post(f"{HERE}/bin?kind=picture", data={"id": str(window.id)})
    assert (answer.status_code, answer.location) == (303, f"{HERE}?kind=picture")
    assert admin.get(window.address).status_code == 404
    page = LexborHTMLParser(admin.get(HERE).text)
    assert "which shows a gap now" in page.css_first(".flash").text()
    undo = page.css_first(".flash form")
    ids = undo.css_first("[name=id]").attributes["value"]
    admin.post(undo.attributes["action"], data={"id": ids})
    assert admin.get(window.address, buffered=True).status_code == 200
    assert cards(admin.get(HERE)) == ["窗.png"]


def test_several_are_deleted_and_undone_together(admin: Client, window: Media) -> None:
    send(admin, (PDF, "a.pdf"))
    ids = db.session.scalars(select(Media.id)).all()
    admin.post(f"{HERE}/bin", data={"id": [str(id) for id in ids]})
    assert cards(admin.get(f"{HERE}?bin=1")) == ["a.pdf", "窗.png"]
    admin.post(f"{HERE}/restore", data={"id": ",".join(map(str, ids))})
    assert cards(admin.get(HERE)) == ["a.pdf", "窗.png"]


def test_only_what_is_in_the_bin_can_be_erased(admin: Client, window: Media) -> None:
    admin.post(f"{HERE}/erase", data={"id": str(window.id)})
    assert stored() == ["窗.png"]
    library.bin([window.id])
    answer = admin.post(f"{HERE}/erase?bin=1", data={"id": str(window.id)})
    assert answer.location == f"{HERE}?bin=1"
    assert stored() == []


@pytest.mark.parametrize("ids", ["", "x", "999", "-1", "9" * 400, "1,,2;drop", "١"])
def test_numbers_of_nothing_delete_nothing(admin: Client, app: Flask, ids: str) -> None:
    for deed in ("bin", "restore", "erase"):
        assert admin.post(f"{HERE}/{deed}", data={"id": ids}).status_code == 303
    assert "Tick the files first." in admin.get(HERE).text


def test_the_menu_leads_here(admin: Client) -> None:
    link = LexborHTMLParser(admin.get(HERE).text).css_first('.rail a[aria-current="page"]')
    assert link.attributes["href"] == HERE


def test_a_form_of_another_site_brings_nothing(app: Flask, admin: Client, window: Media) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(admin, (PDF, "a.pdf")).status_code == 400
    assert admin.post(f"{HERE}/bin", data={"id": str(window.id)}).status_code == 400
    assert stored() == ["窗.png"]
    assert db.session.scalar(select(func.count()).select_from(Article)) == 0
