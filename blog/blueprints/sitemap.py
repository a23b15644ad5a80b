"""The site map for engines, and what they may read."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from blog.lib.templating import xml_text
from blog.models import site, sitemap

bp = Blueprint("sitemaps", __name__)


@bp.get("/sitemap.xml")
def whole() -> Response:
    """Every address while they fit one file, else the index of the parts."""
    site.current()
    parts = sitemap.parts()
    if parts == 1:
        return part(1)
    return _answer(render_template("sitemap/index.xml", parts=parts))


@bp.get("/sitemap/<int:number>.xml")
def part(number: int) -> Response:
    site.current()
    if not 1 <= number <= sitemap.parts():
        abort(404)
    html = render_template(
        "sitemap/part.xml",
        part=sitemap.articles(number),
        others=list(sitemap.others()) if number == 1 else [],
        first=number == 1,
    )
    return _answer(html)


@bp.get("/robots.txt")
def robots() -> Response:
    site.current()
    return _answer(render_template("sitemap/robots.txt"), "text/plain")


def _answer(content: str, mimetype: str = "application/xml") -> Response:
    response = make_response(xml_text(content))
    response.mimetype = mimetype
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
