"""The form of an article as a browser sends it."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from blog.lib.database import db
from blog.models.article import Article
from tests.support.clients import Client

# What a browser sends of the page: an empty field is sent as well, an empty box is not.
FORM = {
    "title": "雨夜来客", "body": "# 一\r\n\r\n正文。", "language": "zh", "comments_open": "y",
    "slug": "", "published_at": "", "new_category": "", "tags": "", "excerpt": "",
    "description": "", "revision": "0", "cover": "", "twin": "", "password": "", "key": "",
    "version": "", "tab": "",
}  # fmt: skip


Send = Callable[..., TestResponse]


@pytest.fixture
def send(client: Client) -> Send:
    """`send(article, do="publish", title="…")`: save the form as the page shows it, changed so."""

    def post(article: Article | None = None, **changed: str) -> TestResponse:
        path = f"/admin/articles/{article.id}" if article else "/admin/articles/new"
        shown = {"revision": str(article.revision), "slug": article.slug} if article else {}
        return client.post(path, data=FORM | shown | changed)

    return post


def only() -> Article:
    db.session.expire_all()
    return db.session.query(Article).one()
