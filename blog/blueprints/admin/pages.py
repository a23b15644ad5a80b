"""Plain pages, 关于 and 隐私 among them, on the desk."""

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from blog.forms.page import PageForm
from blog.lib.database import db
from blog.models.autosave import Autosave, Behind
from blog.models.page import Page

bp = Blueprint("pages", __name__, url_prefix="/pages")


@bp.get("")
def index() -> str:
    return render_template("admin/pages/index.html", pages=Page.all())


@bp.get("/new")
def new() -> str:
    key = request.args.get("key", "")[:40]
    typed = Autosave.of(f"pages/new-{key}") if key else None
    form = PageForm(typed=typed.typed) if typed else PageForm()
    form.key.data = key if typed else secrets.token_hex(8)
    form.version.data = typed.version if typed else ""
    return _page(form, typed=typed)


@bp.post("/new")
def create() -> ResponseReturnValue:
    form = PageForm()
    if not form.validate():
        return _page(form), 422
    fields = form.fields()
    page = Page.create(fields["title"], fields["slug"])
    page.write(**fields)
    Autosave.drop(f"pages/new-{form.key.data}")
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".edit", id=page.id), 303)


@bp.get("/<int:id>")
def edit(id: int) -> str:
    page = db.session.get(Page, id) or abort(404)
    typed = Autosave.of(page.place)
    if typed is None:
        return _page(PageForm(page))
    form = PageForm(page, typed=typed.typed)
    form.version.data, form.revision.data = typed.version, str(page.revision)
    kept = PageForm(page, posted=False) if typed.revision != page.revision else None
    return _page(form, kept, typed)


@bp.post("/<int:id>")
def update(id: int) -> ResponseReturnValue:
    page = db.session.get(Page, id) or abort(404)
    form = PageForm(page)
    if not form.validate():
        return _page(form), 422
    try:
        Autosave.check(page.place, form.version.data or "", form.tab.data or "")
        if form.revision.data != str(page.revision):
            return _conflict(id, form)
        page.write(**form.fields())
        Autosave.drop(page.place)
        db.session.commit()
    except Behind as behind:
        return _conflict(id, form, behind.other)
    except StaleDataError:  # another save came between reading and writing
        db.session.rollback()
        return _conflict(id, form)
    flash(_("Saved."))
    return redirect(url_for(".edit", id=id), 303)


@bp.post("/<int:id>/delete")
def delete(id: int) -> ResponseReturnValue:
    page = db.session.get(Page, id) or abort(404)
    page.erase()
    db.session.commit()
    flash(_("“%(title)s” is gone.", title=page.title))
    return redirect(url_for(".index"), 303)


def _conflict(id: int, form: PageForm, other: Autosave | None = None) -> ResponseReturnValue:
    """Both texts side by side: the form as typed, ready to be saved over what else there is."""
    stored = db.session.get(Page, id, populate_existing=True) or abort(404)
    form.revision.data = str(stored.revision)
    form.version.data = other.version if other else form.version.data
    kept = PageForm(stored, typed=other.typed if other else None, posted=False)
    return _page(form, kept, other), 409


def _page(form: PageForm, kept: PageForm | None = None, typed: Autosave | None = None) -> str:
    unsaved = [] if form.stored or typed else Autosave.unsaved("pages")
    return render_template(
        "admin/pages/edit.html",
        form=form,
        page=form.stored,
        kept=kept,
        typed=typed,
        unsaved=unsaved,
    )
