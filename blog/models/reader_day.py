"""Different readers of a day, counted without knowing any of them."""

import secrets
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from flask import current_app
from sqlalchemy import LargeBinary, delete
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import sketch
from blog.lib.database import Model, Run, db, one_row
from blog.models.limit import address_key


class Joined(NamedTuple):
    """The sketch of a day before and after some readers were seen, and how many it has then."""

    before: bytes
    seen: bytes
    after: bytes
    readers: int

    @classmethod
    def of(cls, before: bytes, seen: bytes) -> "Joined":
        """The two of them joined."""
        after = sketch.joined(before, seen)
        return cls(before, seen, after, sketch.counted(after))


class ReaderDay(Model):
    """Today's salt and sketch of readers, deleted when the day is over.

    A reader is a hash of address and browser under the salt, and even the hash is only marked in
    the sketch. Without the salt nobody can try out who it was; a backup made during the day holds
    the salt but not the secret key, which it takes as well.
    """

    __tablename__ = "reader_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    registers: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    def sketch(cls, day: date, readers: Iterable[tuple[str, str]]) -> bytes:
        """The sketch of these pairs of address and browser. Raises Unavailable."""
        key = blake2b(_salt(day), key=_secret()).digest()
        return sketch.sketched(
            blake2b(
                f"{address_key(address)}\n{agent}".encode(errors="replace"),
                key=key,
                digest_size=sketch.HASH_BYTES,
            ).digest()
            for address, agent in readers
        )

    @classmethod
    def joined(cls, day: date, readers: Iterable[tuple[str, str]]) -> Joined:
        """The day's sketch as it would be with these readers too. Raises Unavailable."""
        seen = cls.sketch(day, readers)
        row = one_row("SELECT registers FROM reader_days WHERE day = ?", (f"{day}",))
        return Joined.of(bytes(row[0]) if row else sketch.empty(), seen)

    @classmethod
    def keep(cls, day: date, joined: Joined, run: Run) -> int:
        """Keep that as the day's; how many readers the day has had. Locks the day's row.

        Each reader's hit waits while the lock is held, so only what another process has kept
        meanwhile is joined now.
        """
        found = run(
            "UPDATE reader_days SET registers = ? WHERE day = ? AND registers = ? RETURNING day",
            (joined.after, f"{day}", joined.before),
        )
        if found is not None:
            return joined.readers
        row = run("UPDATE reader_days SET day = day WHERE day = ? RETURNING registers", (f"{day}",))
        joined = Joined.of(bytes(row[0]) if row else sketch.empty(), joined.seen)
        run(
            "UPDATE reader_days SET registers = ? WHERE day = ? RETURNING day",
            (joined.after, f"{day}"),
        )
        return joined.readers

    @classmethod
    def sweep(cls, today: date) -> None:
        """Throw away the salts and sketches of the days before."""
        db.session.execute(delete(cls).where(cls.day < today))


def _salt(day: date) -> bytes:
    row = one_row(
        "INSERT INTO reader_days (day, salt, registers) VALUES (?, ?, ?)"
        " ON CONFLICT (day) DO UPDATE SET day = excluded.day RETURNING salt",
        (f"{day}", secrets.token_bytes(32), sketch.empty()),
    )
    return bytes(row[0]) if row else b""


def _secret() -> bytes:
    return blake2b(str(current_app.config["SECRET_KEY"]).encode(), digest_size=32).digest()
