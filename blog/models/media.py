"""Uploaded files: what is known of each, by the path it is served under."""

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, UtcDateTime, db, utcnow


class Media(Model):
    """A file in the media folder; its path carries a hash of its content."""

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt: Mapped[str] = mapped_column(Text, default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    # WebP variants: JSON list of [width, path], the narrowest first.
    variants: Mapped[str] = mapped_column(Text, default="[]")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def by_path(cls, path: str) -> "Media | None":
        """The file served under that path."""
        return db.session.scalar(select(cls).where(cls.path == path))

    @property
    def srcset(self) -> str:
        """The variants as an `srcset`, empty when there are none."""
        return ", ".join(f"/media/{path} {width}w" for width, path in json.loads(self.variants))


def folder() -> Path:
    """The media folder."""
    return Path(current_app.config["MEDIA_FOLDER"])


def put(data: bytes, suffix: str) -> str:
    """Write the bytes into the media folder, once, and return the path they are served under."""
    digest = hashlib.sha256(data).hexdigest()
    path = f"{digest[:2]}/{digest[2:18]}{suffix}"
    target = folder() / path
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        draft.write_bytes(data)
        draft.replace(target)
    return path
