"""Flags: what the blog notices about its own surroundings and tells the admin."""

import time

from flask import current_app, request
from sqlalchemy import BigInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db, one_row

FORWARDED = "forwarded addresses without a trusted proxy"
RENEWED = 6 * 3600
"""Seconds after which a process writes down again what it keeps noticing."""
STANDS = 2 * 24 * 3600
"""Seconds for which a flag is shown after it was last noticed."""


class Flag(Model):
    """Something noticed, and when last."""

    __tablename__ = "flags"

    name: Mapped[str] = mapped_column(primary_key=True)
    raised_at: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970

    @classmethod
    def standing(cls, name: str) -> bool:
        """Whether it was noticed lately."""
        raised = db.session.scalar(select(cls.raised_at).where(cls.name == name))
        return raised is not None and time.time() - raised < STANDS


def notice_forwarded() -> None:
    """Note a request that came through a proxy nobody told the blog to trust.

    All readers behind it would share one limit. Costs a look-up but once in RENEWED.
    """
    if "HTTP_X_FORWARDED_FOR" not in request.environ or current_app.config["PROXIES"]:
        return
    now = int(time.time())
    if now - current_app.extensions.get("forwarded", 0) < RENEWED:
        return
    current_app.extensions["forwarded"] = now
    one_row(
        "INSERT INTO flags (name, raised_at) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET raised_at = excluded.raised_at RETURNING raised_at",
        (FORWARDED, now),
    )
