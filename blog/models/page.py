"""Plain pages such as 关于 and 隐私: text without a date, a category or comments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import markup
from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.models import index, site, usage
from blog.models.article import _picture


class Page(Model):
    """A plain page."""

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    language: Mapped[str] = mapped_column(default="zh")
    published: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    source: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)
    excerpt: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")

    __mapper_args__ = {"version_id_col": revision, "version_id_generator": False}

    @classmethod
    def by_slug(cls, slug: str) -> "Page | None":
        """The page of that slug, published or not."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def listed(cls) -> Sequence[Row[*tuple[Any, ...]]]:
        """slug, title and language of the published pages, in order."""
        return db.session.execute(
            select(cls.slug, cls.title, cls.language)
            .where(cls.published)
            .order_by(cls.position, cls.id)
        ).all()

    def write(self, *, title: str, body: str) -> None:
        """Put the text in place, with what follows from it."""
        self.title, self.body = title, body
        self.revision = (self.revision or 0) + 1
        self.updated_at = utcnow()
        db.session.add(self)
        self.derive()

    def derive(self) -> None:
        """Make the HTML and all else that follows from the text; no writer's save meets another."""
        made = markup.render(self.body, title=self.title, picture=_picture)
        self.html, self.excerpt = made.html, markup.excerpt(made.text)
        db.session.flush()
        usage.note_page(self.id, self.body)
        self.reindex()
        site.redress()

    def reindex(self) -> None:
        """Let the search find it as it now is, if it is published."""
        number = index.number_of(self.id)
        if self.published:
            index.put(index.Document.of(number, self.title, (), (), markup.plain(self.html)))
        else:
            index.drop(number)
