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

_FEED = re.compile(r"(?:/comments)?/feed(?:\.(?:atom|json))?$")
# What WordPress's /feed below each of these holds.
_FEEDS = {"articles": "/comments/feed.atom", "categories": "/feed.atom", "tags": "/feed.atom"}
_ASKED = re.compile(r"(?:^|&)((?:p|page_id|attachment_id|cat)=[0-9]{1,19})(?:&|$)")
HOME_ASKED = re.compile(r"/\?(?:.*&)?(?:p|page_id|attachment_id|cat)=[0-9]")
"""The home page asked for something of another blog, as WordPress numbers what it holds."""
NOUNS: dict[str, type[Article | Category | Page | Tag]] = {
    "articles": Article,
    "categories": Category,
    "tags": Tag,
    "pages": Page,
}


def address(path: str, query: str) -> str:
    """The path under which a redirect is stored; with the number that a query asks for, if any.

    `/?p=12`, `/index.php?p=12&preview=true` and `/blog/?p=12` are how WordPress names texts.
    """
    asked = _ASKED.search(query)
    if asked is None:
        return path
    return f"{path.removesuffix('index.php').rstrip('/') or '/'}?{asked[1]}"


def target(path: str) -> str | None:
    """The path (no prefix) of what this former path stands for; None if nothing public.

    The feeds of something that was renamed move along with it.
    """
    if feed := _FEED.search(path):
        home = target(path[: feed.start()])
        if home is None or "." in feed[0]:
            return home and home + feed[0]
        ours = _FEEDS.get(home.split("/")[1])
        return ours and home + ours
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
