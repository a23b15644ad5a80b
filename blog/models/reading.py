"""What the page of one article shows."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

from sqlalchemy import Row, bindparam, select, union_all

from blog.lib import paging
from blog.lib.database import db
from blog.lib.lately import lately
from blog.lib.prepared import Prepared
from blog.models import heat, listing, lock, site, thread
from blog.models.article import LISTED, PUBLIC, Article, State
from blog.models.listing import NEWEST, Line
from blog.models.posting import posting
from blog.models.site import Shelf
from blog.models.tag import ArticleTag, Tag
from blog.models.thread import Node
from blog.models.views import ArticleViews

HOT = 5
RELATED = 4
NEAREST = 50
"""How many of a tag's newest articles are looked at for related ones."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the page of one article shows, and the marks it holds under."""

    article: Any
    marks: tuple[int, int]
    crumbs: tuple[Shelf, ...]
    contents: list[Heading]
    tags: Sequence[Any]
    previous: Any
    next: Any
    hot: tuple[Line, ...]
    related: tuple[Line, ...]
    thread: paging.Page[Node]
    twin: Row[*tuple[Any, ...]] | None = None

    posting = posting


# Made once, of plain tables: see listing.py.
_articles = Article.__table__.c
_views = ArticleViews.__table__.c
_ARTICLE = Prepared(
    select(
        *(column for column in _articles if column.name not in {"body", "source"}),
        _views.views,
        _views.mark,
    )
    .join_from(Article.__table__, ArticleViews.__table__, _views.article_id == _articles.id)
    .where(_articles.slug == bindparam("slug"), _articles.state.in_(PUBLIC))
)
_tags = Tag.__table__.c
_links = ArticleTag.__table__.c
_TAGS = Prepared(
    select(_tags.id, _tags.slug, _tags.name, _tags.article_count)
    .join_from(Tag.__table__, ArticleTag.__table__, _links.tag_id == _tags.id)
    .where(_links.article_id == bindparam("id"))
    .order_by(_links.position)
)
_listed = select(_articles.id).where(LISTED).order_by(*NEWEST).limit(bindparam("most"))
_NEWEST = Prepared(_listed)
_NEWEST_OF_CATEGORY = Prepared(_listed.where(_articles.category_id == bindparam("category")))


def open_article(slug: str, comments_page: int = 1, shown: str | None = None) -> Reading | None:
    """The page of the published article of that slug; None when there is none.

    `shown` is the key of an article with a password. Raises lock.Locked without the right one.

    The marks are read before anything they vouch for, so that a change in between makes the
    kept page fail its next hit rather than stand.
    """
    home = site.current()
    article = _ARTICLE.first(slug=slug)
    if article is None:
        return None
    if article.state == State.LOCKED and not lock.opens(shown, article.id, article.password_hash):
        raise lock.Locked
    previous, following = listing.neighbours(article.id, article.published_at)
    tags = _TAGS.rows(id=article.id)
    contents = [Heading(*item) for item in json.loads(article.contents)]
    return Reading(
        article=article,
        marks=(article.mark, home.dress),
        crumbs=home.trail(article.category_id),
        contents=contents if len(contents) >= 3 else [],
        tags=tags,
        previous=previous,
        next=following,
        hot=lately(("hot", HOT), lambda: tuple(listing.lines(heat.hot(HOT)))),
        related=lately(
            ("related", article.id, *(tag.id for tag in tags)),
            lambda: tuple(related(article, tags)),
        ),
        thread=thread.thread(article.id, article.comment_count, comments_page),
        twin=_twin(article.twin_id) if article.twin_id else None,
    )


def _twin(id: int) -> Row[*tuple[Any, ...]] | None:
    """slug, title and language of the same article in the other language, once published."""
    return db.session.execute(
        select(Article.slug, Article.title, Article.language).where(Article.id == id, LISTED)
    ).first()


def locked(slug: str) -> Row[*tuple[Any, ...]] | None:
    """id and password_hash of the article of that slug that has a password."""
    return db.session.execute(
        select(Article.id, Article.password_hash).where(
            Article.slug == slug, Article.state == State.LOCKED
        )
    ).first()


def heading(slug: str) -> Row[*tuple[Any, ...]] | None:
    """id, title and cover of the published article of that slug; none for a locked one."""
    return db.session.execute(
        select(Article.id, Article.title, Article.cover).where(Article.slug == slug, LISTED)
    ).first()


def related(article: Any, tags: Sequence[Any], limit: int = RELATED) -> list[Line]:
    """Lines of the articles nearest to this one; never empty while another is published.

    First those that share tags, each tag weighing 1 / log(2 + its articles) so that a rare tag
    says more than a common one; then the newest of the category, then the newest of all. Only
    the NEAREST newest articles of a tag are looked at: an old article on a busy tag may be missed.
    """
    weights = {tag.id: 1 / log(2 + tag.article_count) for tag in tags}
    scores: Counter[int] = Counter()
    if weights:
        numbered = {f"tag{place}": tag for place, tag in enumerate(weights)}
        for row in _newest_of_tags(len(weights)).rows(**numbered):
            scores[row.article_id] += weights[row.tag_id]  # type: ignore[assignment]  # a Counter adds floats as well
    scores.pop(article.id, None)
    ids = [found for found, _ in sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0]))][
        :limit
    ]
    for newest in (_NEWEST_OF_CATEGORY, _NEWEST):
        if len(ids) < limit:
            rows = newest.rows(category=article.category_id, most=limit + 1 + len(ids))
            ids += [row.id for row in rows if row.id != article.id and row.id not in ids]
    return listing.lines(ids[:limit])


@cache
def _newest_of_tags(count: int) -> Prepared:
    """article_id and tag_id of the NEAREST newest articles of each of so many tags."""
    each = [
        select(_links.article_id, _links.tag_id)
        .where(_links.tag_id == bindparam(f"tag{place}"), _links.published_at.is_not(None))
        .order_by(_links.published_at.desc(), _links.article_id.desc())
        .limit(NEAREST)
        .subquery()
        for place in range(count)
    ]
    return Prepared(union_all(*(select(newest.c.article_id, newest.c.tag_id) for newest in each)))
