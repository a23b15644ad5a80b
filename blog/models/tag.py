"""Tags, and the link table that lists a tag's published articles without a scan."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Row, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.lib.database import Model, UtcDateTime, db
from blog.models.addressed import Addressed

# What stands between tags where an article's are typed: commas and semicolons as ASCII and as
# full-width forms, and the ideographic comma.
SEPARATOR = re.compile("[,;\uff0c\uff1b\u3001\n]")


class Tag(Addressed, Model):
    """A tag."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    # Published articles that carry it; kept, never counted (see shelf.py).
    article_count: Mapped[int] = mapped_column(default=0, index=True)

    @classmethod
    def by_names(cls, names: Iterable[str]) -> dict[str, "Tag"]:
        """The tags that exist of these names, by name."""
        return {tag.name: tag for tag in db.session.scalars(select(cls).where(cls.name.in_(names)))}

    @classmethod
    def used(cls, limit: int = 1000) -> Sequence[Row[*tuple[Any, ...]]]:
        """slug, name, article_count of the tags published articles carry, the most used first."""
        return db.session.execute(
            select(cls.slug, cls.name, cls.article_count)
            .where(cls.article_count > 0)
            .order_by(cls.article_count.desc(), cls.name)
            .limit(limit)
        ).all()


class ArticleTag(Model):
    """That an article carries a tag, with the article's publication date while it is published.

    The date stands here so that page one of the biggest tag reads one index.
    """

    __tablename__ = "article_tags"
    __table_args__ = (
        Index("ix_article_tags_tag_id_published_at", "tag_id", "published_at", "article_id"),
    )

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    tag: Mapped[Tag] = relationship(lazy="joined", innerjoin=True)
    position: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
