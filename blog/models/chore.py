"""Housekeeping: what is due by the clock, done by one worker at a time."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, Unavailable, UtcDateTime, db, utcnow

log = logging.getLogger(__name__)
TICK_SECONDS = 2.0
LEASE = timedelta(minutes=5)
"""How long a worker that died in a chore keeps the others from it."""
PROMPT_LEASE = timedelta(seconds=5)
"""The same for what readers wait for: it takes milliseconds, and twice at once does no harm."""


class Chore(Model):
    """When a chore is due next, and which worker has it now."""

    __tablename__ = "chores"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    leased_until: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    holder: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(default="")


# Made once, of the plain table: each worker asks every other second, and so would make them anew.
_chores = Chore.__table__.c
_now = bindparam("now", type_=UtcDateTime())
_IS_DUE = (_chores.due_at <= _now, _chores.leased_until <= _now)
_DUE = select(_chores.name).where(*_IS_DUE)
_LEASE = (
    update(Chore.__table__)  # type: ignore[arg-type]  # a model's table is one
    .where(_chores.name == bindparam("chore"), *_IS_DUE)
    .values(leased_until=bindparam("until"), holder=bindparam("by"))
)
_DONE = (
    update(Chore.__table__)  # type: ignore[arg-type]  # a model's table is one
    .where(_chores.name == bindparam("chore"), _chores.holder == bindparam("by"))
    .values(
        due_at=bindparam("again"),
        leased_until=_now,
        done_at=bindparam("done"),
        error=bindparam("fault"),
    )
)

Verb = Callable[[], timedelta]
"""Does what is due and says when it wants to be called again; so may what it raises: `again`."""


class Housekeeping:
    """The one thread of a worker that looks what is due."""

    def __init__(
        self,
        app: Flask,
        verbs: dict[str, Verb],
        beats: Sequence[Callable[[], None]] = (),
        prompt: Collection[str] = (),
    ) -> None:
        """`beats` are what every worker does at each tick; verbs are done by one of them.

        `prompt` names the verbs that must not wait long for a worker that died in them.
        """
        self.app = app
        self.verbs = verbs
        self.prompt = prompt
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
        known = set(db.session.connection().scalars(_DUE, {"now": now}))
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
        try:
            db.session.commit()
        except IntegrityError:  # another worker that starts with this one has added them
            db.session.rollback()
        self._holder += "+"
        return missing

    def _do(self, name: str) -> bool:
        now = utcnow()
        end = now + (PROMPT_LEASE if name in self.prompt else LEASE)
        lease = {"chore": name, "now": now, "until": end, "by": self._holder}
        leased = db.session.connection().execute(_LEASE, lease)
        db.session.commit()
        if leased.rowcount != 1:
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
        done = utcnow()
        ended = {"chore": name, "by": self._holder, "now": now, "done": done}
        db.session.connection().execute(_DONE, ended | {"again": done + wait, "fault": error})
        db.session.commit()
        return True
