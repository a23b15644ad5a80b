"""What machines ask for: health, the icon, the manifest."""

from flask import Blueprint, Response, jsonify, render_template, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from blog.lib import fonts, templating
from blog.lib.database import db
from blog.models import site
from blog.models.backup import Backup

bp = Blueprint("system", __name__)


@bp.get("/healthz")
def health() -> tuple[Response, int]:
    """200 when the database answers and has its tables, 503 when not.

    With the age of the last good backup; null while there is none.
    """
    try:
        db.session.execute(text("SELECT dress FROM site_marks")).one()
        age = Backup.age()
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="unavailable", database="does not answer"), 503
    seconds = None if age is None else int(age.total_seconds())
    return jsonify(status="ok", database="ok", backup_age_seconds=seconds), 200


@bp.get("/favicon.svg")
def icon() -> Response:
    """The seal: the first character of the site's title."""
    site.current()
    return Response(render_template("system/seal.svg"), mimetype="image/svg+xml")


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a telephone needs to keep the site on its home screen."""
    settings = site.current().settings
    root = request.script_root
    icons = [{"src": f"{root}/favicon.svg", "sizes": "any", "type": "image/svg+xml"}]
    if fonts.available():
        icons += [
            {"src": f"{root}/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ]
    response = jsonify(
        name=settings.title,
        short_name=settings.title[:12],
        description=settings.description or settings.tagline or settings.title,
        lang=templating.html_language(settings.language),
        start_url=f"{root}/",
        scope=f"{root}/",
        display="minimal-ui",
        background_color="#faf8f3",
        theme_color="#faf8f3",
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
