"""Reading changes nothing: no GET of any address writes anything but what counts readers."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from blog.lib.database import Model, db
from blog.models import gate
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.correspondent import Correspondent
from tests.conftest import Auth
from tests.factories import change_settings, make_article, make_comment, make_page
from tests.support.clients import Client

COUNTING = {"article_views", "limits", "flags"}
"""Views, how often something is tried (pictures cost), and the warning of forwarded addresses."""


@pytest.fixture
def blog(app: Flask) -> Article:
    """A blog with one of everything that an address names, each with the number 1."""
    change_settings(language="en", address="http://localhost")
    article = make_article("雨夜来客", slug="rain", category="技术", tags=["雨"])
    make_page()
    told = make_comment(article, email="lin@example.org", reports=1, nonce="0")
    make_comment(article, parent=told, state=State.HELD, address="203.0.113.7")
    db.session.add(Correspondent(email="lin@example.org"))
    db.session.commit()
    return article


def addresses(app: Flask, article: Article) -> Iterator[str]:
    """Every address that may be read, with names of what is there."""
    with app.test_request_context():
        token = gate.issue(article.id)
    values: dict[str, Any] = {
        "slug": "rain", "id": 1, "article_id": 1, "number": 1, "year": 2026, "month": 1,
        "kind": "article", "token": token, "form": "atom", "language": "en", "size": "180",
        "path": "a.png",
    }  # fmt: skip
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith("/gallery"):
            continue
        named = {name: values.get(name, "") for name in rule.arguments}
        if rule.rule.startswith("/comments/") and "key" in named:
            named["key"] = db.session.get_one(Comment, 1).key
        elif rule.rule.startswith("/mail/"):
            named["key"] = db.session.get_one(Correspondent, 1).key
        path = rule.build(named, append_unknown=False)
        assert path
        yield path[1]
    yield from (
        "/admin/comments?state=all",
        "/admin/comments?state=reported&q=x",
        "/search?q=雨",
    )


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but those that count."""
    db.session.rollback()
    return {
        name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
        for name, table in Model.metadata.tables.items()
        if name not in COUNTING
    }


def test_no_get_of_a_readers_changes_anything(app: Flask, client: Client, blog: Article) -> None:
    answers = set()
    before = everything()
    for path in addresses(app, blog):
        answers.add(client.get(path).status_code)
        assert everything() == before, path
    assert answers >= {200, 302, 404}


def test_no_get_of_the_admins_changes_anything(
    app: Flask, client: Client, auth: Auth, blog: Article
) -> None:
    auth.login()
    before = everything()
    read = 0
    for path in addresses(app, blog):
        read += client.get(path).status_code == 200
        assert everything() == before, path
    assert read > 40
