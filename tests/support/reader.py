"""A reader who comments: fills in the form of an article as a browser without script would."""

import time
from typing import Any

from flask import current_app
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import select
from werkzeug.test import TestResponse

from blog.lib import captcha
from blog.lib.database import db
from blog.models.article import Article
from blog.models.comment import Comment
from tests.support.clients import Client

JSON = {"Accept": "application/json"}


def secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()


def token_for(article: Article, age: float = 60) -> str:
    """The token of a form that was opened that many seconds ago."""
    return captcha.issue(secret(), article.id, time.time() - age)


def code_of(token: str) -> str:
    """What the picture of this token shows."""
    return captcha.digits(secret(), captcha.read(secret(), token, 0).nonce)


def filled(article: Article, **fields: Any) -> dict[str, Any]:
    """The fields of a form that is filled in well; those given stand above."""
    token = fields.setdefault("token", token_for(article))
    return {
        "name": "小明",
        "email": "",
        "website": "",
        "body": "写得好,谢谢分享。",
        "parent": "",
        "topic": "",
        "captcha": code_of(token) if "captcha" not in fields else "",
    } | fields


def comment(
    client: Client, article: Article, /, *, address: str = "", headers: Any = None, **fields: Any
) -> TestResponse:
    """Send a comment, from a network address of one's own if one is given."""
    environ = {"REMOTE_ADDR": address} if address else {}
    return client.post(
        f"/articles/{article.slug}/comments",
        data=filled(article, **fields),
        headers=headers,
        environ_overrides=environ,
    )


def stored() -> list[Comment]:
    db.session.expire_all()
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def form_of(html: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = HTMLParser(html).css_first("#comment-form")
    assert form
    fields = {
        field.attributes["name"] or "": field.attributes.get("value") or ""
        for field in form.css("input")
    }
    return fields | {"body": (form.css_first("textarea").text() or "").removeprefix("\n")}


def reasons(html: str) -> str:
    page = HTMLParser(html)
    return " ".join(node.text() for node in page.css("#comment-form .wrong, #comment-form .flash"))
