"""The admin's door: log in, the second step, log out, and the first set-up."""

import re
import time
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, abort, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blog.forms.auth import CodeForm, LoginForm, LogoutForm, SetupForm
from blog.lib import csrf, incoming
from blog.lib.database import db
from blog.lib.i18n import LANGUAGES
from blog.models import door, login, privacy, site
from blog.models.audit import AuditEntry, Event
from blog.models.login import Login
from blog.models.user import AlreadyThere, User

bp = Blueprint("auth", __name__)

PRIVATE = re.compile(r"/(?:admin|login|logout|setup)(?:/|$)")
CODE_SECONDS = 300
"""How long after the password the code is waited for."""
OWN_FIELDS = {"login_name", "login_password", "login_lasting", "login_code", "next", "carry"}


@bp.after_app_request
def keep_private(response: Response) -> Response:
    """Nothing of the admin's is kept by a browser, a proxy or an engine."""
    if PRIVATE.match(request.path):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.route("/login", methods=["GET", "POST"])
def log_in() -> ResponseReturnValue:
    """The door. It may carry what was being saved when a login ended, and send it on afterwards."""
    if request.method == "GET" and Login.of(request.cookies.get(login.COOKIE)):
        return redirect(_target(), 303)
    form = LoginForm()
    if not csrf.proven():
        return _show_login(form, _("This page was open for too long. Please log in again."), 400)
    if not form.validate_on_submit():
        return _show_login(form, "", 422 if form.is_submitted() else 200)
    try:
        user = door.admit(
            str(form.login_name.data),
            str(form.login_password.data),
            address=request.remote_addr,
            device=request.cookies.get(door.DEVICE_COOKIE),
        )
    except door.TooManyTries:
        return _too_many(lambda why: _show_login(form, why, 429))
    if user is None:
        _note(Event.REFUSED)
        return _show_login(form, _("Name or password is wrong."), 422)
    if user.two_factor:
        proof = [user.id, door.fingerprint(user), int(time.time()), form.login_lasting.data]
        session["first_step"] = proof
        return _show_code(CodeForm(formdata=None))
    return _let_in(user, lasting=form.login_lasting.data)


@bp.post("/login/code")
def take_code() -> ResponseReturnValue:
    """The second step: a code of the phone, or one for recovery."""
    proven = csrf.proven()
    user, lasting = _first_step()
    if user is None or not proven:
        return _show_login(
            LoginForm(formdata=None), _("That took too long. Please log in again."), 400
        )
    form = CodeForm()
    if not form.validate():
        return _show_code(form, status=422)
    try:
        took = door.pass_code(user, str(form.login_code.data))
    except door.TooManyTries:
        return _too_many(lambda why: _show_code(form, why, 429))
    if took is None:
        _note(Event.CODE_REFUSED)
        return _show_code(form, _("This code is wrong, or was used before."), 422)
    if took == "recovery":
        _note(Event.RECOVERY_CODE_USED)
    return _let_in(user, lasting=lasting)


@bp.route("/logout", methods=["GET", "POST"])
def log_out() -> ResponseReturnValue:
    """A page with a button; the button closes this login."""
    form = LogoutForm()
    if not form.validate_on_submit():
        return render_template("auth/logout.html", form=form)
    found = Login.of(request.cookies.get(login.COOKIE))
    if found is not None:
        found.close()
        _note(Event.LOGGED_OUT)
    session.clear()
    response = redirect(request.script_root + "/", 303)
    response.delete_cookie(login.COOKIE, path=_cookie_path())
    return response


@bp.route("/setup/<token>", methods=["GET", "POST"])
def set_up(token: str) -> ResponseReturnValue:
    """The first start: who writes here, and what the site is called. Nothing without the link."""
    if not door.may_set_up(token):
        abort(404)
    # The one page that follows its reader's language: there is no site yet whose it could be.
    g.language = request.accept_languages.best_match(LANGUAGES, "zh")
    address = "" if site.is_loopback(request.host) else incoming.asked_at()
    zone = "Asia/Shanghai" if g.language == "zh" else "UTC"  # a script knows better
    usual = {"address": address, "language": g.language, "time_zone": zone, "lasting": True}
    form = SetupForm(data=usual)
    if not form.validate_on_submit():
        page = render_template(
            "auth/setup.html", form=form, language=g.language, zones=sorted(available_timezones())
        )
        return page, 422 if form.errors else 200
    try:
        user = User.create(str(form.name.data), str(form.password.data))
    except AlreadyThere:
        abort(404)
    AuditEntry.write(Event.CREATED, address=request.remote_addr)
    names = ("title", "language", "time_zone", "address")
    site.change({name: form[name].data for name in names} | {"author": form.name.data})
    privacy.draft()
    return _let_in(user, lasting=form.lasting.data)


def _let_in(user: User, *, lasting: bool) -> ResponseReturnValue:
    """Open a login and go inside: on with what was being saved, or to where the way was barred."""
    user_agent = request.user_agent.string
    token = Login.open(user, user_agent, lasting=lasting)
    _note(Event.LOGGED_IN)
    session.pop("first_step", None)
    # 307 keeps method and body: the form that was interrupted is posted once more, by the browser.
    response = redirect(_target(), 307 if "carry" in request.form else 303)
    dress: dict[str, Any] = {
        "path": _cookie_path(),
        "httponly": True,
        "samesite": "Lax",
        "secure": request.is_secure,
    }
    age = int(login.LASTING.total_seconds()) if lasting else None
    response.set_cookie(login.COOKIE, token, max_age=age, **dress)
    response.set_cookie(
        door.DEVICE_COOKIE, door.device_token(), max_age=door.DEVICE_SECONDS, **dress
    )
    return response


def _target() -> str:
    """Where to go once inside; never out of the desk, whatever the address says."""
    return request.script_root + door.inside(request.values.get("next"))


def _first_step() -> tuple[User | None, bool]:
    """Who gave the right password a short while ago, and whether the login is to last."""
    match session.get("first_step"):
        case [int(id), str(proof), int(at), bool(lasting)] if time.time() - at < CODE_SECONDS:
            user = db.session.get(User, id)
            if user is not None and user.two_factor and door.fingerprint(user) == proof:
                return user, lasting
    return None, False


def _note(event: Event) -> None:
    AuditEntry.write(
        event, device=login.device(request.user_agent.string), address=request.remote_addr
    )
    db.session.commit()


def _show_login(form: LoginForm, error: str, status: int) -> ResponseReturnValue:
    return _show("auth/login.html", form, error, status)


def _show_code(form: CodeForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    return _show("auth/code.html", form, error, status)


def _show(template: str, form: Any, error: str, status: int) -> ResponseReturnValue:
    carry = "carry" in request.form
    html = render_template(
        template,
        form=form,
        error=error,
        next=request.values.get("next", ""),
        unowned=User.admin() is None,
        carried=csrf.carried(OWN_FIELDS) if carry else None,
    )
    return html, status


def _too_many(show: Any) -> Response:
    """The page again, with how long to wait."""
    minutes = door.WINDOW_SECONDS // 60
    body, status = show(_("Too many tries. Wait %(minutes)d minutes.", minutes=minutes))
    return Response(body, status, {"Retry-After": str(door.WINDOW_SECONDS)}, mimetype="text/html")


def _cookie_path() -> str:
    return request.script_root or "/"
