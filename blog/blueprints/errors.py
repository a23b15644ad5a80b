"""Errors in the blog's own dress, and former addresses that still lead home."""

from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from blog.lib.database import Unavailable, db
from blog.models import heat, listing, moved, site

bp = Blueprint("errors", __name__)

SIDE = 6


@bp.app_errorhandler(NotFound)
def not_found(error: NotFound) -> ResponseReturnValue:
    """A former address answers one 301 to where its target stands now."""
    path = moved.address(request.path, request.query_string.decode("latin-1"))
    if request.method in {"GET", "HEAD"} and "\0" not in path and len(path) <= 500:
        target = moved.target(path)
        if target is not None:
            return redirect(request.script_root + target, 301)
    hot = listing.lines(heat.hot(SIDE))
    return render_template("errors/error.html", error=error, hot=hot), 404


@bp.app_errorhandler(HTTPException)
def refused(error: HTTPException) -> ResponseReturnValue:
    """Every other refusal, with what it says of methods and of waiting."""
    if error.code is None or error.code < 400:
        return error.get_response()
    headers = [pair for pair in error.get_headers() if pair[0] in {"Allow", "Retry-After"}]
    return render_template("errors/error.html", error=error), error.code, headers


@bp.app_errorhandler(IntegrityError)
def overtaken(error: IntegrityError) -> ResponseReturnValue:
    """Another request took the address or the name first: the browser sends this one again, once.

    It then sees what the other wrote, as it would have a moment later.
    """
    if request.method != "POST" or "again" in request.args:
        return unavailable(error)
    db.session.rollback()
    query = request.query_string.decode("latin-1")
    again = f"{query}&again=1" if query else "again=1"
    return redirect(f"{request.script_root}{quote(request.path)}?{again}", 307)


@bp.app_errorhandler(Unavailable)
@bp.app_errorhandler(OperationalError)
@bp.app_errorhandler(DatabaseError)
def unavailable(_error: Exception) -> ResponseReturnValue:
    """The database does not answer: a page that needs none of it."""
    db.session.rollback()
    site.forget()
    return render_template("errors/unavailable.html"), 503, {"Retry-After": "10"}


@bp.app_errorhandler(InternalServerError)
def failed(_error: InternalServerError) -> ResponseReturnValue:
    """A fault of ours, already logged; the page asks nothing of the database."""
    return render_template("errors/failed.html"), 500
