"""Correspondents: mail addresses that agreed to be written to, or refused to be.

Anyone can type a stranger's address, so the first mail to it only asks, and a refusal holds for
good. Nothing is decided by opening a link: scanners of mail open every one.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.lib.writing import begin_write
from blog.models import site
from blog.models.limit import Limit
from blog.models.outbox import Kind, Letter

ASKED_A_DAY = 5
"""How many addresses one reader may have asked in a day."""


class Consent(StrEnum):
    """What its owner said."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Correspondent(Model):
    """A mail address, and what its owner said to mail from here."""

    __tablename__ = "correspondents"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    consent: Mapped[str] = mapped_column(default=Consent.ASKED)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    @classmethod
    def by_key(cls, id: int, key: str) -> "Correspondent | None":
        """The correspondent whose page has this key."""
        found = db.session.get(cls, id)
        if found is None or not hmac.compare_digest(found.key.encode(), key.encode()):
            return None
        return found

    @classmethod
    def ask(cls, email: str) -> None:
        """Ask the owner of that mail address once a day at most, unless the answer is known."""
        found = db.session.scalar(select(cls).where(cls.email == email))
        if found is not None and found.consent != Consent.ASKED:
            return
        if not found:
            found = cls(email=email)
            db.session.add(found)
            db.session.flush()
        elif (utcnow() - found.asked_at).days < 1:
            return
        found.asked_at = utcnow()
        home = site.current()
        Letter.post(
            Kind.CONFIRM,
            email,
            _("Mail from %(site)s?", site=home.settings.title),
            _(
                "Someone left a comment on %(site)s under this mail address and asked for a mail"
                " when it is answered.\n\nIf that was you, confirm it here:\n%(url)s\n\nIf it was"
                " not, you need do nothing: nothing else will be sent. On the same page you can"
                " say that this blog must never write to you.",
                site=home.settings.title,
                url=found.url,
            ),
            found.url,
        )

    @classmethod
    def restore(cls, answers: Mapping[str, tuple[bool, datetime]]) -> None:
        """Keep what these addresses answered elsewhere, and when asked; an answer here stays."""
        begin_write()
        known = {row.email: row for row in db.session.scalars(select(cls))} if answers else {}
        for email, (given, asked_at) in answers.items():
            found = known.get(email) or cls(email=email, consent=Consent.ASKED)
            if found.consent == Consent.ASKED:
                found.consent = Consent.GIVEN if given else Consent.REFUSED
                found.asked_at = asked_at
                db.session.add(found)

    @property
    def key(self) -> str:
        """What only the owner of the mail address is told. Worked out, never stored."""
        secret = str(current_app.config["SECRET_KEY"]).encode()
        message = f"correspondent {self.id} {self.email}"
        return hmac.new(secret, message.encode(), "sha256").hexdigest()[:32]

    @property
    def url(self) -> str:
        """The address of the page on which mail is confirmed or refused."""
        return f"{site.address()}/mail/{self.id}/{self.key}"


def can_write() -> bool:
    """Whether readers can be written to: there is a server, a sender and an address to name.

    Without a site address a link would follow the Host header, which a stranger chooses.
    """
    settings = site.current().settings
    return bool(
        current_app.config["MAIL_URL"]
        and settings.mail_answers
        and settings.mail_address
        and settings.address
    )


def may_ask(address: str) -> bool:
    """Whether this network address may have one more mail address asked today."""
    return Limit.take(f"ask {address}", ASKED_A_DAY, 24 * 3600)
