"""Keeping the index of the search in step: what must be indexed anew, and doing so in slices."""

import time
from collections.abc import Sequence

from sqlalchemy import BigInteger, Select, delete, func, insert, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db
from blog.lib.writing import begin_write
from blog.models import entry, index
from blog.models.article import LISTED, Article
from blog.models.page import Page

SLICE_SECONDS = 0.05
"""How long one transaction of indexing lasts: each reader's hit is a write and waits for it."""


class SearchDue(Model):
    """A document that must be indexed anew."""

    __tablename__ = "search_due"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class SearchState(Model):
    """The one row that says which version of the terms the index holds."""

    __tablename__ = "search_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


def later(articles: Select[int]) -> None:
    """Let these articles, chosen by a query for their ids, be indexed anew soon.

    For what changes many at once: a tag with another name, a category under another.
    """
    known = select(SearchDue.id)
    ids = articles.subquery()
    column = ids.c[0]
    query = select(column).where(column.not_in(known)).distinct()
    db.session.execute(insert(SearchDue).from_select(["id"], query))


def current() -> bool:
    """Whether the index holds the terms of this release."""
    return db.session.scalar(select(SearchState.version)) == index.VERSION


def begin_anew() -> int:
    """Empty the index and let everything that is published be indexed anew; how much that is."""
    begin_write()
    entry.empty()
    db.session.execute(delete(SearchDue))
    db.session.execute(insert(SearchDue).from_select(["id"], select(Article.id).where(LISTED)))
    db.session.execute(
        insert(SearchDue).from_select(
            ["id"], select(literal(index.PAGES, BigInteger) + Page.id).where(Page.published)
        )
    )
    db.session.merge(SearchState(id=1, version=index.VERSION))
    db.session.commit()
    return waiting()


def go_on() -> int:
    """Index what is due for SLICE_SECONDS, the newest first; how many documents that were."""
    begin_write()
    due: Sequence[int] = db.session.scalars(
        select(SearchDue.id)
        .order_by(SearchDue.id.desc())
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    started = time.monotonic()
    done = []
    for number in due:
        _index(number)
        done.append(number)
        if time.monotonic() - started > SLICE_SECONDS:
            break
    db.session.execute(delete(SearchDue).where(SearchDue.id.in_(done)))
    db.session.commit()
    db.session.expunge_all()
    return len(done)


def waiting() -> int:
    """How many documents are due."""
    return db.session.scalar(select(func.count()).select_from(SearchDue)) or 0


def catch_up(seconds: float = 30) -> bool:
    """Index what is due for about that long, leaving room for readers; whether more is due."""
    if not current():
        begin_anew()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not go_on():
            return False
        time.sleep(SLICE_SECONDS / 2)
    return True


def _index(number: int) -> None:
    noun: Article | Page | None
    if number > index.PAGES:
        noun = db.session.get(Page, number - index.PAGES, with_for_update=True)
    else:
        # Locked, so that a save on another machine does not index it at the same moment.
        noun = db.session.get(Article, number, with_for_update=True)
    if noun is None:
        entry.Entry.of(number, None).write()
    else:
        noun.reindex()
