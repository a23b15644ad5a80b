"""What the desk shows of all articles, in whatever state, and the verbs only a writer has."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from blog.lib import paging
from blog.lib.database import db
from blog.lib.i18n import LANGUAGES
from blog.models import bin
from blog.models.article import Article, State
from blog.models.category import Category
from blog.models.views import ArticleViews

PER_PAGE = 30
LONGEST_QUERY = 100
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


def counts() -> dict[str, int]:
    """How many articles stand in each state; every state is named."""
    found = {state.value: 0 for state in State}
    number = func.count().label("number")
    rows = db.session.execute(select(Article.state, number).group_by(Article.state))
    return found | {row.state: row.number for row in rows}


class Sort(StrEnum):
    """By what a list stands in order."""

    WRITTEN = "written"
    UPDATED = "updated"
    PUBLISHED = "published"
    TITLE = "title"
    VIEWS = "views"
    COMMENTS = "comments"


_ORDERS: dict[Sort, tuple[ColumnElement[Any], ...]] = {
    Sort.WRITTEN: (),
    Sort.UPDATED: (Article.updated_at.desc(),),
    Sort.PUBLISHED: (Article.published_at.desc().nulls_last(),),
    Sort.TITLE: (Article.title.asc(),),
    Sort.VIEWS: (ArticleViews.views.desc(),),
    Sort.COMMENTS: (Article.comment_count.desc(),),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which articles are asked for; without a wish all that are not in the bin."""

    state: State | None = None
    query: str = ""
    category_id: int | None = None
    language: str = ""
    sort: Sort = Sort.WRITTEN

    def conditions(self) -> list[ColumnElement[bool]]:
        """What an article has to be."""
        binned = Article.state == State.BINNED
        wanted: list[ColumnElement[bool]] = [Article.state == self.state if self.state else ~binned]
        if self.category_id:
            shelf = self.category_id
            wanted.append(or_(Article.category_id == shelf, Article.section_id == shelf))
        if self.language:
            wanted.append(Article.language == self.language)
        for word in self.query[:LONGEST_QUERY].replace("\0", "").split():
            texts = (Article.title, Article.slug)
            wanted.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
        return wanted


def articles(wish: Wish, number: int) -> paging.Page[Row[*tuple[Any, ...]]]:
    """A page of the articles asked for, in the order asked for. Raises NotFound past the end."""
    wanted = wish.conditions()
    total = db.session.scalar(select(func.count(Article.id)).where(*wanted)) or 0
    start = paging.offset(number, PER_PAGE, total)
    query = select(Article.id).where(*wanted).order_by(*_ORDERS[wish.sort], Article.id.desc())
    if wish.sort is Sort.VIEWS:
        query = query.join(ArticleViews, ArticleViews.article_id == Article.id)
    ids = db.session.scalars(query.limit(PER_PAGE).offset(start)).all()
    return paging.Page(_rows(ids), number, PER_PAGE, total)


class Deed(StrEnum):
    """What can be done to several articles at once."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    PIN = "pin"
    UNPIN = "unpin"
    SHELVE = "shelve"
    BIN = "bin"
    UNBIN = "unbin"
    ERASE = "erase"


IN_BIN = (Deed.UNBIN, Deed.ERASE)


def do(deed: Deed, ids: Sequence[int], category: Category | None = None) -> list[int]:
    """Do it to these articles, as far as it applies; the numbers of those it was done to.

    Commits after each: every read of an article is a write, and would wait for all of them.
    """
    done = []
    for id in ids:
        article = db.session.get(Article, id)
        if article is None or (article.state == State.BINNED) != (deed in IN_BIN):
            continue
        match deed:
            case Deed.PUBLISH:
                article.publish()
            case Deed.WITHDRAW:
                article.withdraw()
            case Deed.PIN | Deed.UNPIN:
                with article.changing():
                    article.pinned = deed is Deed.PIN
            case Deed.SHELVE:
                with article.changing():
                    article.category = category
                    article.section_id = category.section_id if category else None
            case Deed.BIN:
                article.bin()
            case Deed.UNBIN:
                article.unbin()
            case Deed.ERASE:
                bin.erase(article)
        db.session.commit()
        done.append(id)
    return done


def twins(language: str, limit: int = 200) -> Sequence[Row[*tuple[Any, ...]]]:
    """slug and title of the newest articles that are not in this language and have no twin."""
    return db.session.execute(
        select(Article.slug, Article.title)
        .where(Article.language.in_(set(LANGUAGES) - {language}), Article.twin_id.is_(None))
        .where(Article.state != State.BINNED)
        .order_by(Article.id.desc())
        .limit(limit)
    ).all()


def _rows(ids: Sequence[int]) -> list[Row[*tuple[Any, ...]]]:
    rows = db.session.execute(
        select(*COLUMNS)
        .join(ArticleViews, ArticleViews.article_id == Article.id)
        .where(Article.id.in_(ids))
    )
    found = {row.id: row for row in rows}
    return [found[id] for id in ids if id in found]
