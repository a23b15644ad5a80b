"""What articles and pages lead to, compared with what is there: files, links, the search."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import BigInteger, func, literal, select
from werkzeug.exceptions import HTTPException

from blog.lib.database import db
from blog.lib.terminal import gettext as _
from blog.models import index, indexing, media, moved, site
from blog.models.article import LISTED, PUBLIC, Article
from blog.models.category import Category
from blog.models.index import SearchName
from blog.models.indexing import SearchDue
from blog.models.media import Media
from blog.models.page import Page
from blog.models.tag import Tag

ADDRESS = re.compile(r'(?:href|src)="([^"#?]+)')
NAMED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{16}\b")


def media_faults() -> Iterator[str]:
    """A sentence for each file that is missing, or does not hold what its name says."""
    folder = media.folder()
    for row in db.session.execute(
        select(Media.path, Media.name, Media.variants).where(Media.deleted_at.is_(None))
    ):
        for path in (row.path, *(variant for _width, variant in json.loads(row.variants))):
            if fault := _rot(folder / path, path):
                yield _(
                    "media file %(path)s (%(name)s): %(fault)s",
                    path=path,
                    name=row.name,
                    fault=fault,
                )
    db.session.rollback()


def _rot(file: Path, path: str) -> str:
    try:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        return _("cannot be read (%(strerror)s)", strerror=error.strerror)
    # The name carries the beginning of the digest of what it was given to.
    if NAMED.match(path) and not f"{digest[:2]}/{digest[2:]}".startswith(path[:19]):
        return _("holds something else than it did")
    return ""


def link_faults() -> Iterator[str]:
    """A sentence for each link from a public article or page to nothing of this blog."""
    known: dict[str, bool] = {}
    own = site.current().settings.address
    sources = (
        ("articles", select(Article.slug, Article.html).where(Article.state.in_(PUBLIC))),
        ("pages", select(Page.slug, Page.html).where(Page.published)),
    )
    for kind, query in sources:
        for row in db.session.execute(query.execution_options(yield_per=100)):
            for found in sorted(set(ADDRESS.findall(row.html))):
                path = _own_path(unescape(found), own)
                if path and path not in known:
                    known[path] = _leads(path)
                if path and not known[path]:
                    yield _(
                        "%(page)s links to %(path)s, where nothing is",
                        page=f"/{kind}/{row.slug}",
                        path=path,
                    )
    db.session.rollback()


def dead(addresses: Iterable[str]) -> list[str]:
    """Those of the addresses that are this blog's own and lead nowhere, each once."""
    own = site.current().settings.address
    paths = {address: _own_path(address, own) for address in addresses}
    return [address for address, path in paths.items() if path and not _leads(path)]


def _own_path(address: str, own: str) -> str:
    """The path on this blog that an address stands for; empty for any other."""
    if own and address.startswith(f"{own}/"):
        address = address.removeprefix(own)
    if not address.startswith("/") or address.startswith("//"):
        return ""
    return unquote(urlsplit(address).path)


def _leads(path: str) -> bool:
    kind, _, slug = path.removeprefix("/").partition("/")
    if kind == "media":
        return (media.folder() / slug).is_file()
    query = {
        "articles": select(Article.id).where(Article.slug == slug, Article.state.in_(PUBLIC)),
        "pages": select(Page.id).where(Page.slug == slug, Page.published),
        "categories": select(Category.id).where(Category.slug == slug),
        "tags": select(Tag.id).where(Tag.slug == slug),
    }.get(kind if slug else "")
    if query is not None and "/" not in slug:
        there = db.session.scalar(query) is not None
    else:
        there = _is_routed(path)
    return there or moved.target(path) is not None


def _is_routed(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException as error:
        return error.code is not None and error.code < 400
    return True


def search_faults() -> Iterator[str]:
    """A sentence for what the search does not know, or knows and should not."""
    if not indexing.current():
        return  # a chore makes it anew by itself
    due = select(SearchDue.id)
    lists = (
        ("articles", Article.slug, Article.id, LISTED, 0),
        ("pages", Page.slug, Page.id, Page.published, index.PAGES),
    )
    total = 0
    for kind, slug, number, shown, offset in lists:
        there = select(SearchName.id)
        document = literal(offset, BigInteger) + number
        missing = db.session.scalars(
            select(slug).where(shown, document.not_in(there), document.not_in(due))
        ).all()
        for name in missing:
            yield _("the search does not know %(page)s", page=f"/{kind}/{name}")
        total += db.session.scalar(select(func.count(number)).where(shown)) or 0
    kept = db.session.scalar(select(func.count(SearchName.id))) or 0
    waiting = db.session.scalar(select(func.count()).select_from(SearchDue)) or 0
    if kept > total + waiting:
        yield _("the search knows what is not public (%(count)s)", count=kept - total)
    db.session.rollback()
