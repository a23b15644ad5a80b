"""Plain pages, friends' links, and the site map for people."""

from flask import Blueprint, Response, abort, render_template

from blog.lib import pagecache, paging
from blog.models import feed, listing, site
from blog.models.category import Category
from blog.models.page import Page
from blog.models.tag import Tag

bp = Blueprint("pages", __name__)

MAP_SIZE = 200
MAP_TAGS = 100


@bp.get("/pages/<slug:slug>")
def show(slug: str) -> Response:
    page = Page.by_slug(slug)
    if page is None or not page.published:
        abort(404)
    return pagecache.keep_list(render_template("pages/show.html", page=page), site.list_marks())


@bp.get("/links")
def links() -> Response:
    return pagecache.keep_list(render_template("pages/links.html"), site.list_marks())


@bp.get("/sitemap")
def sitemap() -> Response:
    html = render_template(
        "pages/sitemap.html",
        page=listing.titles(paging.wanted(), MAP_SIZE),
        pages=Page.listed(),
        categories=Category.counts(),
        tags=Tag.used(MAP_TAGS),
        written_in=feed.languages(),
    )
    return pagecache.keep_list(html, site.list_marks())
