"""`python -m bench.pages FOLDER`: a page of every kind of the sample blog, as files."""

import re
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import Forbidden, InternalServerError, RequestEntityTooLarge
from werkzeug.routing import AnyConverter
from werkzeug.test import TestResponse

from blog import create_app, migrations
from blog.blueprints import search
from blog.lib.database import Unavailable, db
from blog.models import door, heat, site
from blog.models.article import LISTED, Article, Draft
from blog.models.category import Category
from blog.models.comment import Comment, State
from blog.models.correspondent import Correspondent
from blog.models.login import COOKIE, Login
from blog.models.preview import Preview
from blog.models.tag import Tag
from blog.models.user import User
from blog.transfer import demo

WORD = "a password for the pages"
HERE = {"Origin": "http://localhost"}


def write(folder: Path) -> None:
    """Answer every address in both languages of the interface, and keep each page of HTML."""
    with tempfile.TemporaryDirectory(prefix="suibi-pages-") as name:
        own = Path(name)
        app = create_app(
            {"INSTANCE": own, "DATABASE_URL": f"sqlite:///{own / 'blog.db'}", "TESTING": True}
        )
        with app.app_context():
            migrations.upgrade()
            demo.load()
            for language in ("zh", "en"):
                site.change({"language": language, "old_after_years": 1})
                db.session.commit()
                heat.warm()
                for title, answer in _answers(app):
                    if answer.mimetype == "text/html" and answer.status_code != 303:
                        path = re.sub(r"\W+", "-", f"{language}-{answer.status_code}-{title}")
                        (folder / f"{path[:120]}.html").write_bytes(answer.data)
            db.session.remove()
            db.engine.dispose()
        app.extensions["hotline"].close()


def _answers(app: Flask) -> Iterator[tuple[str, TestResponse]]:
    stranger, writer = app.test_client(), app.test_client()
    for path in _addresses():
        yield path, stranger.get(path)
    for path, sent in _refused():
        yield f"sent {path}", stranger.post(path, data=sent, headers=HERE)
    often, search.A_MINUTE = search.A_MINUTE, 0
    yield "search too often", stranger.get("/search?q=安全")
    search.A_MINUTE = often
    results = app.view_functions["search.results"]
    for error in (Unavailable(), InternalServerError(), Forbidden(), RequestEntityTooLarge()):
        app.view_functions["search.results"] = partial(_fail, error)
        yield type(error).__name__, stranger.get("/search")
    app.view_functions["search.results"] = results
    _let_in(writer)
    for path in _desk(app):
        yield path, writer.get(path)


def _fail(error: Exception) -> NoReturn:
    raise error


def _addresses() -> Iterator[str]:
    """Every kind of page that strangers see, full and empty."""
    article = db.session.scalars(
        select(Article).where(LISTED).order_by(Article.comment_count.desc()).limit(1)
    ).one()
    comment = _comment()
    yield from ("/", "/?page=2", "/tags", "/archive", "/links", "/sitemap", "/pages/about")
    yield from ("/search", "/search?q=备份", "/search?q=备份&page=9", "/search?q=安权龘")
    yield from ("/login", "/logout", door.setup_link() or "/setup/none", "/none", "/?page=x")
    for slug in db.session.scalars(select(Article.slug).where(LISTED)):
        yield f"/articles/{slug}"
    for slug in db.session.scalars(select(Tag.slug).order_by(-Tag.article_count).limit(3)):
        yield f"/tags/{slug}"
    for slug in db.session.scalars(select(Category.slug)):
        yield f"/categories/{slug}"
    yield f"/archive/{article.month.replace('-', '/')}"
    yield f"/comments/{comment.id}/{comment.key}"
    yield f"/comments/{comment.id}/reply"
    yield f"/comments/{comment.id}/report"
    yield f"/preview/{Preview.make(article).token}"
    yield f"/articles/{_locked()}"
    asked = Correspondent(email=f"{site.current().settings.language}@example.org")
    db.session.add(asked)
    db.session.commit()
    yield f"/mail/{asked.id}/{asked.key}"


def _comment() -> Comment:
    shown = select(Comment).where(Comment.state == State.APPROVED).limit(1)
    return db.session.scalars(shown).one()


def _locked() -> str:
    """The slug of an article behind a password."""
    known = Article.by_slug("locked")
    if known is None:
        known = Article.create(Draft(title="锁", body="密", slug="locked", password=WORD))
        known.publish()
        db.session.commit()
    return known.slug


def _refused() -> Iterator[tuple[str, dict[str, str]]]:
    """Forms that are answered with what is wrong with them."""
    article = db.session.scalars(select(Article.slug).where(LISTED)).first()
    comment = _comment()
    yield f"/articles/{article}/comments", {"name": "", "body": "<b>", "email": "x", "website": "y"}
    yield f"/comments/{comment.id}/{comment.key}", {"body": ""}
    yield f"/comments/{comment.id}/report", {"note": "x"}
    yield "/articles/locked", {"password": "wrong"}
    yield "/login", {"name": "x", "password": "y"}
    yield "/none", {}
    yield "/search", {}


def _let_in(client: FlaskClient) -> None:
    user = User.admin() or User.create("writer", WORD)
    client.set_cookie(COOKIE, Login.open(user, "", lasting=False))
    db.session.commit()


def _desk(app: Flask) -> Iterator[str]:
    """Every screen of the desk."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin") and "GET" in (rule.methods or ()):
            values = {
                name: next(iter(kind.items)) if isinstance(kind, AnyConverter) else 1
                for name, kind in rule._converters.items()
            }
            built = rule.build(values | ({"kind": "articles"} if "kind" in values else {}))
            yield built[1] if built else rule.rule


if __name__ == "__main__":
    write(Path(sys.argv[1]))
