"""What the desk shows of all articles, in whatever state, and the verbs only a writer has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from blog.lib import paging, slugs
from blog.lib.database import db
from blog.models import site
from blog.models.article import Article, State
from blog.models.category import Category
from blog.models.comment import Comment
from blog.models.comment import State as CommentState
from blog.models.views import ArticleViews

PER_PAGE = 30
RECENT = 6
COLUMNS = (
    Article.id,
    Article.slug,
    Article.title,
    Article.language,
    Article.state,
    Article.pinned,
    Article.category_id,
    Article.published_at,
    Article.updated_at,
    Article.comment_count,
    Article.unnamed_pictures,
    ArticleViews.views,
)


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers a writer looks for first, and the articles last written."""

    counts: dict[str, int]
    held: int
    recent: Sequence[Row[*tuple[Any, ...]]]


def counts() -> dict[str, int]:
    """How many articles stand in each state; every state is named."""
    found = {state.value: 0 for state in State}
    number = func.count().label("number")
    rows = db.session.execute(select(Article.state, number).group_by(Article.state))
    return found | {row.state: row.number for row in rows}


def articles(state: State | None, number: int) -> paging.Page[Row[*tuple[Any, ...]]]:
    """A page of articles in that state, or of all but those in the bin; the newest first.

    Raises NotFound past the end.
    """
    known = counts()
    query = select(Article.id)
    if state is None:
        total = sum(known.values()) - known[State.BINNED]
        query = query.where(Article.state != State.BINNED).order_by(Article.id.desc())
    else:
        total = known[state]
        dated = state in {State.PUBLISHED, State.SCHEDULED, State.LOCKED}
        order = (Article.published_at.desc(),) if dated else ()
        query = query.where(Article.state == state).order_by(*order, Article.id.desc())
    start = paging.offset(number, PER_PAGE, total)
    ids = db.session.scalars(query.limit(PER_PAGE).offset(start)).all()
    return paging.Page(_rows(ids), number, PER_PAGE, total)


def overview() -> Overview:
    """What the first page of the desk shows."""
    latest = db.session.scalars(
        select(Article.id)
        .where(Article.state != State.BINNED)
        .order_by(Article.id.desc())
        .limit(RECENT)
    ).all()
    held = select(func.count()).where(Comment.state == CommentState.HELD)
    return Overview(
        counts=counts(),
        held=db.session.scalar(held) or 0,
        recent=_rows(latest),
    )


def category_named(name: str) -> Category:
    """The category of that name at the top, a new one if there is none."""
    found = Category.named(name)
    if found is not None:
        return found
    slug = slugs.unique(
        slugs.slugify_apart(name), lambda wanted: Category.by_slug(wanted) is not None
    )
    category = Category(name=name, slug=slug)
    db.session.add(category)
    db.session.flush()
    site.redress()
    return category


def _rows(ids: Sequence[int]) -> list[Row[*tuple[Any, ...]]]:
    rows = db.session.execute(
        select(*COLUMNS)
        .join(ArticleViews, ArticleViews.article_id == Article.id)
        .where(Article.id.in_(ids))
    )
    found = {row.id: row for row in rows}
    return [found[id] for id in ids if id in found]
