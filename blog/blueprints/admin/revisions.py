"""Revisions of a text: what each save changed, and the way back."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blog.lib import difference
from blog.lib.database import db
from blog.models import texts
from blog.models.autosave import Autosave
from blog.models.revision import Revision
from blog.models.texts import Text

bp = Blueprint("revisions", __name__, url_prefix="/revisions")


@bp.get("/<kind>/<int:id>")
def index(kind: str, id: int) -> str:
    stored = _stored(kind, id)
    rows = Revision.of(stored.place)
    return render_template("admin/revisions/index.html", kind=kind, stored=stored, rows=rows)


@bp.get("/<kind>/<int:id>/<int:number>")
def show(kind: str, id: int, number: int) -> str:
    """What this revision has that the text as it now is has not, and the other way round."""
    stored = _stored(kind, id)
    found = Revision.one(stored.place, number) or abort(404)
    was, now = found.text, stored.text
    parts = {
        name: difference.compare(was[name], now[name]) for name in was if was[name] or now[name]
    }
    return render_template(
        "admin/revisions/show.html", kind=kind, stored=stored, found=found, parts=parts
    )


@bp.post("/<kind>/<int:id>/<int:number>")
def restore(kind: str, id: int, number: int) -> ResponseReturnValue:
    """Put the words of this revision in place; what stood there is a revision itself."""
    stored = _stored(kind, id)
    found = Revision.one(stored.place, number) or abort(404)
    stored.rewrite(found.text)
    Autosave.drop(stored.place)
    db.session.commit()
    flash(_("The earlier text is back. What stood here before is kept as a revision."))
    return redirect(url_for(f"admin.{kind}.edit", id=id), 303)


def _stored(kind: str, id: int) -> Text:
    return texts.find(kind, id) or abort(404)
