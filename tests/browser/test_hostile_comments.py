"""Hostile strings in every field, looked at in a real Chromium with the policy header off."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from selectolax.lexbor import LexborHTMLParser

from blog.forms.base import clean, one_line, seen
from blog.lib.database import db
from blog.models.article import Article
from blog.models.comment import State
from tests.conftest import Auth
from tests.factories import change_settings, make_article
from tests.support.clients import Client
from tests.support.reader import JSON, comment, stored
from tests.support.served import Server

_FILE = Path(__file__).parent.parent / "support" / "hostile.json"
# As a browser sends them: half a character becomes the sign for what cannot be read.
STRINGS = [
    re.sub("[\ud800-\udfff]", "\ufffd", text) for text in json.loads(_FILE.read_text("utf-8"))
]
ALARM = """
  window.ran = [];
  for (const name of ["alert", "confirm", "prompt", "print"])
    window[name] = (...args) => { window.ran.push(name + " " + args) };
  addEventListener("error", event => { if (event.target === window) window.ran.push("error") });
"""
LOOK = """() => [...document.querySelectorAll(".comment .said, .told-one")].flatMap(root =>
  [...root.querySelectorAll("*")].flatMap(node => [
    "<" + node.localName + ">",
    ...[...node.attributes].map(attribute => attribute.name),
    ...(node.hasAttribute("href") ? [new URL(node.href).protocol] : []),
  ]))"""
OURS = {
    *"<header> <h3> <a> <bdi> <time> <span> <div> <b> <label> <input> <button> <ul> <li>".split(),
    *"class href rel datetime aria-label data-reply data-name lang type name value".split(),
    "id", "http:", "https:", "mailto:",
}  # fmt: skip
FORMS = """() => [...document.body.querySelectorAll("*")].flatMap(node => [
    "<" + node.localName + ">", ...[...node.attributes].map(attribute => attribute.name)])"""
FIELDS = """() => [...document.querySelectorAll("form")].map(form => Object.fromEntries(
  ["name", "email", "website", "body"].map(name => [name, form.elements[name].value])))"""
FORM = {
    *"<form> <button> <input> <h3> <p> <span> <b> <a> <div> <label> <textarea> <hr> <img>".split(),
    *"<noscript> <em> <strong> <i>".split(),
    *"id class method action type name value hidden href for rows required tabindex".split(),
    *"aria-labelledby aria-describedby aria-invalid aria-hidden aria-live".split(),
    *"role data-article".split(),
    *"data-src data-alt formnovalidate target rel autocomplete autocapitalize spellcheck".split(),
    "inputmode",
}  # fmt: skip
MARKDOWN = set("<p> <br> <em> <strong> <code> <pre> <blockquote> <ol> <ul> <li> <a> start".split())


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    context = chrome.new_context(bypass_csp=True)
    context.add_init_script(ALARM)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())

    def only_here(route: Route) -> None:
        if "127.0.0.1" in route.request.url:
            route.continue_()
        else:
            page.evaluate("url => window.ran.push(url)", route.request.url)
            route.abort()

    page.route("**/*", only_here)
    yield page
    context.close()


def in_every_field(text: str) -> dict[str, str]:
    return {"name": text[:40], "email": text[:120], "website": text[:200], "body": text}


def sent(client: Client, article: Article) -> int:
    """Post each string in every field that takes it; how many comments were taken."""
    for number, text in enumerate(STRINGS):
        fields = in_every_field(text)
        mailed = {"email": f"{re.sub('[^!-~]|[()<>@,;:.]', '', text)[:60]}@a.example"}
        plain = {"website": "", "email": ""}
        for kept in (
            fields,
            fields | mailed,
            fields | mailed | {"website": ""},
            fields | {"email": ""},
            fields | plain,
            fields | plain | {"name": "x"},
        ):
            address = f"10.{number >> 8}.{number & 255}.9"
            answer = comment(client, article, address=address, **kept)
            assert answer.status_code in {303, 422}
            if answer.status_code == 303:
                break
            loaded = LexborHTMLParser(answer.text).css("script[src], img[src]")
            sources = [node.attributes["src"] or "" for node in loaded]
            assert all(re.match(r"/(static|captcha|articles)/", source) for source in sources)
    return len(stored())


def visible(text: str) -> str:
    """What a reader sees of it, whatever its spaces."""
    return "".join(text.split())


@pytest.mark.slow
def test_nothing_of_a_hostile_comment_runs_or_stays(
    app: Flask, client: Client, auth: Auth, served: Server, page: Page
) -> None:
    change_settings(comment_policy="none", comments_per_hour=1000)
    article = make_article(slug="rain")
    number = sent(client, article)
    assert number > len(STRINGS) * 0.9
    for start in (1, 2, 3):
        answer = page.goto(f"{served.url}/articles/rain?comments={start}")
        assert answer
        if answer.status == 404:
            break
        page.mouse.move(300, 300)
        assert set(page.evaluate(LOOK)) <= OURS | MARKDOWN
        assert page.evaluate("window.ran") == []
    auth.login()
    token = client.get_cookie("suibi_login")
    assert token
    page.context.add_cookies([{"name": token.key, "value": token.value, "url": served.url}])
    for start in range(1, number // 50 + 1):
        page.goto(f"{served.url}/admin/comments?state=all&page={start}")
        assert page.locator(".told-one").count() > 1
        assert set(page.evaluate(LOOK)) <= OURS | MARKDOWN | {"tabindex", "data-id"}
        assert page.evaluate("window.ran") == []


def test_what_was_refused_stands_in_every_field_as_typed(
    app: Flask, client: Client, served: Server, page: Page
) -> None:
    article = make_article(slug="rain")
    typed = [in_every_field(text) for text in STRINGS]
    # The end of a form that a string had closed would stand after it, in the page itself.
    answers = (
        comment(
            client, article, captcha="x", headers=JSON, address=f"10.2.{n >> 8}.{n & 255}", **fields
        )
        for n, fields in enumerate(typed)
    )
    forms = "<hr>".join(answer.get_json()["form"] for answer in answers)
    address = f"{served.url}/refused"
    kind = "text/html; charset=utf-8"
    page.route(address, lambda route: route.fulfill(body=forms, content_type=kind))
    page.goto(address)
    assert page.evaluate("window.ran") == []
    assert set(page.evaluate(FORMS)) <= FORM
    shown = page.evaluate(FIELDS)
    assert len(shown) == len(typed)
    for fields, values in zip(typed, shown, strict=True):
        for name, value in fields.items():
            kept = visible(str(seen(clean(value)) if name == "body" else one_line(value)))
            # An address that is taken stands there as it will be kept.
            taken = {"website": f"https://{kept}", "email": kept.lower()}
            assert visible(values[name]) in {kept, taken.get(name, kept)}


def test_html_reads_back_as_it_was_typed(
    app: Flask, client: Client, served: Server, page: Page
) -> None:
    change_settings(comment_policy="none", comments_per_hour=1000)
    article = make_article(slug="rain")
    typed = [
        text.strip() for text in STRINGS
        if text.strip().startswith("<") and "://" not in text
        and not set(text) & {*"`*_[]\\&\0\x0c"}
    ][:90]  # fmt: skip
    assert len(typed) > 30
    for number, text in enumerate(typed):
        comment(client, article, name="x", body=text, address=f"10.1.{number}.1")
    kept = [one for one in stored() if one.state == State.APPROVED]
    page.goto(f"{served.url}/articles/rain")
    for one in kept:
        shown = page.locator(f"#comment-{one.id} .text").inner_text()
        assert visible(shown) == visible(one.body)
    db.session.rollback()
