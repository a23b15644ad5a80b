"""What the page of one article shows."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from sqlalchemy import Row, select, union_all

from blog.lib.database import db
from blog.models import heat, listing, site, thread
from blog.models.article import LISTED, PUBLIC, Article
from blog.models.listing import NEWEST, Line
from blog.models.site import Shelf
from blog.models.tag import ArticleTag, Tag
from blog.models.thread import Thread
from blog.models.views import ArticleViews

HOT = 8
RELATED = 6
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

    article: Row[*tuple[Any, ...]]
    marks: tuple[int, int]
    crumbs: tuple[Shelf, ...]
    contents: list[Heading]
    tags: Sequence[Row[*tuple[Any, ...]]]
    previous: Row[*tuple[Any, ...]] | None
    next: Row[*tuple[Any, ...]] | None
    hot: list[Line]
    related: list[Line]
    thread: Thread


def open_article(slug: str, comments_page: int = 1) -> Reading | None:
    """The page of the published article of that slug; None when there is none.

    The marks are read before anything they vouch for, so that a change in between makes the
    kept page fail its next hit rather than stand.
    """
    home = site.current()
    article = db.session.execute(
        select(
            *(column for column in Article.__table__.c if column.name not in {"body", "source"}),
            ArticleViews.views,
            ArticleViews.mark,
        )
        .join(ArticleViews, ArticleViews.article_id == Article.id)
        .where(Article.slug == slug, Article.state.in_(PUBLIC))
    ).first()
    if article is None:
        return None
    previous, following = listing.neighbours(article.id, article.published_at)
    tags = tags_of(article.id)
    contents = [Heading(*item) for item in json.loads(article.contents)]
    return Reading(
        article=article,
        marks=(article.mark, home.dress),
        crumbs=home.trail(article.category_id),
        contents=contents if len(contents) >= 3 else [],
        tags=tags,
        previous=previous,
        next=following,
        hot=listing.lines(heat.hot(HOT)),
        related=related(article, tags),
        thread=thread.thread(article.id, article.comment_count, comments_page),
    )


def tags_of(article_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """id, slug, name and article_count of an article's tags, in the writer's order."""
    return db.session.execute(
        select(Tag.id, Tag.slug, Tag.name, Tag.article_count)
        .join(ArticleTag, ArticleTag.tag_id == Tag.id)
        .where(ArticleTag.article_id == article_id)
        .order_by(ArticleTag.position)
    ).all()


def related(
    article: Row[*tuple[Any, ...]], tags: Sequence[Row[*tuple[Any, ...]]], limit: int = RELATED
) -> list[Line]:
    """Lines of the articles nearest to this one; never empty while another is published.

    First those that share tags, each tag weighing 1 / log(2 + its articles) so that a rare tag
    says more than a common one; then the newest of the category, then the newest of all. Only
    the NEAREST newest articles of a tag are looked at: an old article on a busy tag may be missed.
    """
    weights = {tag.id: 1 / log(2 + tag.article_count) for tag in tags}
    scores: Counter[int] = Counter()
    if weights:
        for row in db.session.execute(union_all(*(_newest_of(tag) for tag in weights))):
            scores[row.article_id] += weights[row.tag_id]  # type: ignore[assignment]  # a Counter adds floats as well
    scores.pop(article.id, None)
    ids = [found for found, _ in sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0]))][
        :limit
    ]
    for column in (Article.category_id == article.category_id, LISTED):
        if len(ids) < limit:
            query = (
                select(Article.id)
                .where(LISTED, column)
                .order_by(*NEWEST)
                .limit(limit + 1 + len(ids))
            )
            ids += [
                found
                for found in db.session.scalars(query)
                if found != article.id and found not in ids
            ]
    return listing.lines(ids[:limit])


def _newest_of(tag_id: int) -> Any:
    newest = (
        select(ArticleTag.article_id, ArticleTag.tag_id)
        .where(ArticleTag.tag_id == tag_id, ArticleTag.published_at.is_not(None))
        .order_by(ArticleTag.published_at.desc(), ArticleTag.article_id.desc())
        .limit(NEAREST)
        .subquery()
    )
    return select(newest.c.article_id, newest.c.tag_id)
