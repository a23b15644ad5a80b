"""Articles behind a password: who may read them, and for how long that is remembered."""

import hashlib

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.security import check_password_hash, generate_password_hash

from blog.models.limit import Limit, address_key

COOKIE = "suibi_open"
SECONDS = 30 * 24 * 3600
"""How long after the last visit the password is asked for again."""
LONGEST = 100  # characters of a password
# 16 MB and 0.04 s: the text it guards lies in the same database, so it guards the password alone.
METHOD = "scrypt:16384:8:1"
WINDOW_SECONDS = 15 * 60
ADDRESS_TRIES = 10
ARTICLE_TRIES = 200


HIDDEN = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class Locked(Exception):
    """The article is there, but this reader has not given its password."""


class TooManyTries(Exception):
    """Not now: there were too many tries."""


def hashed(password: str) -> str:
    """What is kept of a password; nothing of an empty one."""
    return generate_password_hash(password, METHOD) if password else ""


def matches(article_id: int, kept: str, password: str, address: str | None) -> bool:
    """Whether this is the password. Tries count before anything is hashed. Raises TooManyTries."""
    here = Limit.take(f"open {address_key(address)}", ADDRESS_TRIES, WINDOW_SECONDS)
    if not (here and Limit.take(f"open article {article_id}", ARTICLE_TRIES, WINDOW_SECONDS)):
        raise TooManyTries
    return fits(kept, password[:LONGEST])


def fits(kept: str, password: str) -> bool:
    """Whether this is the password, for who may set it and so may try as often as they like."""
    return check_password_hash(kept, password)


def opens(shown: str | None, article_id: int, kept: str) -> bool:
    """Whether what a browser shows opens this article."""
    try:
        given = _keys().loads(shown or "", max_age=SECONDS)
    except BadSignature:
        return False
    return bool(given == [article_id, _print(kept)])


def hand_key(response: Response, article_id: int, kept: str) -> None:
    """Let this browser open the article again, at this path alone.

    The cookie is renewed with each page, and is what keeps that page from being kept in front.
    """
    response.headers.update(HIDDEN)
    response.set_cookie(
        COOKIE,
        str(_keys().dumps([article_id, _print(kept)])),
        max_age=SECONDS,
        path=request.script_root + request.path,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def _print(kept: str) -> str:
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def _keys() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="open article")
