"""The account: its logins, its password, its second factor, and what happened at the door."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import quote

import pyotp
import segno
from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from blog.forms.account import ConfirmForm, NameForm, PasswordForm, ProofForm
from blog.lib.database import db
from blog.models import door, login, site
from blog.models.audit import AuditEntry, Event
from blog.models.login import Login
from blog.models.recovery import RecoveryCode
from blog.models.user import tidy_name

bp = Blueprint("account", __name__, url_prefix="/account")

OFFERED = "two_factor"
P = ParamSpec("P")


def fresh(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """The view for who typed the password a short while ago; others are asked for it first."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.login.fresh:
            return view(*args, **kwargs)
        here = quote(request.path) if request.method == "GET" else "/admin/account"
        return redirect(url_for(".confirm", next=here), 303)

    return guarded


@bp.get("")
def show() -> str:
    user = g.login.user
    return render_template(
        "admin/account/show.html",
        user=user,
        logins=Login.open_ones(user),
        codes=RecoveryCode.left(user),
        entries=AuditEntry.newest(),
    )


@bp.route("/confirm", methods=["GET", "POST"])
def confirm() -> ResponseReturnValue:
    """The password once more; good for a quarter of an hour."""
    form = ConfirmForm()
    error = ""
    if form.validate_on_submit():
        try:
            if door.confirm(g.login, str(form.password.data)):
                g.login.confirm()
                db.session.commit()
                return redirect(request.script_root + door.inside(request.values.get("next")), 303)
            error = _("The password is wrong.")
        except door.TooManyTries:
            minutes = door.WINDOW_SECONDS // 60
            error = _("Too many tries. Wait %(minutes)d minutes.", minutes=minutes)
    status = 422 if form.is_submitted() else 200
    target = door.inside(request.values.get("next"))
    html = render_template("admin/account/confirm.html", form=form, error=error, next=target)
    return html, status


@bp.route("/name", methods=["GET", "POST"])
@fresh
def rename() -> ResponseReturnValue:
    form = NameForm(data={"name": g.login.user.name})
    if not form.validate_on_submit():
        html = render_template("admin/account/name.html", form=form)
        return html, 422 if form.is_submitted() else 200
    g.login.user.name = tidy_name(str(form.name.data))
    return _done(Event.RENAMED, _("The name is changed."))


@bp.route("/password", methods=["GET", "POST"])
@fresh
def change_password() -> ResponseReturnValue:
    """Another password; every other login ends, for whoever knew the old one may hold it."""
    form = PasswordForm()
    if not form.validate_on_submit():
        html = render_template("admin/account/password.html", form=form, user=g.login.user)
        return html, 422 if form.is_submitted() else 200
    g.login.user.set_password(str(form.password.data))
    Login.close_all(g.login.user, but=g.login)
    return _done(
        Event.PASSWORD_CHANGED, _("The password is changed. Other devices have to log in again.")
    )


@bp.route("/two-factor", methods=["GET", "POST"])
@fresh
def two_factor() -> ResponseReturnValue:
    """Turn the second factor on, with a code as proof; once on, what can be done about it."""
    user = g.login.user
    form = ProofForm()
    error = ""
    if user.two_factor:
        return render_template("admin/account/two_factor_on.html", codes=RecoveryCode.left(user))
    # Kept by the browser, whose phone it is for, until a code proves that it arrived.
    secret = session.setdefault(OFFERED, pyotp.random_base32())
    if form.validate_on_submit():
        if user.turn_two_factor_on(secret, str(form.code.data)):
            session.pop(OFFERED)
            return _show_codes(Event.TWO_FACTOR_ON)
        error = _("This code is wrong. Is the clock of the phone right?")
    title = site.current().settings.title
    address = pyotp.TOTP(secret, name=user.name, issuer=title).provisioning_uri()
    html = render_template(
        "admin/account/two_factor.html", form=form, error=error, secret=secret, qr=_drawn(address)
    )
    return html, 422 if form.is_submitted() else 200


@bp.post("/two-factor/off")
@fresh
def drop_two_factor() -> ResponseReturnValue:
    g.login.user.turn_two_factor_off()
    RecoveryCode.clear(g.login.user)
    return _done(Event.TWO_FACTOR_OFF, _("Two-step login is off."))


@bp.post("/recovery-codes")
@fresh
def renew_codes() -> ResponseReturnValue:
    if not g.login.user.two_factor:
        abort(404)
    return _show_codes(Event.RECOVERY_CODES_RENEWED)


@bp.post("/logins/<int:id>/close")
def close_login(id: int) -> ResponseReturnValue:
    found = db.session.get(Login, id)
    if found is None or found.user_id != g.login.user_id:
        abort(404)
    found.close()
    return _done(Event.LOGIN_CLOSED, _("That login is closed."))


@bp.post("/logins/close-others")
def close_others() -> ResponseReturnValue:
    Login.close_all(g.login.user, but=g.login)
    return _done(Event.LOGIN_CLOSED, _("All other logins are closed."))


def _done(event: Event, said: str) -> ResponseReturnValue:
    _write(event)
    flash(said)
    return redirect(url_for(".show"), 303)


def _show_codes(event: Event) -> str:
    """New recovery codes, on the only page that ever shows them."""
    codes = RecoveryCode.renew(g.login.user)
    _write(event)
    return render_template("admin/account/codes.html", codes=codes)


def _write(event: Event) -> None:
    device = login.device(request.user_agent.string)
    AuditEntry.write(event, device=device, address=request.remote_addr)
    db.session.commit()


def _drawn(address: str) -> Markup:
    """The address as a QR code: an inline picture with neither style nor script in it."""
    code = segno.make(address, micro=False)
    return Markup(code.svg_inline(omitsize=True, light="#fff", dark="#000", svgclass="qr"))  # noqa: S704 - segno draws it, from black squares
