"""Search, and what its box suggests."""

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from blog.lib import paging, query
from blog.lib.templating import href
from blog.models import gathered, heat, limit, listing, search, suggestion

bp = Blueprint("search", __name__)

SIDE = 6
A_MINUTE = 60
"""Searches of one address in a minute; a search costs more than any other page."""
SUGGESTIONS_A_MINUTE = 240


def _allowed(kind: str, times: int) -> bool:
    address = limit.address_key(request.remote_addr)
    return limit.Limit.take(f"{kind} {address}", times, 60)


@bp.get("/search")
def results() -> ResponseReturnValue:
    typed = query.clean(request.args.get("q", ""))
    asked = query.parse(typed)
    number = min(paging.wanted(), search.MOST // search.PAGE)
    if asked and not _allowed("search", A_MINUTE):
        return render_template("search/wait.html", query=typed), 429, {"Retry-After": "60"}
    found = search.find(asked, number)
    if asked and not found.hits and number == 1:
        gathered.note_missed(typed)
    return render_template(
        "search/results.html",
        query=typed,
        found=found,
        near=() if found.hits or not typed else suggestion.nearest(asked),
        hot=listing.lines(heat.hot(SIDE)),
    )


@bp.get("/search/suggest")
def suggest() -> tuple[Response, int]:
    """Titles and tags that begin as typed: `{"items": [{"text", "kind", "url"}, …]}`."""
    asked = query.parse(request.args.get("q", ""))
    if not asked.words:
        return jsonify(items=[]), 200
    if not _allowed("suggest", SUGGESTIONS_A_MINUTE):
        return jsonify(items=[]), 429
    items = [
        {"text": tag.name, "kind": "tag", "url": href("tags", tag.slug)}
        for tag in suggestion.tags(asked)
    ]
    items += [
        {"text": line.title, "kind": "article", "url": href("articles", line.slug)}
        for line in suggestion.titles(asked)
    ]
    return jsonify(items=items), 200
