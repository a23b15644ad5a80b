"""Uploaded files: what is known of each, by the path it is served under."""

import hashlib
import json
import re
import secrets
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import Text, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import filetypes, images
from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.lib.filetypes import Kind
from blog.lib.writing import begin_write
from blog.models import upload

BIN = ".bin"
"""The folder, within that of the uploads, of what was deleted and may come back."""


class Media(Model):
    """A file in the media folder; its path carries a hash of its content."""

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(unique=True)
    # Of the file as it came in, before it was cleaned and fitted.
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

    @classmethod
    def store(cls, data: bytes, name: str, *, alt: str = "", caption: str = "") -> "Media":
        """The file, kept: a new one, or the one that came in before with the same content.

        That one comes back from the bin, and takes the words it had none of. Nothing is committed.
        Raises upload.Refused.
        """
        digest = hashlib.sha256(data).hexdigest()
        known = cls._known(digest)
        if known is None:
            known = cls._keep(upload.prepare(data), digest, name)
        return known._come_in(alt, caption)

    @classmethod
    def adopt(
        cls, data: bytes, path: str, *, name: str, sha256: str, alt: str = "", caption: str = ""
    ) -> "Media":
        """A file that another blog of ours had cleaned and kept under this path, kept as it is.

        What does not look so is taken as if it were uploaded. Nothing is committed. Raises
        upload.Refused.
        """
        ready = upload.prepare(data, cleaned=True)
        own = hashlib.sha256(data).hexdigest()
        if path != _stem(own) + ready.type.suffix or not re.fullmatch("[0-9a-f]{64}", sha256):
            return cls.store(data, name, alt=alt, caption=caption)
        known = cls._known(sha256) or cls._known(own) or cls._keep(ready, sha256, name)
        return known._come_in(alt, caption)

    def _come_in(self, alt: str, caption: str) -> "Media":
        if self.deleted_at is not None:
            self.restore()
        self.alt, self.caption = self.alt or alt, self.caption or caption
        db.session.flush()
        return self

    @classmethod
    def _known(cls, digest: str) -> "Media | None":
        """The file that came in with this hash, or that is served with it."""
        served = cls.path.startswith(_stem(digest) + ".")
        return db.session.scalar(select(cls).where(or_(cls.sha256 == digest, served)))

    @classmethod
    def _keep(cls, ready: upload.Upload, digest: str, name: str) -> "Media":
        path = put(ready.data, ready.type.suffix)
        media = cls(
            path=path,
            sha256=digest,
            name=upload.tidy_name(name, ready.type.suffix),
            mime=ready.type.mime,
            size=len(ready.data),
            width=ready.width,
            height=ready.height,
            variants=json.dumps([[width, put(data, ".webp")] for width, data in ready.variants]),
        )
        begin_write()
        known = cls.by_path(path)
        if known is not None:
            return known
        try:
            with db.session.begin_nested():
                db.session.add(media)
        except IntegrityError:  # the same file came in twice at the same moment
            return db.session.scalars(
                select(cls).where(or_(cls.sha256 == digest, cls.path == path))
            ).one()
        return media

    @property
    def kind(self) -> Kind:
        """How it is used on a page."""
        return filetypes.TYPES[Path(self.path).suffix].kind

    @property
    def address(self) -> str:
        """Where it is served, without the site's prefix: as texts name it."""
        return f"/media/{self.path}"

    @property
    def markdown(self) -> str:
        """What shows it in a text: the picture itself, of any other file a link."""
        if self.kind == Kind.PICTURE:
            return f"![{_escaped(self.alt)}]({self.address})"
        return f"[{_escaped(self.name)}]({self.address})"

    @property
    def thumbnail(self) -> str:
        """The address of the narrowest picture of it."""
        smaller = json.loads(self.variants)
        return f"/media/{smaller[0][1]}" if smaller else self.address

    @property
    def srcset(self) -> str:
        """The variants as an `srcset`, empty when there are none."""
        return ", ".join(f"/media/{path} {width}w" for width, path in json.loads(self.variants))

    @property
    def files(self) -> list[str]:
        """The paths of the file and of its variants."""
        return [self.path, *(path for _width, path in json.loads(self.variants))]

    def bin(self) -> None:
        """Take it off its address at once; `restore` brings it back.

        Commits before a file moves: a picture in use must never be missing from the folder.
        """
        self.deleted_at = utcnow()
        db.session.commit()
        for path in self._own_files():
            _move(folder() / path, folder() / BIN / path)

    def restore(self) -> None:
        """Serve it again."""
        for path in self.files:
            _move(folder() / BIN / path, folder() / path)
        self.deleted_at = None

    def erase(self) -> None:
        """Forget it for good, with its files. Commits before they go."""
        own, files = self._own_files(), self.files
        db.session.delete(self)
        db.session.commit()
        for path in files:
            (folder() / BIN / path).unlink(missing_ok=True)
        for path in own:
            (folder() / path).unlink(missing_ok=True)

    def _own_files(self) -> list[str]:
        """Its files that no other upload in use has too: a variant may have come in by itself."""
        return [
            path
            for path in self.files
            if db.session.scalar(
                select(Media.id)
                .where(Media.id != self.id, Media.deleted_at.is_(None))
                .where(or_(Media.path == path, Media.variants.contains(path, autoescape=True)))
                .limit(1)
            )
            is None
        ]


# The path of the narrowest variant, for statements that read many: cut out of what `_keep` wrote,
# since the databases read JSON each in its own way. Empty when there is none.
_BEFORE = f'[[{images.VARIANT_WIDTHS[-1]}, "'
SMALLEST = func.substr(Media.variants, len(_BEFORE) + 1, len("ab/0123456789abcdef.webp"))


def folder() -> Path:
    """The media folder."""
    return Path(current_app.config["MEDIA_FOLDER"])


def put(data: bytes, suffix: str) -> str:
    """Write the bytes into the media folder, once, and return the path they are served under."""
    path = _stem(hashlib.sha256(data).hexdigest()) + suffix
    target = folder() / path
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        draft.write_bytes(data)
        draft.replace(target)
    return path


def _stem(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:18]}"


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.exists():
        source.replace(target)


def _escaped(text: str) -> str:
    """The text as Markdown takes it between brackets."""
    words = " ".join(text.split())
    return words.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
