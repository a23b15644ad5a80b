"""Lists of published articles, each through one index: ids first, then the rows of a page."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from blog.lib import paging
from blog.lib.database import UtcDateTime, db
from blog.lib.paging import Page
from blog.lib.prepared import Prepared
from blog.models import site
from blog.models.article import LISTED, Article
from blog.models.category import Category
from blog.models.media import SMALLEST, Media
from blog.models.tag import ArticleTag, Tag
from blog.models.views import ArticleViews

Line = Row[*tuple[Any, ...]]
"""What a list shows of an article: the columns of LINE."""

# Plain tables rather than mapped classes, and statements made once: an article page that is
# built anew spends half its time here otherwise.
_articles = Article.__table__.c
_views = ArticleViews.__table__.c
LINE = (
    _articles.id,
    _articles.slug,
    _articles.title,
    _articles.language,
    _articles.excerpt,
    _articles.cover,
    _articles.pinned,
    _articles.published_at,
    _articles.category_id,
    _articles.comment_count,
    _views.views,
)
# With the cover as small as it is kept: a list shows it 176 pixels wide.
_LINES = (
    select(*LINE, SMALLEST.label("thumbnail"))
    .join_from(Article.__table__, ArticleViews.__table__, _views.article_id == _articles.id)
    .outerjoin(Media.__table__, Media.path == func.substr(_articles.cover, len("/media/") + 1))
    .where(LISTED)
)
NEWEST = (Article.published_at.desc(), Article.id.desc())


def lines(ids: Sequence[int]) -> list[Line]:
    """The lines of these articles, in this order; those not published are left out."""
    if not ids:
        return []
    numbered = {f"id{place}": article_id for place, article_id in enumerate(ids)}
    found = {row.id: row for row in _lines_of(len(ids)).rows(**numbered)}
    return [found[article_id] for article_id in ids if article_id in found]


@cache
def _lines_of(count: int) -> Prepared:
    """The query for so many articles: lists are of few lengths."""
    ids: list[BindParameter[int]] = [bindparam(f"id{place}") for place in range(count)]
    return Prepared(_LINES.where(_articles.id.in_(ids)))


def home(number: int) -> Page[Line]:
    """A page of all articles, pinned ones first, then the newest."""
    query = select(Article.id).where(LISTED).order_by(Article.pinned.desc(), *NEWEST)
    return _page(query, number, site.marks().published)


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


_key = tuple_(_articles.published_at, _articles.id)
_here = tuple_(bindparam("at", type_=UtcDateTime()), bindparam("id"))
_turn = (_articles.slug, _articles.title, _articles.language)
_earlier = (
    select(literal(-1).label("step"), *_turn)
    .where(LISTED, _key < _here)
    .order_by(_articles.published_at.desc(), _articles.id.desc())
    .limit(1)
    .subquery()
)
_later = (
    select(literal(1).label("step"), *_turn)
    .where(LISTED, _key > _here)
    .order_by(_articles.published_at, _articles.id)
    .limit(1)
    .subquery()
)
_NEIGHBOURS = Prepared(union_all(select(_earlier), select(_later)))


def neighbours(article_id: int, published_at: datetime) -> tuple[Any, Any]:
    """slug, title and language of the article before this one by date, and of the one after it."""
    found = {row.step: row for row in _NEIGHBOURS.rows(at=published_at, id=article_id)}
    return found.get(-1), found.get(1)


def _page(query: Select[int], number: int, total: int, size: int | None = None) -> Page[Line]:
    size = size or site.current().settings.articles_per_page
    start = paging.offset(number, size, total)
    ids = db.session.scalars(query.limit(size).offset(start)).all()
    return Page(lines(ids), number, size, total)
