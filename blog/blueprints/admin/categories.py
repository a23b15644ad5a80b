"""Categories: the tree, one of them, and where articles go when one goes."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blog.forms.base import row_id, row_ids
from blog.forms.category import CategoryForm, HeirForm
from blog.lib.undo import offer
from blog.models import category_care, site
from blog.models.category import Category
from blog.models.site import Shelf

bp = Blueprint("categories", __name__, url_prefix="/categories")

UNDO = "undo_category"


@bp.get("")
def index() -> str:
    return _index(CategoryForm())


@bp.post("")
def create() -> ResponseReturnValue:
    form = CategoryForm()
    if not form.validate():
        return _index(form), 422
    category_care.create(
        str(form.name.data),
        form.slug.data or "",
        form.description.data or "",
        form.parent.data or None,
    )
    flash(_("“%(name)s” is made.", name=form.name.data))
    return redirect(url_for(".index"), 303)


@bp.post("/order")
def order() -> ResponseReturnValue:
    """One category a place up or down by its button, or all that were dragged, in their order."""
    deed, _between, one = request.form.get("do", "").partition(" ")
    if deed in {"up", "down"}:
        shelf = _shelf(row_id(one) or 0)
        category_care.step_aside(shelf.id, -1 if deed == "up" else 1)
        return redirect(url_for(".index", _anchor=f"category-{shelf.id}"), 303)
    category_care.reorder(row_ids(request.form.getlist("id")))
    return "", 204


@bp.get("/<int:id>")
def edit(id: int) -> str:
    return _edit(CategoryForm(_shelf(id)))


@bp.post("/<int:id>")
def update(id: int) -> ResponseReturnValue:
    shelf = _shelf(id)
    form = CategoryForm(shelf)
    if not form.validate():
        return _edit(form), 422
    slug = form.slug.data or shelf.slug
    category_care.change(
        id, str(form.name.data), slug, form.description.data or "", form.parent.data or None
    )
    flash(_("Saved."))
    if slug != shelf.slug:
        flash(_("The former address /categories/%(slug)s leads here from now on.", slug=shelf.slug))
    return redirect(url_for(".index"), 303)


@bp.route("/<int:id>/merge", methods=["GET", "POST"])
def merge(id: int) -> ResponseReturnValue:
    """Asks which category takes the articles, and says how many they are."""
    return _leave(id, "merge")


@bp.route("/<int:id>/delete", methods=["GET", "POST"])
def delete(id: int) -> ResponseReturnValue:
    """An empty category just goes, and may come back; one with articles asks where they go."""
    shelf = _shelf(id)
    if request.method == "POST" and "into" not in request.form:
        kept = category_care.take_out(id)
        if kept is not None:
            session[UNDO] = kept
            offer(_("“%(name)s” is deleted.", name=shelf.name), url_for(".undo"))
            return redirect(url_for(".index"), 303)
        return redirect(url_for(".delete", id=id), 303)
    return _leave(id, "delete")


@bp.post("/undo")
def undo() -> ResponseReturnValue:
    kept = session.pop(UNDO, None)
    if kept and category_care.put_back(kept):
        flash(_("“%(name)s” is back.", name=kept["name"]))
    else:
        flash(_("It cannot come back: its place or its address is taken."), "error")
    return redirect(url_for(".index"), 303)


def _leave(id: int, deed: str) -> ResponseReturnValue:
    shelf = _shelf(id)
    form = HeirForm(id, none=deed == "delete")
    number = category_care.articles(id)
    if form.validate_on_submit():
        into = site.current().shelves.get(form.into.data)
        category_care.merge(id, into.id if into else None)
        flash(_gone(shelf, into, number))
        return redirect(url_for(".index"), 303)
    status = 422 if form.errors else 200
    return render_template(
        "admin/categories/leave.html", shelf=shelf, form=form, number=number, deed=deed
    ), status


def _gone(shelf: Shelf, into: Shelf | None, number: int) -> str:
    if into is None:
        return str(_("“%(name)s” is deleted.", name=shelf.name))
    said = ngettext(
        "%(num)d article moved to “%(name)s”, and the old address leads there.",
        "%(num)d articles moved to “%(name)s”, and the old address leads there.",
        number,
        name=into.name,
    )
    return str(said)


def _shelf(id: int) -> Shelf:
    return site.current().shelves.get(id) or abort(404)


def _index(form: CategoryForm) -> str:
    counts = {row.id: row.article_count for row in Category.counts()}
    return render_template("admin/categories/index.html", form=form, counts=counts)


def _edit(form: CategoryForm) -> str:
    shelf = form.shelf or abort(404)
    return render_template(
        "admin/categories/edit.html",
        form=form,
        shelf=shelf,
        heirs=category_care.heirs(shelf.id),
        children=site.current().children(shelf.id),
    )
