"""Comments: what readers write under an article, and the verbs that change it."""

import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import ForeignKey, Index, Row, Text, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import markup
from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.models import site, views

EDITABLE = timedelta(minutes=15)
"""How long a commenter may change what is written, unless someone has answered."""


class State(StrEnum):
    """Where a comment stands; readers see APPROVED, and REMOVED as a gap that holds replies."""

    HELD = "held"
    APPROVED = "approved"
    SPAM = "spam"
    REMOVED = "removed"


SHOWN = text("state IN ('approved', 'removed')")
PERSONAL = text("(address <> '' OR email <> '')")
REPORTED = text("reports > 0")


class Comment(Model):
    """A comment."""

    __tablename__ = "comments"
    __table_args__ = (
        *(
            Index(name, *columns, sqlite_where=which, postgresql_where=which)
            for name, columns, which in (
                ("ix_comments_shown", ("article_id", "root_id", "id"), SHOWN),
                ("ix_comments_personal", ("created_at",), PERSONAL),
                ("ix_comments_reported", ("id",), REPORTED),
            )
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
    # In lower case, so that one person is found by it.
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it was last moved; spam and removed comments are wiped some time after it.
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The reader's address, erased after the days the settings name.
    address: Mapped[str] = mapped_column(default="")
    wants_mail: Mapped[bool] = mapped_column(default=False)
    reports: Mapped[int] = mapped_column(default=0)
    # How likely spam, 0 to 1, and why it was held: pairs of a code and a detail, as JSON.
    score: Mapped[float | None]
    reasons: Mapped[str] = mapped_column(Text, default="[]")
    # What the filter was taught by it: "spam", "ham" or nothing.
    taught: Mapped[str] = mapped_column(default="")
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
        html: str | None = None,
        **fields: Any,
    ) -> "Comment":
        """A new comment in the thread of its parent; an approved one gets the next floor.

        `html` spares cleaning the body again; it must be what `markup.clean_comment` made of it.
        """
        comment = cls(
            article_id=article_id,
            parent_id=parent.id if parent else None,
            name=name,
            body=body,
            html=markup.clean_comment(body) if html is None else html,
            **fields,
        )
        db.session.add(comment)
        db.session.flush()
        comment.root_id = (parent.root_id if parent else None) or comment.id
        if state is State.HELD:
            db.session.flush()
        else:
            comment.move(state)
        return comment

    @classmethod
    def by_key(cls, id: int, key: str) -> "Comment | None":
        """The comment whose private page has this key."""
        comment = db.session.get(cls, id)
        if comment is None or not hmac.compare_digest(comment.key.encode(), key.encode()):
            return None
        return comment

    @property
    def key(self) -> str:
        """What only its commenter is told: opens the private page. Worked out, never stored."""
        return key_of(self.id, self.nonce)

    @property
    def editable_until(self) -> datetime | None:
        """Until when its commenter may edit or delete it; None when not, or no longer."""
        until = self.created_at + EDITABLE
        if until <= utcnow() or self.state == State.REMOVED or self.by_author:
            return None
        answered = select(Comment.id).where(
            Comment.parent_id == self.id, Comment.state == State.APPROVED
        )
        return None if db.session.scalar(answered.limit(1)) else until

    @property
    def why(self) -> list[tuple[str, str]]:
        """Why it was held or taken for spam: pairs of a code and a detail."""
        return [(str(code), str(detail)) for code, detail in json.loads(self.reasons)]

    def move(self, state: State) -> None:
        """Change where it stands, with the article's count, the next floor and the marks."""
        from blog.models.article import Article

        before, self.state = self.state, state
        self.moved_at = utcnow()
        if not {before, state} & {State.APPROVED, State.REMOVED}:
            db.session.flush()
            return
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
        self._show()

    def write(self, body: str, **fields: str) -> None:
        """Put another text in place, and whatever else of name, email and website is given."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.body, self.html = body, markup.clean_comment(body)
        self.edited_at = utcnow()
        self._show()

    def wipe(self) -> None:
        """Take out all that was written and all that tells who wrote it; its place stays."""
        if self.state != State.REMOVED:
            self.move(State.REMOVED)
        self.name = self.email = self.website = self.body = self.html = self.address = ""
        self.reasons, self.wants_mail, self.edited_at = "[]", False, None
        self._show()

    def _show(self) -> None:
        """Let every page that shows it be built anew."""
        db.session.flush()
        views.touch(self.article_id)
        site.relist()


def key_of(id: int, nonce: str | None) -> str:
    """The key of the comment of that id that came with that nonce."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"comment {id} {nonce}".encode(), "sha256").hexdigest()[:32]


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
