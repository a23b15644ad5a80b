"""How often something may be tried: counted in the database, so over all workers and machines."""

import hashlib
import time
from ipaddress import IPv6Address, ip_address

from flask import current_app
from sqlalchemy import BigInteger, delete
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, Run, db, one_row


class Limit(Model):
    """How often a key was taken in its window; keys are hashed, so that no address is kept."""

    __tablename__ = "limits"

    key: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    ends_at: Mapped[int] = mapped_column(BigInteger, index=True)  # seconds since 1970

    @classmethod
    def take(cls, key: str, allowed: int, seconds: int, run: Run = one_row) -> bool:
        """Whether this is one of the first `allowed` tries of `key` in a window of that length.

        The window begins with the first try and is not lengthened by refused ones, so nobody is
        kept out for good. The count is committed at once, whatever becomes of the request: call
        this before the session writes anything, or SQLite would wait for itself. With the `run`
        of a transaction it is committed or undone with the rest of it.
        Raises Unavailable.
        """
        now = int(time.time())
        row = run(
            "INSERT INTO limits (key, tries, ends_at) VALUES (?, 1, ?) ON CONFLICT (key) DO UPDATE"
            " SET tries = CASE WHEN limits.ends_at <= ? THEN 1 ELSE limits.tries + 1 END,"
            " ends_at = CASE WHEN limits.ends_at <= ? THEN excluded.ends_at ELSE limits.ends_at END"
            " RETURNING tries",
            (_hashed(key), now + seconds, now, now),
        )
        return row is not None and int(row[0]) <= allowed

    @classmethod
    def taken(cls, key: str) -> int:
        """How often `key` was tried in its window so far, refused tries included."""
        row = one_row(
            "SELECT tries FROM limits WHERE key = ? AND ends_at > ?",
            (_hashed(key), int(time.time())),
        )
        return int(row[0]) if row else 0

    @classmethod
    def sweep(cls) -> None:
        """Forget the windows that have ended."""
        db.session.execute(delete(cls).where(cls.ends_at <= int(time.time())))


def address_key(address: str | None) -> str:
    """What stands for a reader's address: an IPv6 network of /64, which is one household's."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"


def _hashed(key: str) -> str:
    secret = hashlib.sha256(str(current_app.config["SECRET_KEY"]).encode()).digest()
    return hashlib.blake2b(key.encode(errors="replace"), key=secret, digest_size=16).hexdigest()
