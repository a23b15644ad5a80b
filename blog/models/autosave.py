"""What was typed and not yet saved: one row a text, so that no two writers share it unseen."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.lib.writing import begin_write, execute

KEPT = timedelta(days=30)
"""How long the text of an article that was never saved is kept, and the receipt of one that was."""
_RECEIPT = "saved"


class Behind(Exception):
    """Someone else was here since: `other` is what they typed; None when they saved."""

    def __init__(self, other: "Autosave | None" = None) -> None:
        super().__init__(other.place if other else "")
        self.other = other


class Autosave(Model):
    """What was typed at a place: `articles/12`, `pages/3`, or `articles/new-` and a key.

    `version` is drawn anew at each keeping, `tab` names the open page that typed it. A tab never
    stands in its own way: an answer that was lost on the network is no conflict. When a new text
    is saved, a receipt takes the place of what was typed, so that its form, sent twice, makes one
    text: `revision` then is the number it was saved under, `tab` the revision, `fields` a digest.
    """

    __tablename__ = "autosaves"

    place: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]  # of what it grew from
    version: Mapped[str]
    tab: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, index=True)

    @classmethod
    def of(cls, place: str) -> "Autosave | None":
        """What was typed there and not saved."""
        found = db.session.get(cls, place, populate_existing=True)
        return found if found is None or found.version != _RECEIPT else None

    @classmethod
    def check(cls, place: str, version: str, tab: str) -> "Autosave | None":
        """What was typed there, if by this tab or known to it. Raises Behind."""
        found = cls.of(place)
        if found is not None and found.version != version and (not tab or found.tab != tab):
            raise Behind(found)
        return found

    @classmethod
    def keep(
        cls, place: str, fields: Mapping[str, str], *, revision: int, version: str, tab: str
    ) -> "Autosave":
        """Keep what was typed. Raises Behind."""
        begin_write()
        row = cls.check(place, version, tab)
        if row is None and cls.receipt(place) is not None:
            raise Behind
        if row is None:
            row = cls(place=place)
            db.session.add(row)
        row.fields = json.dumps(dict(fields), ensure_ascii=False)
        row.revision, row.tab, row.saved_at = revision, tab, utcnow()
        row.version = secrets.token_hex(8)
        db.session.flush()
        return row

    @classmethod
    def receipt(cls, place: str) -> "Autosave | None":
        """What says that the new text of that place was saved."""
        found = db.session.get(cls, place, populate_existing=True)
        return found if found is not None and found.version == _RECEIPT else None

    @classmethod
    def settle(cls, place: str, fields: Mapping[str, str], id: int, revision: int) -> None:
        """Leave the receipt of a new text that is saved under this number.

        Of two who save the same form at once the second fails at the key of the table, with all it
        has written (IntegrityError).
        """
        db.session.execute(delete(cls).where(cls.place == place, cls.version != _RECEIPT))
        digest = digest_of(fields)
        row = cls(place=place, fields=digest, revision=id, version=_RECEIPT, tab=str(revision))
        db.session.add(row)
        db.session.flush()

    @classmethod
    def forget(cls, kind: str, id: int) -> None:
        """Forget what was typed of a text that is gone for good, and that its form was sent."""
        receipt = (cls.place.startswith(f"{kind}/new-"), cls.version == _RECEIPT)
        db.session.execute(delete(cls).where(*receipt, cls.revision == id))
        cls.drop(f"{kind}/{id}")

    @classmethod
    def drop(cls, place: str) -> None:
        """Forget what was typed there: it is saved, or not wanted."""
        execute("DELETE FROM autosaves WHERE place = ?", place)

    @classmethod
    def unsaved(cls, kind: str) -> Sequence["Autosave"]:
        """What was typed of articles (or pages) that were never saved, the newest first."""
        return db.session.scalars(
            select(cls)
            .where(cls.place.startswith(f"{kind}/new-"), cls.version != _RECEIPT)
            .order_by(cls.saved_at.desc())
        ).all()

    @classmethod
    def sweep(cls) -> None:
        """Forget what nobody came back for; the text of what was saved once stays."""
        gone = (cls.place.contains("/new-"), cls.saved_at < utcnow() - KEPT)
        db.session.execute(delete(cls).where(*gone))

    @property
    def typed(self) -> dict[str, str]:
        """The fields as they were typed."""
        found: dict[str, str] = json.loads(self.fields)
        return found


def digest_of(fields: Mapping[str, str]) -> str:
    """What tells whether two forms were typed alike."""
    return hashlib.sha256(json.dumps(dict(fields), sort_keys=True).encode()).hexdigest()
