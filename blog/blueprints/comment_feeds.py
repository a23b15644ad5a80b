"""Feeds of comments: the whole site's, and each article's."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zlib import crc32

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blog.lib import templating
from blog.models import comment_feed, site, submission

bp = Blueprint("comment_feeds", __name__)

MIMETYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@bp.get("/comments/feed.<any(atom, json):form>")
def everywhere(form: str) -> ResponseReturnValue:
    lists, dress = site.list_marks()
    return _feed(form, f"{lists:x}-{dress:x}", None)


@bp.get("/articles/<slug:slug>/comments/feed.<any(atom, json):form>")
def of_article(slug: str, form: str) -> ResponseReturnValue:
    article = submission.target(slug) or abort(404)
    _lists, dress = site.list_marks()
    return _feed(form, f"{comment_feed.mark_of(article.id):x}-{dress:x}", article)


def _feed(form: str, tag: str, article: Any) -> Response:
    """The feed under the marks it holds under; 304 without making it when they still stand.

    The address stands in it, so each host of a site without a fixed one has its own.
    """
    home = site.current()
    response = make_response()
    response.set_etag(f"{tag}-{crc32(site.address().encode()):x}", weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.mimetype = MIMETYPES[form]
    if not request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        rows = comment_feed.newest(article.id if article else None)
        shown = {
            "title": _("Comments on “%(title)s”", title=article.title)
            if article
            else _("Comments · %(site)s", site=home.settings.title),
            "page": templating.absolute(
                templating.href("articles", article.slug)[len(request.script_root) :]
                if article
                else "/"
            ),
            "here": templating.absolute(quote(request.path)),
        }
        response.set_data(_json(rows, **shown) if form == "json" else _atom(rows, **shown))
    response.make_conditional(request)
    return response


def _atom(rows: Sequence[Any], **shown: str) -> str:
    updated = max((row.edited_at or row.created_at for row in rows), default=NEVER)
    return render_template("comments/feed.xml", comments=rows, updated=updated, **shown)


def _json(rows: Sequence[Any], *, title: str, page: str, here: str) -> str:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": page,
            "feed_url": here,
            "language": templating.html_language(site.current().settings.language),
            "items": [_item(row) for row in rows],
        },
        ensure_ascii=False,
    )


def _item(row: Any) -> dict[str, Any]:
    address = templating.absolute(f"/comments/{row.id}")
    author = {"name": row.name} | ({"url": row.website} if row.website else {})
    return {
        "id": address,
        "url": address,
        "title": _("%(name)s on “%(title)s”", name=row.name, title=row.title),
        "content_html": row.html,
        "date_published": templating.iso(row.created_at),
        "date_modified": templating.iso(row.edited_at or row.created_at),
        "authors": [author],
    }
