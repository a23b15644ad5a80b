"""Plain pages, 关于 and 隐私 among them, on the desk."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
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
    return _page(PageForm.blank())


@bp.post("/new")
def create() -> ResponseReturnValue:
    form = PageForm()
    if saved := form.sent_before():
        return redirect(url_for(".edit", id=saved.id), 303 if form.repeats(saved) else 307)
    if not form.validate():
        return _page(form), 422
    try:
        form.claim()
    except Behind as behind:
        return _page(form.beside(behind)), 409
    fields = form.fields()
    page = Page.create(fields["title"], fields["slug"])
    page.write(**fields)
    return _settle(page, form)


@bp.get("/<int:id>")
def edit(id: int) -> str:
    page = db.session.get(Page, id) or abort(404)
    return _page(PageForm.opened(page))


@bp.post("/<int:id>")
def update(id: int) -> ResponseReturnValue:
    page = db.session.get(Page, id) or abort(404)
    form = PageForm(page)
    if not form.validate():
        return _page(form), 422
    try:
        form.claim()
        page.write(**form.fields())
        return _settle(page, form)
    except (Behind, StaleDataError) as meanwhile:  # stale: between reading and writing
        return _page(form.beside(meanwhile)), 409


@bp.post("/<int:id>/delete")
def delete(id: int) -> ResponseReturnValue:
    page = db.session.get(Page, id) or abort(404)
    page.erase()
    db.session.commit()
    flash(_("“%(title)s” is gone.", title=page.title))
    return redirect(url_for(".index"), 303)


def _settle(page: Page, form: PageForm) -> ResponseReturnValue:
    form.settle(page)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".edit", id=page.id), 303)


def _page(form: PageForm) -> str:
    page: Page | None = form.stored
    unsaved = [] if page or form.typed else Autosave.unsaved("pages")
    return render_template("admin/pages/edit.html", form=form, page=page, unsaved=unsaved)
