"""Whether a form of the admin's was sent from the site itself, and the cookie that proves it.

Public pages use none of it: a page that holds such a token sets a cookie and cannot be kept.
"""

from flask import Flask, Request, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect

from blog.lib.security import named_here

FIELD = "csrf_token"
_csrf = CSRFProtect()


class FormCookie(SecureCookieSessionInterface):
    """The session's cookie: sent over TLS only when it was set over TLS."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Spare readers, who have none, the making of what would prove the cookie."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether this answer's cookie is for TLS alone."""
        return request.is_secure


def init_app(app: Flask) -> None:
    """Give the templates `csrf_token()`. Nothing is checked but where `proven` is asked."""
    app.config.update(
        SESSION_COOKIE_NAME="suibi_form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        WTF_CSRF_CHECK_DEFAULT=False,
        # A writer may sit over one page for a day.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = FormCookie()
    _csrf.init_app(app)


def proven() -> bool:
    """Whether the request carries this browser's token; true for GET and HEAD, which need none."""
    if not current_app.config["WTF_CSRF_ENABLED"]:  # as tests of what forms do leave it
        return True
    try:
        _csrf.protect()
    except CSRFError:
        return False
    return True


def carried(leave_out: set[str]) -> list[tuple[str, str]]:
    """The fields of this POST, for a form that sends them once more.

    Empty unless the request is proven or names this host as its origin: what another site sent
    must not come back to the admin under a token of ours.
    """
    if request.method != "POST" or not (g.get("csrf_valid") or named_here()):
        return []
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in leave_out | {FIELD}
    ]
