"""What a link carries along: the picture of an article, and the code a phone reads."""

import hashlib
from io import BytesIO

from flask import Blueprint, Response, abort, make_response, redirect, request
from flask.typing import ResponseReturnValue

from blog.lib import fonts, templating
from blog.models import reading, site

bp = Blueprint("share", __name__)

A_DAY = "public, max-age=86400"


@bp.get("/articles/<slug:slug>/share.png")
def picture(slug: str) -> ResponseReturnValue:
    """The drawn picture; the article's cover where this machine has no font to draw with."""
    article = reading.heading(slug) or abort(404)
    home = site.current()
    if not fonts.available():
        return redirect(templating.absolute(article.cover), 302) if article.cover else abort(404)
    from blog.lib import share_picture  # loads Pillow

    return _answer(share_picture.draw(article.title, home.settings.title, home.seal), "image/png")


@bp.get("/articles/<slug:slug>/qr.svg")
def code(slug: str) -> Response:
    """The article's address as a QR code."""
    import segno

    if reading.heading(slug) is None:
        abort(404)
    path = templating.href("articles", slug).removeprefix(request.script_root)
    site.current()
    made = BytesIO()
    segno.make_qr(templating.absolute(path), error="m").save(
        made, kind="svg", scale=4, border=2, dark="#000", light="#fff", xmldecl=False
    )
    return _answer(made.getvalue(), "image/svg+xml")


@bp.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """The seal for those who ask for no other; its drawing where there is no font."""
    if not fonts.available():
        return redirect(f"{request.script_root}/favicon.svg", 302)
    from blog.lib import share_picture

    return _answer(share_picture.ico(site.current().seal), "image/x-icon")


@bp.get("/icon-<any('180', '192', '512'):size>.png")
def icon(size: str) -> ResponseReturnValue:
    """The seal for home screens."""
    if not fonts.available():
        abort(404)
    from blog.lib import share_picture

    return _answer(share_picture.icon(site.current().seal, int(size)), "image/png")


def _answer(content: bytes, mimetype: str) -> Response:
    response = make_response(content)
    response.mimetype = mimetype
    response.headers["Cache-Control"] = A_DAY
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response
