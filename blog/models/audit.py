"""The audit log: who came in, who was refused, and what was changed about the account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.lib.i18n import mark

KEPT = timedelta(days=180)
SHOWN = 50


class Event(StrEnum):
    """What can happen at the door."""

    CREATED = "created"
    LOGGED_IN = "logged-in"
    REFUSED = "refused"
    CODE_REFUSED = "code-refused"
    LOGGED_OUT = "logged-out"
    LOGIN_CLOSED = "login-closed"
    RENAMED = "renamed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of an event
    TWO_FACTOR_ON = "two-factor-on"
    TWO_FACTOR_OFF = "two-factor-off"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_RENEWED = "recovery-codes-renewed"


LABELS = {
    Event.CREATED: mark("Account created"),
    Event.LOGGED_IN: mark("Logged in"),
    Event.REFUSED: mark("Wrong name or password"),
    Event.CODE_REFUSED: mark("Wrong code"),
    Event.LOGGED_OUT: mark("Logged out"),
    Event.LOGIN_CLOSED: mark("Login closed"),
    Event.RENAMED: mark("Name changed"),
    Event.PASSWORD_CHANGED: mark("Password changed"),
    Event.TWO_FACTOR_ON: mark("Two-step login turned on"),
    Event.TWO_FACTOR_OFF: mark("Two-step login turned off"),
    Event.RECOVERY_CODE_USED: mark("Recovery code used"),
    Event.RECOVERY_CODES_RENEWED: mark("Recovery codes renewed"),
}


class AuditEntry(Model):
    """One line of the log. What was typed is never in it: people type passwords as names."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, index=True)
    event: Mapped[str]
    device: Mapped[str] = mapped_column(default="")
    # The network address it came from; empty for the command line.
    address: Mapped[str] = mapped_column(default="")

    @classmethod
    def write(cls, event: Event, *, device: str = "", address: str | None = None) -> None:
        """Add a line in the current transaction."""
        db.session.add(cls(event=event, device=device, address=address or ""))

    @classmethod
    def newest(cls) -> Sequence["AuditEntry"]:
        """The newest lines."""
        return db.session.scalars(select(cls).order_by(cls.id.desc()).limit(SHOWN)).all()

    @classmethod
    def sweep(cls) -> None:
        """Forget what is old."""
        db.session.execute(delete(cls).where(cls.at < utcnow() - KEPT))

    @property
    def label(self) -> str:
        """What happened, in English, for the catalogues."""
        return LABELS[Event(self.event)]
