"""Categories, nested one level at most."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, Row, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db
from blog.models.addressed import Addressed


class Category(Addressed, Model):
    """A category; a child's articles also stand under its parent."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    # Published articles here and in its children; kept, never counted (see shelf.py).
    article_count: Mapped[int] = mapped_column(default=0)

    @classmethod
    def named(cls, name: str, parent: "Category | None" = None) -> "Category | None":
        """The category of that name under that parent (or at the top)."""
        parent_id = parent.id if parent else None
        return db.session.scalar(select(cls).where(cls.name == name, cls.parent_id == parent_id))

    @classmethod
    def counts(cls) -> Sequence[Row[*tuple[Any, ...]]]:
        """id, parent_id, slug, name and article_count of every category, in order."""
        return db.session.execute(
            select(cls.id, cls.parent_id, cls.slug, cls.name, cls.article_count).order_by(
                cls.position, cls.id
            )
        ).all()

    @property
    def section_id(self) -> int:
        """The top category this one stands under: its parent, or itself."""
        return self.parent_id or self.id
