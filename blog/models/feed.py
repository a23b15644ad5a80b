"""What feeds hold: the newest articles of the site, a language, a category or a tag.

Of two twins that would stand in the same feed only the one in the site's language does; the
other is in its own language's.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select
from sqlalchemy.orm import aliased

from blog.lib.database import db
from blog.models import listing, site
from blog.models.article import LISTED, Article, State
from blog.models.category import Category
from blog.models.tag import ArticleTag, Tag

ENTRIES = 20
LOOKED = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a feed: its row, the names of its tags, when it last changed."""

    article: Row[*tuple[Any, ...]]
    tags: tuple[str, ...]

    @property
    def updated_at(self) -> datetime:
        """When it was published or edited, whichever came last."""
        moments: tuple[datetime, ...] = (self.article.updated_at, self.article.published_at)
        return max(moments)


_Twin = aliased(Article)


def of_site() -> list[Entry]:
    """The newest of all articles."""
    return _entries(select(Article.id).where(LISTED, _told_once()).order_by(*listing.NEWEST))


def of_language(language: str) -> list[Entry]:
    """The newest that are written in that language, whatever they are twins of.

    Only the LOOKED newest of all are looked at: no index tells the languages apart.
    """
    newest = (
        select(Article.id, Article.language, Article.published_at)
        .where(LISTED)
        .order_by(*listing.NEWEST)
        .limit(LOOKED)
        .subquery()
    ).c
    return _entries(
        select(newest.id)
        .where(newest.language == language)
        .order_by(newest.published_at.desc(), newest.id.desc())
    )


def languages() -> set[str]:
    """The languages of the LOOKED newest articles."""
    query = select(Article.language).where(LISTED).order_by(*listing.NEWEST).limit(LOOKED)
    return set(db.session.scalars(select(query.subquery().c.language).distinct()))


def of_category(category: Category) -> list[Entry]:
    """The newest of a category and of those under it."""
    column = "category_id" if category.parent_id else "section_id"
    return _entries(
        select(Article.id)
        .where(
            LISTED,
            getattr(Article, column) == category.id,
            _told_once(getattr(_Twin, column) == category.id),
        )
        .order_by(*listing.NEWEST)
    )


def of_tag(tag: Tag) -> list[Entry]:
    """The newest of a tag."""
    beside = aliased(ArticleTag)
    tagged = exists().where(beside.article_id == _Twin.id, beside.tag_id == tag.id)
    return _entries(
        select(Article.id)
        .join(ArticleTag, ArticleTag.article_id == Article.id)
        .where(
            ArticleTag.tag_id == tag.id, ArticleTag.published_at.is_not(None), _told_once(tagged)
        )
        .order_by(ArticleTag.published_at.desc(), ArticleTag.article_id.desc())
    )


def _told_once(*beside: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether no twin in the site's language stands `beside` the article in the same feed."""
    own = site.current().settings.language
    twin = exists().where(
        _Twin.id == Article.twin_id, _Twin.state == State.PUBLISHED, _Twin.language == own, *beside
    )
    return or_(Article.language == own, Article.twin_id.is_(None), ~twin)


def _entries(query: Select[int]) -> list[Entry]:
    ids = db.session.scalars(query.limit(ENTRIES)).all()
    columns = (
        Article.id, Article.slug, Article.title, Article.language, Article.excerpt, Article.html,
        Article.cover, Article.category_id, Article.created_at, Article.published_at,
        Article.updated_at,
    )  # fmt: skip
    found = db.session.execute(select(*columns).where(Article.id.in_(ids), LISTED))
    rows = {row.id: row for row in found}
    names: dict[int, list[str]] = defaultdict(list)
    for article_id, name in db.session.execute(
        select(ArticleTag.article_id, Tag.name)
        .join(Tag, Tag.id == ArticleTag.tag_id)
        .where(ArticleTag.article_id.in_(ids))
        .order_by(ArticleTag.position)
    ):
        names[article_id].append(name)
    return [Entry(rows[number], tuple(names[number])) for number in ids if number in rows]
