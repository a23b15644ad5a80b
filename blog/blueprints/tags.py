"""Tags."""

from flask import Blueprint, Response, abort, render_template

from blog.lib import pagecache, paging
from blog.models import heat, listing, site
from blog.models.tag import Tag

bp = Blueprint("tags", __name__)

SIDE = 6


@bp.get("/tags")
def index() -> Response:
    return pagecache.keep_list(
        render_template("tags/index.html", tags=Tag.used()), site.list_marks()
    )


@bp.get("/tags/<slug:slug>")
def show(slug: str) -> Response:
    tag = Tag.by_slug(slug) or abort(404)
    page = listing.of_tag(tag, paging.wanted())
    html = render_template("tags/show.html", tag=tag, page=page, hot=listing.lines(heat.hot(SIDE)))
    return pagecache.keep_list(html, site.list_marks())
