"""Backups that were made and proved: when, where to, how large."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import BigInteger, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.models import job

REMEMBERED = 50
"""How many are listed; the files themselves are kept or removed by whoever asked for them."""


class Backup(Model):
    """One backup that was read back and found to hold what the blog held."""

    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, index=True)
    file: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)

    @classmethod
    def record(cls, file: str, size: int, made_at: datetime) -> None:
        """Remember a good backup of that moment, and forget those of long ago; commits."""
        db.session.add(cls(file=file, size=size, made_at=made_at))
        db.session.flush()
        newest = select(cls.id).order_by(cls.id.desc()).limit(REMEMBERED)
        db.session.execute(delete(cls).where(cls.id.not_in(newest)))
        db.session.commit()

    @classmethod
    def last(cls) -> "Backup | None":
        """The newest good backup."""
        return db.session.scalar(select(cls).order_by(cls.made_at.desc(), cls.id.desc()).limit(1))

    @classmethod
    def age(cls) -> timedelta | None:
        """How long ago the newest good backup was made; None when there never was one."""
        made_at = db.session.scalar(select(func.max(cls.made_at)))
        return None if made_at is None else utcnow() - made_at


@dataclass(frozen=True, slots=True)
class File:
    """A backup that lies on this server, with the name it is chosen by."""

    name: str
    path: Path
    made_at: datetime
    size: int

    def held_in(self, place: Path) -> Path:
        """Where it can be read, by a link in that folder, which stays though the oldest go.

        On another disk no link can be made: it is read where it lies.
        """
        link = place / Path(self.name).name
        try:
            os.link(self.path, link)
        except OSError:
            return self.path
        return link


def folder() -> Path:
    """Where the blog keeps backups of its own: the daily ones, and what stood before a restore."""
    return Path(current_app.instance_path) / "backups"


def files() -> list[File]:
    """The backups there and those that jobs of the desk made, the newest first."""
    named = [(path.relative_to(folder()).as_posix(), path) for path in folder().glob("**/*.zip")]
    for one in job.newest():
        if one.kind is job.Kind.BACKUP and one.result:
            named.append((f"desk/blog-{one.began_at:%Y%m%d-%H%M%S}.backup", one.result))
    found = []
    for name, path in named:
        with suppress(FileNotFoundError):  # the oldest go when a new one is made
            status = path.stat()
            made_at = datetime.fromtimestamp(status.st_mtime, UTC)
            found.append(File(name, path, made_at, status.st_size))
    return sorted(found, key=lambda file: (file.made_at, file.name), reverse=True)
