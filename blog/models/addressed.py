"""What stands at an address of its own: articles, pages, categories and tags."""

from collections.abc import Sequence
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from blog.lib import slugs
from blog.lib.database import db
from blog.models.redirect import Redirect


class Addressed:
    """A noun whose table is named as its first part of a path: `/tags/<slug>`."""

    __tablename__: str
    id: Mapped[int]
    slug: Mapped[str]

    @property
    def path(self) -> str:
        """Where it stands, as stored in the table of former addresses."""
        return f"/{self.__tablename__}/{self.slug}"

    @classmethod
    def by_slug(cls, slug: str) -> Self | None:
        """The one of that slug, in whatever state."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def slug_taken(cls, slug: str) -> bool:
        """Whether one has this slug."""
        return db.session.scalar(select(cls.id).where(cls.slug == slug)) is not None

    @classmethod
    def free_slug(cls, wanted: str) -> str:
        """This slug, with a number behind it when it is taken."""
        return slugs.unique(wanted, cls.slug_taken)

    def move_to(self, slug: str, *, known: bool = True) -> None:
        """Let it stand at this slug; the former address, if anyone can know it, leads here."""
        if slug == self.slug:
            return
        if known:
            Redirect.leave(self.path, self.__tablename__, self.id)
        Redirect.free(f"/{self.__tablename__}/{slug}")
        self.slug = slug

    def come_back(self, paths: Sequence[str] = ()) -> None:
        """Take its address, where nothing leads elsewhere now; these paths lead to it."""
        for path in paths:
            Redirect.leave(path, self.__tablename__, self.id)
        Redirect.free(self.path)

    def hand_over(self, heir_id: int | None) -> None:
        """Let its address and those it once had lead to its heir; without one, nowhere."""
        Redirect.pass_on(self.__tablename__, self.id, heir_id)
        if heir_id:
            Redirect.leave(self.path, self.__tablename__, heir_id)
