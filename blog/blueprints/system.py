"""What machines ask for: health, icons, robots."""

from flask import Blueprint, Response, jsonify, render_template
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

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
    except SQLAlchemyError:
        age = Backup.age()
        db.session.rollback()
        return jsonify(status="unavailable", database="does not answer"), 503
    seconds = None if age is None else int(age.total_seconds())
    return jsonify(status="ok", database="ok", backup_age_seconds=seconds), 200


@bp.get("/favicon.svg")
def icon() -> Response:
    """The seal: the first character of the site's title."""
    site.current()
    return Response(render_template("system/seal.svg"), mimetype="image/svg+xml")
