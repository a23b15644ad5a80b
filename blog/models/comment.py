"""Comments: threads under an article."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Row, Text, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import markup, paging
from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.models import site, views

PER_PAGE = 100
"""Top-level comments on one page of a long discussion."""
DEEPEST = 3
"""How deep replies nest on the page; deeper ones stand beside their parent."""


class State(StrEnum):
    """Where a comment stands; readers see APPROVED, and REMOVED as a gap that holds replies."""

    HELD = "held"
    APPROVED = "approved"
    SPAM = "spam"
    REMOVED = "removed"


SHOWN = text("state IN ('approved', 'removed')")


class Comment(Model):
    """A comment."""

    __tablename__ = "comments"
    __table_args__ = (
        Index(
            "ix_comments_shown",
            "article_id",
            "root_id",
            "id",
            sqlite_where=SHOWN,
            postgresql_where=SHOWN,
        ),
        Index("ix_comments_state", "state", "id"),
        Index("ix_comments_address", "address", "id"),
        Index("ix_comments_email", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("comments.id", ondelete="SET NULL"), index=True
    )
    # The top-level comment of its thread; its own id when it is one.
    root_id: Mapped[int | None]
    floor: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=State.HELD)
    by_author: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The reader's address, erased after the days the settings name.
    address: Mapped[str] = mapped_column(default="")
    # The nonce of its captcha token: good for one comment over all workers and machines.
    nonce: Mapped[str | None] = mapped_column(unique=True)
    source: Mapped[str | None] = mapped_column(unique=True)

    @classmethod
    def place(
        cls,
        *,
        article_id: int,
        name: str,
        body: str,
        parent: "Comment | None" = None,
        state: State = State.HELD,
        **fields: Any,
    ) -> "Comment":
        """A new comment in the thread of its parent; an approved one gets the next floor."""
        comment = cls(
            article_id=article_id,
            parent_id=parent.id if parent else None,
            name=name,
            body=body,
            html=markup.clean_comment(body),
            **fields,
        )
        db.session.add(comment)
        db.session.flush()
        comment.root_id = (parent.root_id if parent else None) or comment.id
        if state is not State.HELD:
            comment.move(state)
        return comment

    def move(self, state: State) -> None:
        """Change where it stands, with the article's count, the next floor and the marks."""
        from blog.models.article import Article

        before, self.state = self.state, state
        step = (state == State.APPROVED) - (before == State.APPROVED)
        values: dict[str, Any] = {"comment_count": Article.comment_count + step}
        if state == State.APPROVED and self.floor is None:
            values["floors"] = Article.floors + 1
        floors = db.session.execute(
            update(Article)
            .where(Article.id == self.article_id)
            .values(values)
            .returning(Article.floors)
            .execution_options(synchronize_session=False)
        ).scalar_one()
        if "floors" in values:
            self.floor = floors
        db.session.flush()
        views.touch(self.article_id)
        site.relist()


@dataclass(slots=True)
class Node:
    """A comment as the page shows it, with the replies under it."""

    comment: Row[*tuple[Any, ...]]
    depth: int
    replies: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of an article's discussion: top-level comments as a Page of Node."""

    page: paging.Page[Node]


def thread(article_id: int, comment_count: int, number: int) -> Thread:
    """That page of the discussion; 404 past its end.

    One statement unless there are more than a page of comments; then the ids of the top-level
    ones are read first.
    """
    columns = (
        Comment.id,
        Comment.parent_id,
        Comment.root_id,
        Comment.floor,
        Comment.state,
        Comment.by_author,
        Comment.name,
        Comment.website,
        Comment.html,
        Comment.created_at,
        Comment.edited_at,
    )
    query = select(*columns).where(Comment.article_id == article_id, SHOWN)
    if comment_count <= PER_PAGE:
        tops = _grow(db.session.execute(query.order_by(Comment.id)).all())
        paging.offset(number, PER_PAGE, len(tops))
        return Thread(paging.Page(tops, number, PER_PAGE, len(tops)))
    roots = db.session.scalars(
        select(Comment.root_id)
        .where(Comment.article_id == article_id, SHOWN)
        .group_by(Comment.root_id)
        .order_by(Comment.root_id)
    ).all()
    start = paging.offset(number, PER_PAGE, len(roots))
    shown = roots[start : start + PER_PAGE]
    rows = db.session.execute(query.where(Comment.root_id.in_(shown)).order_by(Comment.id)).all()
    return Thread(paging.Page(_grow(rows), number, PER_PAGE, len(roots)))


def _grow(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Node]:
    """The forest of these comments, deep replies flattened, gaps without replies cut."""
    nodes: dict[int, Node] = {}
    tops: list[Node] = []
    for row in rows:
        parent = nodes.get(row.parent_id) or (
            nodes.get(row.root_id) if row.root_id != row.id else None
        )
        node = Node(row, parent.depth + 1 if parent else 1)
        nodes[row.id] = node
        (parent.replies if parent else tops).append(node)
    return _without_gaps(tops)


def _without_gaps(nodes: list[Node]) -> list[Node]:
    kept = []
    for node in nodes:
        node.replies = _without_gaps(node.replies)
        if node.comment.state != State.REMOVED or node.replies:
            kept.append(node)
    return kept


def recent(limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """id, name, html, slug, title of the newest comments on published articles."""
    from blog.models.article import Article

    newest = (
        select(Comment.id, Comment.article_id, Comment.name, Comment.html)
        .where(Comment.state == State.APPROVED)
        .order_by(Comment.id.desc())
        .limit(limit * 4)
        .subquery()
    )
    return db.session.execute(
        select(newest.c.id, newest.c.name, newest.c.html, Article.slug, Article.title)
        .join(Article, Article.id == newest.c.article_id)
        .where(Article.state == "published")
        .order_by(newest.c.id.desc())
        .limit(limit)
    ).all()
