"""Housekeeping: what is due by the clock, done by one worker at a time."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, Unavailable, UtcDateTime, db, utcnow

log = logging.getLogger(__name__)
TICK_SECONDS = 2.0
LEASE = timedelta(minutes=5)
"""How long a worker that died in a chore keeps the others from it."""


class Chore(Model):
    """When a chore is due next, and which worker has it now."""

    __tablename__ = "chores"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    leased_until: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    holder: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(default="")


Verb = Callable[[], timedelta]
"""Does what is due and says when it wants to be called again; so may what it raises: `again`."""


class Housekeeping:
    """The one thread of a worker that looks what is due."""

    def __init__(
        self, app: Flask, verbs: dict[str, Verb], beats: Sequence[Callable[[], None]] = ()
    ) -> None:
        """`beats` are what every worker does at each tick; verbs are done by one of them."""
        self.app = app
        self.verbs = verbs
        self.beats = beats
        self._holder = ""
        self._stop = threading.Event()

    def start(self) -> None:
        """Start the thread, once a process; after the fork, never before it."""
        holder = f"{os.getpid()}"
        if self._holder.partition("-")[0] == holder:
            return
        self._holder = f"{holder}-{secrets.token_hex(4)}"
        threading.Thread(target=self._run, name="housekeeping", daemon=True).start()

    def _run(self) -> None:
        while not self._stop.wait(TICK_SECONDS):
            with self.app.app_context():
                try:
                    self.tick()
                    for beat in self.beats:
                        beat()
                except (SQLAlchemyError, Unavailable) as error:
                    log.warning("housekeeping waits for the database: %s", error)

    def tick(self) -> list[str]:
        """Do all that is due now and that nobody else has; the names of what was done."""
        now = utcnow()
        due = db.session.scalars(
            select(Chore.name).where(Chore.due_at <= now, Chore.leased_until <= now)
        ).all()
        known = set(due)
        if not known and not self._holder.endswith("+"):
            known = self._missing(now)
        db.session.rollback()
        return [name for name in self.verbs if name in known and self._do(name)]

    def _missing(self, now: datetime) -> set[str]:
        """Add the chores that a new release brought."""
        stored = set(db.session.scalars(select(Chore.name)))
        missing = set(self.verbs) - stored
        for name in missing:
            db.session.add(Chore(name=name, due_at=now, leased_until=now))
        db.session.commit()
        self._holder += "+"
        return missing

    def _do(self, name: str) -> bool:
        now = utcnow()
        leased = db.session.execute(
            update(Chore)
            .where(Chore.name == name, Chore.due_at <= now, Chore.leased_until <= now)
            .values(leased_until=now + LEASE, holder=self._holder)
        )
        db.session.commit()
        if leased.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
            return False
        error = ""
        wait = timedelta(minutes=1)
        try:
            wait = self.verbs[name]()
        except Exception as problem:
            log.exception("chore %s failed", name)
            db.session.rollback()
            error = f"{type(problem).__name__}: {problem}"[:300]
            wait = getattr(problem, "again", wait)
        db.session.execute(
            update(Chore)
            .where(Chore.name == name, Chore.holder == self._holder)
            .values(due_at=utcnow() + wait, leased_until=now, done_at=utcnow(), error=error)
        )
        db.session.commit()
        return True
