"""Articles that not everyone may read: behind a password, or shown by a private link."""

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blog.models import lock, reading
from blog.models.lock import Locked, TooManyTries
from blog.models.preview import Preview

bp = Blueprint("private", __name__)


@bp.app_errorhandler(Locked)
def ask(_locked: Locked) -> ResponseReturnValue:
    """The form instead of the article: nothing of it is said, not even its title."""
    return _form("", 403)


@bp.post("/articles/<slug:slug>")
def unlock(slug: str) -> ResponseReturnValue:
    found = reading.locked(slug) or abort(404)
    password = request.form.get("password", "")
    try:
        right = lock.matches(found.id, found.password_hash, password, request.remote_addr)
    except TooManyTries:
        minutes = lock.WINDOW_SECONDS // 60
        said = _("Too many tries. Wait %(minutes)d minutes.", minutes=minutes)
        return _form(said, 429, {"Retry-After": str(lock.WINDOW_SECONDS)})
    if not right:
        return _form(_("This password is wrong."), 403)
    response = make_response(redirect(request.script_root + request.path, 303))
    lock.hand_key(response, found.id, found.password_hash)
    return response


@bp.get("/preview/<token>")
def preview(token: str) -> ResponseReturnValue:
    """The article as it was last saved, for who was sent the link; counted nowhere."""
    article = Preview.article(token[:100]) or abort(404)
    return render_template("articles/preview.html", article=article), 200, lock.HIDDEN


def _form(error: str, status: int, more: dict[str, str] | None = None) -> ResponseReturnValue:
    html = render_template("articles/locked.html", error=error)
    return html, status, lock.HIDDEN | (more or {})
