"""Lists of published articles, each through one index: ids first, then the rows of a page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, tuple_

from blog.lib import paging
from blog.lib.database import db
from blog.lib.paging import Page
from blog.models import site
from blog.models.article import LISTED, Article
from blog.models.category import Category
from blog.models.tag import ArticleTag, Tag
from blog.models.views import ArticleViews

Line = Row[*tuple[Any, ...]]
"""What a list shows of an article: the columns of LINE."""

LINE = (
    Article.id,
    Article.slug,
    Article.title,
    Article.language,
    Article.excerpt,
    Article.cover,
    Article.pinned,
    Article.published_at,
    Article.category_id,
    Article.comment_count,
    ArticleViews.views,
)
NEWEST = (Article.published_at.desc(), Article.id.desc())


def lines(ids: Sequence[int]) -> list[Line]:
    """The lines of these articles, in this order; those not published are left out."""
    rows = db.session.execute(
        select(*LINE)
        .join(ArticleViews, ArticleViews.article_id == Article.id)
        .where(Article.id.in_(ids), LISTED)
    )
    found = {row.id: row for row in rows}
    return [found[article_id] for article_id in ids if article_id in found]


def home(number: int) -> Page[Line]:
    """A page of all articles, pinned ones first, then the newest."""
    query = select(Article.id).where(LISTED).order_by(Article.pinned.desc(), *NEWEST)
    return _page(query, number, site.marks().published)


def newest(number: int, size: int) -> Page[Line]:
    """A page of all articles by date alone."""
    return _page(
        select(Article.id).where(LISTED).order_by(*NEWEST), number, site.marks().published, size
    )


def of_category(category: Category, number: int) -> Page[Line]:
    """A page of a category's articles; those of its children are among them."""
    column: ColumnElement[int | None] = (
        Article.category_id if category.parent_id else Article.section_id  # type: ignore[assignment]  # a mapped column is one in a class
    )
    query = select(Article.id).where(LISTED, column == category.id).order_by(*NEWEST)
    return _page(query, number, category.article_count)


def of_tag(tag: Tag, number: int) -> Page[Line]:
    """A page of a tag's articles."""
    query = (
        select(ArticleTag.article_id)
        .where(ArticleTag.tag_id == tag.id, ArticleTag.published_at.is_not(None))
        .order_by(ArticleTag.published_at.desc(), ArticleTag.article_id.desc())
    )
    return _page(query, number, tag.article_count)


def of_months(first: str, last: str, number: int, total: int, size: int) -> Page[Line]:
    """A page of the articles published from month `first` to `last` (YYYY-MM, both included)."""
    query = (
        select(Article.id)
        .where(LISTED, Article.month.between(first, last))
        .order_by(Article.month.desc(), *NEWEST)
    )
    return _page(query, number, total, size)


def titles(number: int, size: int) -> Page[Row[*tuple[Any, ...]]]:
    """A page of slug, title, language, published_at, the newest first."""
    total = site.marks().published
    start = paging.offset(number, size, total)
    ids = select(Article.id).where(LISTED).order_by(*NEWEST).limit(size).offset(start).subquery()
    rows = db.session.execute(
        select(Article.slug, Article.title, Article.language, Article.published_at)
        .join(ids, ids.c.id == Article.id)
        .order_by(*NEWEST)
    ).all()
    return Page(rows, number, size, total)


def neighbours(
    article_id: int, published_at: datetime
) -> tuple[Row[*tuple[Any, ...]] | None, Row[*tuple[Any, ...]] | None]:
    """slug, title and language of the article before this one by date, and of the one after it."""
    key = (Article.published_at, Article.id)
    query = select(Article.slug, Article.title, Article.language).where(LISTED)
    earlier = query.where(tuple_(*key) < (published_at, article_id)).order_by(*NEWEST).limit(1)
    later = (
        query.where(tuple_(*key) > (published_at, article_id))
        .order_by(Article.published_at, Article.id)
        .limit(1)
    )
    return db.session.execute(earlier).first(), db.session.execute(later).first()


def _page(query: Select[int], number: int, total: int, size: int | None = None) -> Page[Line]:
    size = size or site.current().settings.articles_per_page
    start = paging.offset(number, size, total)
    ids = db.session.scalars(query.limit(size).offset(start)).all()
    return Page(lines(ids), number, size, total)
