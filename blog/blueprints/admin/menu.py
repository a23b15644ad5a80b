"""The menu that readers see."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blog.forms import rows
from blog.forms.menu import MenuForm
from blog.lib.database import db
from blog.lib.writing import begin_write
from blog.models import site

bp = Blueprint("menu", __name__, url_prefix="/menu")


@bp.get("")
def show() -> str:
    return _page(MenuForm())


@bp.post("")
def save() -> ResponseReturnValue:
    """Save it, or do with a row what its button says and show the form again, unsaved."""
    form = MenuForm()
    if pressed := rows.deed(request.form):
        deed, _name, number = pressed
        form.menu.edit(deed, number)
        return _page(form)
    if request.form.get("do") == "pick":
        form.add()
        return _page(form)
    if not form.validate():
        return _page(form), 422
    begin_write()
    site.change({"menu": form.checked["menu"]})
    db.session.commit()
    flash(_("Saved.") if form.menu.data else _("Readers see the usual menu now."))
    return redirect(url_for(".show"), 303)


def _page(form: MenuForm) -> str:
    return render_template("admin/menu/show.html", form=form)
