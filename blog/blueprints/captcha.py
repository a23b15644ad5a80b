"""验证码: the picture, the sound and the sum of a form's token."""

import time
from functools import lru_cache
from io import BytesIO

from flask import Blueprint, Response, abort, jsonify, send_file
from flask.typing import ResponseReturnValue

from blog.forms.comment import sum_in_words
from blog.lib import captcha
from blog.models import gate, site

bp = Blueprint("captcha", __name__, url_prefix="/captcha")

SEEN_AGAIN = "private, max-age=3600"


@bp.get("/<token>.png")
def picture(token: str) -> ResponseReturnValue:
    nonce = _nonce(token)
    if not gate.may_draw():
        abort(429)
    response = Response(captcha.picture(gate.secret(), nonce), mimetype="image/png")
    response.headers["Cache-Control"] = SEEN_AGAIN
    return response


@bp.get("/<token>.wav")
def sound(token: str) -> ResponseReturnValue:
    nonce = _nonce(token)
    if not gate.may_speak():
        abort(429)
    # Safari plays nothing that it cannot ask for in parts.
    response = send_file(BytesIO(_spoken(gate.secret(), nonce)), "audio/wav", conditional=True)
    response.headers["Cache-Control"] = SEEN_AGAIN
    return response


@bp.get("/<token>.json")
def question(token: str) -> ResponseReturnValue:
    """The sum of a form's token, for script."""
    _nonce(token)
    site.current()
    return _private({"token": token, "sum": sum_in_words(token)})


@bp.get("/new/<int:article_id>")
def new(article_id: int) -> ResponseReturnValue:
    """Another token for a form, for script. Nothing is stored, so nothing is spent by asking."""
    site.current()
    token = gate.issue(article_id)
    return _private({"token": token, "sum": sum_in_words(token)})


def _private(content: dict[str, str]) -> Response:
    response = jsonify(content)
    response.headers["Cache-Control"] = "no-store"
    return response


def _nonce(token: str) -> str:
    try:
        return captcha.read(gate.secret(), token, time.time()).nonce
    except (captcha.Forged, captcha.Expired):
        abort(404)


@lru_cache(maxsize=8)
def _spoken(secret: bytes, nonce: str) -> bytes:
    # Each making is different noise; the parts a browser asks for must be of one.
    return captcha.sound(secret, nonce)
