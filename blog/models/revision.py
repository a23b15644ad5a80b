"""Revisions: the text of an article or page as each save left it."""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, Row, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, UtcDateTime, db, utcnow

KEPT = 100
"""How many of one text are kept; the oldest go first."""


class Revised:
    """What an article and a page have in common: a text whose every save is kept."""

    __tablename__: str
    id: Mapped[int]

    @property
    def place(self) -> str:
        """Where it is written, for what is kept of its text: `articles/12`, `pages/3`."""
        return f"{self.__tablename__}/{self.id}"

    @property
    def text(self) -> dict[str, str]:
        """What a revision keeps."""
        columns = {
            "title": "title",
            "body": "body",
            "excerpt": "own_excerpt",
            "description": "description",
        }
        return {name: getattr(self, column, "") or "" for name, column in columns.items()}


class Revision(Model):
    """The text of one save. `place` is where the text is written: `articles/12`, `pages/3`."""

    __tablename__ = "revisions"
    __table_args__ = (Index("ix_revisions_place_id", "place", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str]
    title: Mapped[str]
    length: Mapped[int]  # characters in the body
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    packed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    def keep(cls, place: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Keep what a save made of a text; what stood before it too, if nobody kept that.

        Both hold `title` and `body` and may hold more. A save that changed none of it leaves
        nothing behind. What is kept, and what goes for it, is written with the next flush.
        """
        newest = db.session.scalar(
            select(cls.id).where(cls.place == place).order_by(cls.id.desc()).limit(1)
        )
        if newest is not None and before == after:
            return
        if newest is None and before != after and any(before.values()):
            cls._add(place, before)
        for oldest in db.session.scalars(
            select(cls).where(cls.place == place).order_by(cls.id.desc()).offset(KEPT - 1)
        ):
            db.session.delete(oldest)
        cls._add(place, after)

    @classmethod
    def _add(cls, place: str, text: Mapping[str, str]) -> None:
        packed = zlib.compress(json.dumps(dict(text), ensure_ascii=False).encode(), 6)
        db.session.add(
            cls(place=place, title=text["title"], length=len(text["body"]), packed=packed)
        )

    @classmethod
    def of(cls, place: str) -> Sequence[Row[*tuple[Any, ...]]]:
        """id, title, length and saved_at of a text's revisions, the newest first."""
        return db.session.execute(
            select(cls.id, cls.title, cls.length, cls.saved_at)
            .where(cls.place == place)
            .order_by(cls.id.desc())
        ).all()

    @classmethod
    def one(cls, place: str, id: int) -> "Revision | None":
        """That revision of this text."""
        return db.session.scalar(select(cls).where(cls.place == place, cls.id == id))

    @property
    def text(self) -> dict[str, str]:
        """The fields as they were."""
        found: dict[str, str] = json.loads(zlib.decompress(self.packed))
        return found

    @property
    def previous(self) -> "Revision | None":
        """The one before it."""
        return db.session.scalar(
            select(Revision)
            .where(Revision.place == self.place, Revision.id < self.id)
            .order_by(Revision.id.desc())
            .limit(1)
        )

    @classmethod
    def forget(cls, place: str) -> None:
        """Forget every revision of a text that is gone."""
        db.session.execute(delete(cls).where(cls.place == place))
