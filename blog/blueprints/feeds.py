"""Atom and JSON feeds of the site, a language, a category, a tag."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from blog.lib import pagecache, templating
from blog.lib.i18n import LANGUAGES
from blog.models import feed, moved, site
from blog.models.category import Category
from blog.models.feed import Entry
from blog.models.tag import Tag

bp = Blueprint("feeds", __name__)

ATOM = "application/atom+xml"
JSON = "application/feed+json"


NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@bp.before_request
def _marks() -> None:
    """Read what vouches for a feed before anything that stands in it."""
    site.list_marks()


@bp.get("/feed")
@bp.get("/rss.xml")
@bp.get("/atom.xml")
@bp.get("/index.xml")
def former() -> ResponseReturnValue:
    """Where other programs keep their feed."""
    return redirect(request.script_root + "/feed.atom", 301)


@bp.get("/feed.<any(atom, json):form>")
def whole(form: str) -> Response:
    settings = site.current().settings
    subtitle = settings.description or settings.tagline
    return _answer(form, "/", settings.title, subtitle, feed.of_site())


@bp.get(f"/feed.<any({', '.join(LANGUAGES)}):language>.<any(atom, json):form>")
def written_in(language: str, form: str) -> Response:
    settings = site.current().settings
    title = f"{settings.title} · {LANGUAGES[language]}"
    subtitle = settings.description or settings.tagline
    return _answer(form, "/", title, subtitle, feed.of_language(language), language)


@bp.get("/categories/<slug:slug>/feed.<any(atom, json):form>")
def category(slug: str, form: str) -> ResponseReturnValue:
    found = Category.by_slug(slug)
    if found is None:
        return _moved(f"/categories/{slug}", form)
    path = templating.href("categories", slug).removeprefix(request.script_root)
    title = f"{found.name} · {site.current().settings.title}"
    return _answer(form, path, title, found.description, feed.of_category(found))


@bp.get("/tags/<slug:slug>/feed.<any(atom, json):form>")
def tag(slug: str, form: str) -> ResponseReturnValue:
    found = Tag.by_slug(slug)
    if found is None:
        return _moved(f"/tags/{slug}", form)
    path = templating.href("tags", slug).removeprefix(request.script_root)
    return _answer(
        form, path, f"{found.name} · {site.current().settings.title}", "", feed.of_tag(found)
    )


def _moved(path: str, form: str) -> ResponseReturnValue:
    target = moved.target(path) or abort(404)
    return redirect(f"{request.script_root}{target}/feed.{form}", 301)


def _answer(
    form: str, path: str, title: str, subtitle: str, entries: list[Entry], language: str = ""
) -> Response:
    """The feed of the page at `path`; in one language only when `language` names it."""
    marks = site.list_marks()
    page = templating.absolute(path)
    name = f"feed.{language}.{form}" if language else f"feed.{form}"
    shown: dict[str, Any] = {
        "title": title,
        "subtitle": subtitle,
        "page": page,
        "here": f"{page.rstrip('/')}/{name}",
        "language": templating.html_language(language or site.current().settings.language),
        "entries": entries,
    }
    if form == "json":
        text = json.dumps(_json(**shown), ensure_ascii=False)
        return pagecache.keep_feed(text, marks, JSON)
    updated = max((entry.updated_at for entry in entries), default=NEVER)
    feed_id = shown["here"] if language else page
    text = render_template(
        "feeds/atom.xml", id=feed_id, updated=updated, entry_id=_entry_id, **shown
    )
    return pagecache.keep_feed(templating.xml_text(text), marks, ATOM)


def _entry_id(article: Any) -> str:
    """A name of the article for good, whatever its address becomes (RFC 4151)."""
    host = urlsplit(templating.absolute("/")).hostname
    return f"tag:{host},{article.created_at:%Y-%m-%d}:articles/{article.id}"


def _json(
    *, title: str, subtitle: str, page: str, here: str, language: str, entries: list[Entry]
) -> dict[str, Any]:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    settings = g.site.settings
    author = {"name": settings.author or settings.title, "url": templating.absolute("/")}
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": page,
        "feed_url": here,
        "language": language,
        "favicon": templating.absolute("/favicon.ico"),
        "icon": templating.absolute("/icon-512.png"),
        "authors": [author],
        "items": [_item(entry) for entry in entries],
    }
    return made | ({"description": subtitle} if subtitle else {})


def _item(entry: Entry) -> dict[str, Any]:
    article = entry.article
    address = templating.absolute(
        templating.href("articles", article.slug).removeprefix(request.script_root)
    )
    item = {
        "id": _entry_id(article),
        "url": address,
        "title": templating.xml_text(article.title),
        "summary": templating.xml_text(article.excerpt),
        "date_published": templating.iso(article.published_at),
        "date_modified": templating.iso(entry.updated_at),
        "language": templating.html_language(article.language),
        "tags": [shelf.name for shelf in g.site.trail(article.category_id)] + list(entry.tags),
    }
    if article.cover:
        item["image"] = templating.absolute(article.cover)
    if g.site.settings.feed_full:
        html = templating.grounded(article.html, address)
        return item | {"content_html": templating.xml_text(html)}
    return item | {"content_text": item["summary"]}
