"""The outbox: mail that waits to be sent, and what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from enum import StrEnum

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Index, Text, delete, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import mail, smtp
from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.models import site

BATCH = timedelta(minutes=10)
"""How long a notice to the admin waits for others to go with it."""
AT_ONCE = 20
TRIES = 8
KEPT = timedelta(days=7)
"""How long a letter that was sent, or never could be, is kept."""

WAITING = text("ended_at IS NULL")


class Kind(StrEnum):
    """What a letter is for."""

    NOTICE = "notice"  # to the admin; several go as one
    CONFIRM = "confirm"
    ANSWER = "answer"


class Letter(Model):
    """A mail, waiting or ended."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_waiting", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_letters_recipient", "recipient"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    unsubscribe: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(default="")

    @classmethod
    def post(
        cls, kind: Kind, recipient: str, subject: str, body: str, unsubscribe: str = ""
    ) -> "Letter":
        """Put a letter into the outbox, in the current transaction."""
        wait = BATCH if kind is Kind.NOTICE else timedelta(0)
        letter = cls(
            kind=kind,
            recipient=recipient,
            subject=subject,
            text=body,
            unsubscribe=unsubscribe,
            due_at=utcnow() + wait,
        )
        db.session.add(letter)
        return letter

    @classmethod
    def waiting(cls) -> Sequence["Letter"]:
        """What waits, the next to go first."""
        return db.session.scalars(select(cls).where(WAITING).order_by(cls.due_at, cls.id)).all()


def send_due() -> timedelta:
    """Hand what is due to the mail server; when to look again.

    Without a server letters wait, and end unsent after KEPT.
    """
    now = utcnow()
    db.session.execute(
        update(Letter)
        .where(WAITING, Letter.created_at < now - KEPT)
        .values(ended_at=now, error="never sent")
    )
    db.session.execute(delete(Letter).where(Letter.ended_at < now - KEPT))
    db.session.commit()
    settings = site.current().settings
    url = str(current_app.config["MAIL_URL"])
    if not url or not settings.mail_address:
        return timedelta(minutes=5)
    due = db.session.scalars(
        select(Letter).where(WAITING, Letter.due_at <= now).order_by(Letter.id).limit(AT_ONCE)
    ).all()
    parcels = _bundle(due)
    if parcels:
        _hand_over(url, parcels)
    return timedelta(seconds=10)


def _bundle(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Each letter by itself, but all notices to one recipient together."""
    parcels: dict[tuple[str, str], list[Letter]] = {}
    for letter in letters:
        one = letter.recipient if letter.kind == Kind.NOTICE else str(letter.id)
        parcels.setdefault((letter.kind, one), []).append(letter)
    return list(parcels.values())


def _hand_over(url: str, parcels: list[list[Letter]]) -> None:
    messages = [_compose(parcel) for parcel in parcels]
    # What is sent cannot be taken back, and the line may be slow: nothing is locked meanwhile.
    db.session.rollback()
    try:
        outcomes = smtp.send(smtp.parse_url(url), messages)
    except (smtp.Unreachable, smtp.BadServer) as error:
        outcomes = [smtp.Outcome(smtp.State.LATER, str(error))] * len(parcels)
    for parcel, outcome in zip(parcels, outcomes, strict=True):
        for letter in parcel:
            _settle(letter, outcome)
    db.session.commit()


def _compose(parcel: list[Letter]) -> EmailMessage:
    home = site.current()
    first = parcel[0]
    many = len(parcel) > 1
    return mail.compose(
        sender=home.settings.mail_address,
        sender_name=home.settings.title,
        recipient=first.recipient,
        subject=_("%(count)d new comments", count=len(parcel)) if many else first.subject,
        text="\n\n---\n\n".join(letter.text for letter in parcel),
        date=utcnow(),
        unsubscribe=first.unsubscribe,
    )


def _settle(letter: Letter, outcome: smtp.Outcome) -> None:
    """Note what became of it; try again after 1, 2, 4 … minutes, at most TRIES times."""
    letter.tries += 1
    letter.error = outcome.said[:300]
    if outcome.state is smtp.State.LATER and letter.tries < TRIES:
        letter.due_at = utcnow() + timedelta(minutes=2 ** (letter.tries - 1))
    else:
        letter.ended_at = utcnow()
