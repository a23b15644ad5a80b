"""What is kept of a person: shown, given out, erased. And the mail that waits."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from blog.forms.queue import PersonForm
from blog.models import correspondent, personal
from blog.models.outbox import Letter

bp = Blueprint("people", __name__, url_prefix="/comments")


@bp.route("/people", methods=["GET", "POST"])
def find() -> ResponseReturnValue:
    """All that is kept under a mail address. It is posted, so that no log holds the address."""
    form = PersonForm()
    kept = None
    if form.validate_on_submit():
        kept = personal.export(form.email.data or "")
        if request.form.get("do") == "export":
            response = jsonify(kept)
            response.headers["Content-Disposition"] = "attachment; filename=personal-data.json"
            return response
        if request.form.get("do") == "erase":
            number = personal.erase(form.email.data or "")
            flash(ngettext("%(num)d comment erased.", "%(num)d comments erased.", number))
            return redirect(url_for(".find"), 303)
    status = 422 if form.errors else 200
    return render_template("admin/comments/people.html", form=form, kept=kept), status


@bp.get("/outbox")
def outbox() -> str:
    return render_template(
        "admin/comments/outbox.html", letters=Letter.waiting(), can_write=correspondent.can_write()
    )
