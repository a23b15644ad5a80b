"""Plain pages such as 关于 and 隐私: text without a date, a category or comments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import markup, slugs
from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.models import derived, index, site, usage
from blog.models.addressed import Addressed
from blog.models.autosave import Autosave
from blog.models.entry import Document, Entry
from blog.models.revision import Revised, Revision


class Page(Addressed, Revised, Model):
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
    def listed(cls) -> Sequence[Row[*tuple[Any, ...]]]:
        """slug, title and language of the published pages, in order."""
        return db.session.execute(
            select(cls.slug, cls.title, cls.language)
            .where(cls.published)
            .order_by(cls.position, cls.id)
        ).all()

    @classmethod
    def all(cls) -> Sequence["Page"]:
        """Every page in order, published or not."""
        return db.session.scalars(select(cls).order_by(cls.position, cls.id)).all()

    @classmethod
    def create(cls, title: str, slug: str = "") -> "Page":
        """A new page, which `write` gives its text."""
        return cls(slug=cls.free_slug(slug or slugs.slugify_apart(title)))

    def write(self, *, title: str, body: str, slug: str = "", **fields: Any) -> None:
        """Put the text in place, with what follows from it; `fields` are columns besides."""
        before = self.text
        if self.id and slug and slug != self.slug:
            self.move_to(self.free_slug(slug))
        self.title, self.body = title, body
        for name, value in fields.items():
            setattr(self, name, value)
        self.revision = (self.revision or 0) + 1
        self.updated_at = utcnow()
        db.session.add(self)
        self.derive()
        Revision.keep(self.place, before, self.text)

    def rewrite(self, text: Mapping[str, str]) -> None:
        """Put the words of a revision in place."""
        self.write(title=text["title"], body=text["body"], description=text["description"])

    def erase(self) -> None:
        """Forget it for good, with its revisions and former addresses."""
        Entry.of(index.number_of(self.id), None).write()
        Revision.forget(self.place)
        Autosave.forget("pages", self.id)
        self.hand_over(None)
        db.session.delete(self)
        db.session.flush()
        site.redress()

    def derive(self) -> None:
        """Make the HTML and all else that follows from the text; no writer's save meets another."""
        made = markup.render(self.body, title=self.title, picture=derived.picture)
        self.html, self.excerpt = made.html, markup.excerpt(made.lead)
        db.session.flush()
        usage.note_page(self.id, self.body)
        self.reindex()
        site.redress()

    def reindex(self) -> None:
        """Let the search find it as it now is, if it is published."""
        number = index.number_of(self.id)
        text = Document.of(number, self.title, (), (), markup.plain(self.html))
        Entry.of(number, text if self.published else None).write()
