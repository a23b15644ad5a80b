"""A reader's mail: agreed to or refused on a page that only its owner was told of."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from blog.lib.database import db
from blog.models.correspondent import Consent, Correspondent

bp = Blueprint("mail", __name__, url_prefix="/mail")

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@bp.get("/<int:id>/<string(length=32):key>")
def show(id: int, key: str) -> ResponseReturnValue:
    """Two buttons: a page alone decides nothing, for scanners of mail open every link."""
    reader = Correspondent.by_key(id, key) or abort(404)
    return render_template("comments/mail.html", reader=reader, said=False), 200, PRIVATE


@bp.post("/<int:id>/<string(length=32):key>")
def decide(id: int, key: str) -> ResponseReturnValue:
    """Agree or refuse. The key proves who asks, so a mail client's one click (RFC 8058) may too."""
    reader = Correspondent.by_key(id, key) or abort(404)
    agreed = request.form.get("do") == "agree"
    reader.consent = Consent.GIVEN if agreed else Consent.REFUSED
    db.session.commit()
    return render_template("comments/mail.html", reader=reader, said=True), 200, PRIVATE
