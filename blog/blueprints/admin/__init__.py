"""The desk: every screen nests under this one blueprint, whose guard covers them all."""

from urllib.parse import quote

from flask import Blueprint, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from blog.blueprints.admin import (
    account,
    articles,
    categories,
    comments,
    media,
    menu,
    overview,
    pages,
    people,
    revisions,
    settings,
    stats,
    tags,
    tools,
    typing,
)
from blog.forms.auth import LoginForm
from blog.lib import csrf
from blog.lib.database import db
from blog.models import login, queue
from blog.models.login import Login

bp = Blueprint("admin", __name__, url_prefix="/admin")
for screen in (
    overview, articles, pages, typing, revisions, comments, people, media, categories, tags, stats,
    settings, menu, tools, account,
):  # fmt: skip
    bp.register_blueprint(screen.bp)


@bp.before_request
def guard() -> ResponseReturnValue | None:
    """Let in who has a login, with forms that were sent from here; lose nothing that was typed."""
    proven = csrf.proven()
    found = Login.of(request.cookies.get(login.COOKIE))
    if found is None:
        return _ask_to_log_in()
    g.login = found
    if found.see():
        db.session.commit()
    if not proven and _wants_json():
        # Only this site's own script can read the answer, and goes on with the fresh proof.
        return jsonify(error="proof", token=generate_csrf()), 400
    if not proven:
        carried = csrf.carried(set())
        return render_template("auth/again.html", carried=carried, form=LoginForm()), 400
    return None


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


@bp.context_processor
def count_held() -> dict[str, int]:
    """How many comments wait, for the rail."""
    return {"held": queue.held()} if "login" in g else {}


def _ask_to_log_in() -> ResponseReturnValue:
    """The way to the door; after an interrupted save the door itself, which carries the text on."""
    if _wants_json():
        return jsonify(error="closed"), 401
    if carried := csrf.carried(set()):
        here = quote(request.path)
        form = LoginForm(formdata=None)
        return render_template("auth/login.html", form=form, next=here, carried=carried), 403
    if request.method == "POST":
        return redirect(url_for("auth.log_in"), 303)
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return redirect(url_for("auth.log_in", next=quote(request.path) + query))
