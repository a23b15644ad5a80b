"""The settings, all on one page."""

from dataclasses import fields
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import refresh

from blog.forms import rows
from blog.forms.rows import RowsField
from blog.forms.settings import SettingsForm
from blog.lib.database import db
from blog.lib.writing import begin_write
from blog.models import site
from blog.models.article import Article
from blog.models.setting import Settings

bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.get("")
def show() -> str:
    return _page(SettingsForm())


@bp.post("")
def save() -> ResponseReturnValue:
    form = SettingsForm()
    if pressed := rows.deed(request.form):
        deed, name, number = pressed
        if name in form and isinstance(form[name], RowsField):
            form[name].edit(deed, number)
        return _page(form)
    if not form.validate():
        return _page(form), 422
    changed = form.changed
    if not changed:
        flash(_("Nothing was changed."))
        return redirect(url_for(".show"), 303)
    begin_write()
    site.change(changed)
    db.session.commit()
    _say(changed)
    if "time_zone" in changed:
        Article.derive_stale()
    return redirect(url_for(".show"), 303)


def _say(changed: dict[str, object]) -> None:
    """What was changed, in the language that may just have been chosen."""
    site.current()
    refresh()
    labels = [item.metadata["label"] for item in fields(Settings) if item.name in changed]
    flash(_("Saved: %(names)s.", names=_(", ").join(map(_, labels))))
    if "time_zone" in changed:
        flash(_("The archive follows the new time zone little by little."))
    if changed.get("address"):
        flash(_("Readers at other addresses are sent to %(address)s now.", **changed))


def _page(form: SettingsForm) -> str:  # type: ignore[valid-type]  # a class made from the table
    return render_template(
        "admin/settings/show.html", form=form, zones=sorted(available_timezones())
    )
