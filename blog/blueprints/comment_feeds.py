"""Feeds of comments: the whole site's, and each article's."""

from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from blog.models import comment_feed, site, submission

bp = Blueprint("comment_feeds", __name__)

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@bp.get("/comments/feed.atom")
def everywhere() -> ResponseReturnValue:
    lists, dress = site.list_marks()
    return _feed(f"{lists:x}-{dress:x}", None)


@bp.get("/articles/<slug:slug>/comments/feed.atom")
def of_article(slug: str) -> ResponseReturnValue:
    article = submission.target(slug) or abort(404)
    _, dress = site.list_marks()
    return _feed(f"{comment_feed.mark_of(article.id):x}-{dress:x}", article)


def _feed(tag: str, article: Any) -> Response:
    """The feed under the marks it holds under; 304 without making it when they still stand.

    The address stands in it, so each host of a site without a fixed one has its own.
    """
    site.current()
    response = make_response()
    response.set_etag(f"{tag}-{crc32(site.address().encode()):x}", weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.mimetype = "application/atom+xml"
    if not request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        rows = comment_feed.newest(article.id if article else None)
        updated = max((row.edited_at or row.created_at for row in rows), default=NEVER)
        response.set_data(
            render_template("comments/feed.xml", comments=rows, article=article, updated=updated)
        )
    response.make_conditional(request)
    return response
