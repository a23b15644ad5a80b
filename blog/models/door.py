"""The door: who is let in, how often one may knock, and how the first admin gets the key."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from blog.lib.database import db
from blog.models.audit import AuditEntry
from blog.models.limit import Limit, address_key
from blog.models.login import Login
from blog.models.recovery import RecoveryCode
from blog.models.user import Busy, User, tidy_name

DEVICE_COOKIE = "suibi_device"
DEVICE_SECONDS = 365 * 24 * 3600
WINDOW_SECONDS = 15 * 60
ADDRESS_TRIES = 10
ACCOUNT_TRIES = 30
DEVICE_TRIES = 10
CODE_TRIES = 10
# Printable ASCII without a backslash, which browsers read as a slash.
_INSIDE = re.compile(r"/admin(?:[/?][!-\[\]-~]*)?")


class TooManyTries(Exception):
    """Not now: there were too many tries, or too many at once."""


def admit(name: str, password: str, *, address: str | None, device: str | None) -> User | None:
    """The user whose name and password these are, None when they are nobody's.

    Tries are counted before anything is hashed, by address and by account. A device that once
    got in (its cookie is `device`) is counted by itself instead: a stranger who knocks all day,
    on whatever name from however many addresses, does not keep the owner out. Raises TooManyTries.
    """
    nonce = known_device(device)
    if nonce:
        allowed = Limit.take(f"login device {nonce}", DEVICE_TRIES, WINDOW_SECONDS)
    else:
        allowed = Limit.take(
            f"login address {address_key(address)}", ADDRESS_TRIES, WINDOW_SECONDS
        ) and Limit.take(f"login account {tidy_name(name)}", ACCOUNT_TRIES, WINDOW_SECONDS)
    if not allowed:
        raise TooManyTries
    try:
        return User.check(name, password)
    except Busy:
        raise TooManyTries from None


def confirm(login: Login, password: str) -> bool:
    """Whether this is the password of the user whose login this is. Raises TooManyTries."""
    if not Limit.take(f"confirm {login.id}", CODE_TRIES, WINDOW_SECONDS):
        raise TooManyTries
    try:
        return login.user.knows(password)
    except Busy:
        raise TooManyTries from None


def pass_code(user: User, typed: str) -> str | None:
    """What the second factor took: "code" or "recovery"; None if neither. Raises TooManyTries.

    Only who knows the password comes this far, so the count keeps nobody else out.
    """
    if not Limit.take(f"code {user.id}", CODE_TRIES, WINDOW_SECONDS):
        raise TooManyTries
    if user.take_code(typed):
        return "code"
    return "recovery" if RecoveryCode.spend(user, typed) else None


def device_token() -> str:
    """What a device shows from now on to be known again."""
    return _devices().dumps(secrets.token_urlsafe(12))


def known_device(token: str | None) -> str | None:
    """What tells this device from others; None when it never got in."""
    try:
        return str(_devices().loads(token or "", max_age=DEVICE_SECONDS))
    except BadSignature:
        return None


def setup_link() -> str | None:
    """The path at which the first admin chooses name and password; None once there is one.

    Every worker and every start works out the same: it is no secret of a process but of the blog,
    and opens nothing after its first use, because then there is an admin.
    """
    return None if User.admin() else f"/setup/{_setup_token()}"


def may_set_up(token: str) -> bool:
    """Whether this token makes an admin now."""
    return hmac.compare_digest(token.encode(), _setup_token().encode()) and User.admin() is None


def inside(path: str | None) -> str:
    """The path if it lies within the desk, else the desk's first page: never another site."""
    return path if path and _INSIDE.fullmatch(path) else "/admin"


def fingerprint(user: User) -> str:
    """What changes with the password, for a proof that must not outlive it."""
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]


def sweep() -> timedelta:
    """Forget what has ended: windows, logins, old lines of the log; the wait until next time."""
    Limit.sweep()
    Login.sweep()
    AuditEntry.sweep()
    db.session.commit()
    return timedelta(hours=1)


def _setup_token() -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, b"the first admin of this blog", "sha256").hexdigest()[:40]


def _devices() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="known device")
