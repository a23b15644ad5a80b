"""Tags: the list, one of them, and many merged or deleted at once."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blog.forms import tag as forms
from blog.forms.base import ticked
from blog.forms.tag import MergeForm, NewTagForm, TagForm
from blog.lib import paging
from blog.lib.database import db
from blog.lib.undo import offer
from blog.models import tag_care
from blog.models.tag import Tag
from blog.models.tag_care import Sort

bp = Blueprint("tags", __name__, url_prefix="/tags")

UNDO = "undo_tags"
MOST_UNDONE = 20  # what fits into the cookie
OFFERED = 300


@bp.get("")
def index() -> str:
    return _index(NewTagForm())


@bp.post("")
def create() -> ResponseReturnValue:
    form = NewTagForm()
    if not form.validate():
        return _index(form), 422
    tag_care.create(str(form.name.data))
    flash(_("“%(name)s” is made.", name=form.name.data))
    return redirect(url_for(".index", sort="newest"), 303)


@bp.get("/<int:id>")
def edit(id: int) -> str:
    return _edit(TagForm(db.session.get(Tag, id) or abort(404)))


@bp.post("/<int:id>")
def update(id: int) -> ResponseReturnValue:
    tag = db.session.get(Tag, id) or abort(404)
    form = TagForm(tag)
    if not form.validate():
        return _edit(form), 422
    former = tag.slug
    tag_care.rename(id, str(form.name.data), str(form.slug.data))
    flash(_("Saved."))
    if form.slug.data != former:
        flash(_("The former address /tags/%(slug)s leads here from now on.", slug=former))
    return redirect(url_for(".index"), 303)


@bp.route("/merge", methods=["GET", "POST"])
def merge() -> ResponseReturnValue:
    """Asks which tag the chosen ones become, and says how many articles that touches."""
    rows = tag_care.chosen(ticked())
    if not rows:
        return _nothing_chosen()
    form = MergeForm()
    if form.validate_on_submit():
        into = Tag.by_names([wanted := str(form.into.data)])[wanted]
        name, ids = into.name, [tag.id for tag, _carriers in rows if tag.id != into.id]
        tag_care.merge(ids, into.id)
        flash(
            ngettext(
                "%(num)d tag became “%(name)s”; its address leads there.",
                "%(num)d tags became “%(name)s”; their addresses lead there.",
                len(ids),
                name=name,
            )
        )
        return redirect(url_for(".index"), 303)
    status = 422 if form.errors else 200
    return render_template(
        "admin/tags/merge.html", rows=rows, form=form, offered=Tag.used(OFFERED)
    ), status


@bp.route("/delete", methods=["GET", "POST"])
def delete() -> ResponseReturnValue:
    """Tags that nothing carries just go, and may come back; for others it asks first."""
    ids = ticked()
    rows = tag_care.chosen(ids)
    if not rows:
        return _nothing_chosen()
    said = ngettext("%(num)d tag is deleted.", "%(num)d tags are deleted.", len(rows))
    if request.method == "POST":
        kept = tag_care.take_out(ids) if len(rows) <= MOST_UNDONE else None
        if kept is not None:
            session[UNDO] = kept
            offer(said, url_for(".undo"))
            return redirect(url_for(".index"), 303)
        if request.form.get("sure"):
            tag_care.remove([tag.id for tag, _carriers in rows])
            flash(said)
            return redirect(url_for(".index"), 303)
    return render_template("admin/tags/delete.html", rows=rows)


@bp.post("/undo")
def undo() -> ResponseReturnValue:
    done = tag_care.put_back(session.pop(UNDO, []))
    flash(ngettext("%(num)d tag is back.", "%(num)d tags are back.", done))
    return redirect(url_for(".index"), 303)


def _nothing_chosen() -> ResponseReturnValue:
    flash(_("Tick the tags first."), "error")
    return redirect(url_for(".index"), 303)


def _index(form: NewTagForm) -> str:
    wish = forms.wish()
    return render_template(
        "admin/tags/index.html",
        form=form,
        page=tag_care.listed(wish, paging.wanted()),
        counts=tag_care.counts(),
        wish=wish,
        asked=forms.asked,
        sorts=list(Sort),
    )


def _edit(form: TagForm) -> str:
    [(tag, carriers)] = tag_care.chosen([form.tag.id])
    return render_template("admin/tags/edit.html", form=form, tag=tag, carriers=carriers)
