"""Search."""

from flask import Blueprint, render_template, request

from blog.models import heat, listing, search

bp = Blueprint("search", __name__)

SIDE = 6


@bp.get("/search")
def results() -> str:
    query = request.args.get("q", "")[: search.LONGEST].strip()
    return render_template(
        "search/results.html",
        query=query,
        found=search.find(query),
        hot=listing.lines(heat.hot(SIDE)),
    )
