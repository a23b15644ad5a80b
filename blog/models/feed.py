"""What feeds hold: the newest articles of the site, a category or a tag."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from blog.lib.database import db
from blog.models import listing
from blog.models.article import LISTED, Article
from blog.models.category import Category
from blog.models.tag import ArticleTag, Tag

ENTRIES = 20


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


def of_site() -> list[Entry]:
    """The newest of all articles."""
    return _entries(listing.newest(1, ENTRIES).items)


def of_category(category: Category) -> list[Entry]:
    """The newest of a category and of those under it."""
    return _entries(listing.of_category(category, 1, ENTRIES).items)


def of_tag(tag: Tag) -> list[Entry]:
    """The newest of a tag."""
    return _entries(listing.of_tag(tag, 1, ENTRIES).items)


def _entries(lines: Sequence[listing.Line]) -> list[Entry]:
    ids = [line.id for line in lines]
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
