"""What a sitemap for engines lists, in parts of at most PART articles."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from blog.lib.database import db
from blog.models import site
from blog.models.article import LISTED, Article
from blog.models.category import Category
from blog.models.page import Page
from blog.models.tag import Tag
from blog.models.usage import MediaUse

PART = 10_000
TAGS = 2000
"""Tags of two articles and more; a tag with one says nothing that the article does not."""

Place = tuple[str, Row[*tuple[Any, ...]]]


def parts() -> int:
    """How many parts the published articles make; at least one."""
    return max(1, -(-site.marks().published // PART))


def articles(part: int) -> tuple[Sequence[Row[*tuple[Any, ...]]], dict[int | None, list[str]]]:
    """slug, cover, last change of that part's articles by number, and their pictures' paths."""
    rows = db.session.execute(
        select(Article.id, Article.slug, Article.cover, Article.updated_at, Article.published_at)
        .where(LISTED)
        .order_by(Article.id)
        .limit(PART)
        .offset((part - 1) * PART)
    ).all()
    pictures: dict[int | None, list[str]] = defaultdict(list)
    if rows:
        used = select(MediaUse.article_id, MediaUse.path).where(
            MediaUse.article_id.between(rows[0].id, rows[-1].id)
        )
        for article_id, path in db.session.execute(used.order_by(MediaUse.id)):
            pictures[article_id].append(f"/media/{path}")
    for row in rows:
        if row.cover and row.cover not in pictures[row.id]:
            pictures[row.id].insert(0, row.cover)
    return rows, pictures


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
