"""What a sitemap for engines lists, in parts of at most PART articles."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from blog.lib.database import db
from blog.models import site
from blog.models.article import LISTED, Article, State
from blog.models.category import Category
from blog.models.page import Page
from blog.models.tag import Tag
from blog.models.usage import MediaUse

PART = 10_000
TAGS = 2000
"""Tags of two articles and more; a tag with one says nothing that the article does not."""

Place = tuple[str, Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Part:
    """slug, cover and last change of a part's articles; by their number, what belongs to them."""

    articles: Sequence[Row[*tuple[Any, ...]]]
    pictures: dict[int | None, list[str]]
    """The paths of the pictures it shows."""
    twins: dict[int, Row[*tuple[Any, ...]]]
    """slug and language of the same article in the other language, and its own language."""


def parts() -> int:
    """How many parts the published articles make; at least one."""
    return max(1, -(-site.marks().published // PART))


def articles(part: int) -> Part:
    """The articles of that part, the oldest first."""
    rows = db.session.execute(
        select(Article.id, Article.slug, Article.cover, Article.updated_at, Article.published_at)
        .where(LISTED)
        .order_by(Article.id)
        .limit(PART)
        .offset((part - 1) * PART)
    ).all()
    ends = (rows[0].id, rows[-1].id) if rows else (0, 0)
    pictures: dict[int | None, list[str]] = defaultdict(list)
    used = select(MediaUse.article_id, MediaUse.path).where(MediaUse.article_id.between(*ends))
    for article_id, path in db.session.execute(used.order_by(MediaUse.id)):
        pictures[article_id].append(f"/media/{path}")
    for row in rows:
        if row.cover and row.cover not in pictures[row.id]:
            pictures[row.id].insert(0, row.cover)
    twin = aliased(Article)
    pairs = (
        select(Article.id, Article.language.label("own"), twin.slug, twin.language)
        .join(twin, twin.id == Article.twin_id)
        .where(Article.id.between(*ends), twin.state == State.PUBLISHED)
    )
    return Part(rows, pictures, {pair.id: pair for pair in db.session.execute(pairs)})


def others() -> Iterator[Place]:
    """Kind and row (slug, and updated_at where it has one) of pages, categories and tags."""
    pages = select(Page.slug, Page.updated_at).where(Page.published).order_by(Page.id)
    shelves = select(Category.slug).where(Category.article_count > 0).order_by(Category.id)
    tags = select(Tag.slug).where(Tag.article_count > 1)
    tags = tags.order_by(Tag.article_count.desc()).limit(TAGS)
    queries: tuple[tuple[str, Select[*tuple[Any, ...]]], ...] = (
        ("pages", pages),
        ("categories", shelves),
        ("tags", tags),
    )
    for kind, query in queries:
        for row in db.session.execute(query):
            yield kind, row
