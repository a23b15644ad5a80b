"""Where a former address leads now."""

import re
from urllib.parse import quote

from sqlalchemy import select

from blog.lib.database import db
from blog.models.article import PUBLIC, Article
from blog.models.category import Category
from blog.models.page import Page
from blog.models.redirect import Redirect
from blog.models.tag import Tag

_FEED = re.compile(r"(?:/comments)?/feed\.(?:atom|json)$")
NOUNS: dict[str, type[Article | Category | Page | Tag]] = {
    "articles": Article,
    "categories": Category,
    "tags": Tag,
    "pages": Page,
}


def target(path: str) -> str | None:
    """The path (no prefix) of what this former path stands for; None if nothing public.

    The feeds of something that was renamed move along with it.
    """
    if feed := _FEED.search(path):
        home = target(path[: feed.start()])
        return home and home + feed[0]
    found = Redirect.of(path)
    if found is None:
        return None
    noun = NOUNS[found.kind]
    query = select(noun.slug).where(noun.id == found.target_id)
    if noun is Article:
        query = query.where(Article.state.in_(PUBLIC))
    if noun is Page:
        query = query.where(Page.published)
    slug = db.session.scalar(query)
    return None if slug is None else f"/{found.kind}/{quote(slug)}"
