"""Articles and the lists that hold them: home, category, archive."""

import re

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from blog.forms.comment import Offer
from blog.lib import holes, pagecache, paging
from blog.models import comment, heat, listing, lock, moved, reading, site
from blog.models.article import State
from blog.models.category import Category
from blog.models.shelf import ArchiveMonth
from blog.models.user import User

bp = Blueprint("articles", __name__)

ARCHIVE_SIZE = 50
SIDE = 6


@bp.get("/")
def home() -> ResponseReturnValue:
    asked = moved.address("/", request.query_string.decode("latin-1"))
    if asked != "/" and (former := moved.target(asked)):
        return redirect(request.script_root + former, 301)
    page = listing.home(paging.wanted())
    return pagecache.keep_list(
        render_template(
            "articles/home.html",
            page=page,
            hot=listing.lines(heat.hot(SIDE)),
            categories=Category.counts(),
            recent=comment.recent(SIDE),
            unowned=User.admin() is None,
        ),
        site.list_marks(),
    )


@bp.get("/articles/<slug:slug>")
def show(slug: str) -> Response:
    key = request.cookies.get(lock.COOKIE)
    found = reading.open_article(slug, paging.wanted("comments"), key)
    if found is None:
        abort(404)
    form = Offer(found.article)
    html = render_template("articles/show.html", page=found, views=holes.VIEWS, form=form)
    response = pagecache.keep_counted(html, found.article.id, found.marks, found.article.views)
    if found.article.state == State.LOCKED:
        # An answer that sets a cookie is counted, and kept for nobody.
        lock.hand_key(response, found.article.id, found.article.password_hash)
    return response


@bp.get("/categories/<slug:slug>")
def category(slug: str) -> Response:
    found = Category.by_slug(slug) or abort(404)
    page = listing.of_category(found, paging.wanted())
    html = render_template(
        "articles/category.html", category=found, page=page, hot=listing.lines(heat.hot(SIDE))
    )
    return pagecache.keep_list(html, site.list_marks())


@bp.get("/archive")
@bp.get("/archive/<int:year>")
@bp.get("/archive/<int:year>/<int:month>")
def archive(year: int | None = None, month: int | None = None) -> Response:
    """All months, and the titles of all articles, of one year or of one month."""
    months = ArchiveMonth.all()
    prefix = "" if year is None else f"{year:04}-" + ("" if month is None else f"{month:02}")
    chosen = [(name, articles) for name, articles in months if name.startswith(prefix)]
    if prefix and not (chosen and re.fullmatch(r"[0-9]{4}-([0-9]{2})?", prefix)):
        abort(404)
    page = listing.of_months(
        chosen[-1][0] if chosen else "",
        chosen[0][0] if chosen else "",
        paging.wanted(),
        sum(articles for _, articles in chosen),
        ARCHIVE_SIZE,
    )
    html = render_template(
        "articles/archive.html", months=months, page=page, year=year, month=month
    )
    return pagecache.keep_list(html, site.list_marks())
