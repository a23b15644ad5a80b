"""Private links: an address, known to whom the writer sends it, that shows one article."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.models.article import Article
from blog.models.draft import State

KEPT = timedelta(days=30)
"""How long a link works."""


class Preview(Model):
    """The private link of an article; there is one at most."""

    __tablename__ = "previews"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    token: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    @classmethod
    def of(cls, article: Article) -> "Preview | None":
        """The article's link, while it works."""
        return db.session.scalar(
            select(cls).where(cls.article_id == article.id, cls.created_at > utcnow() - KEPT)
        )

    @classmethod
    def make(cls, article: Article) -> "Preview":
        """A link to the article; the one it had before works no longer."""
        cls.take_back(article)
        link = cls(article_id=article.id, token=secrets.token_urlsafe(16))
        db.session.add(link)
        db.session.flush()
        return link

    @classmethod
    def take_back(cls, article: Article) -> None:
        """Let no link lead to the article."""
        db.session.execute(delete(cls).where(cls.article_id == article.id))

    @classmethod
    def article(cls, token: str) -> Article | None:
        """The article, as last saved, that this link shows; none from the bin."""
        return db.session.scalar(
            select(Article)
            .join(cls, cls.article_id == Article.id)
            .where(cls.token == token, cls.created_at > utcnow() - KEPT)
            .where(Article.state != State.BINNED)
        )

    @property
    def ends_at(self) -> datetime:
        """When it stops working."""
        return self.created_at + KEPT
