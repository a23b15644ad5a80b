"""The logins that are open: each a row that can be seen and closed."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.models.user import User

COOKIE = "suibi_login"
LASTING = timedelta(days=30)
BRIEF = timedelta(days=1)
"""How long after its last use a login ends that was not asked to last."""
FRESH = timedelta(minutes=15)
"""How long after the password was typed the account may be changed."""
SEEN = timedelta(minutes=1)
"""How exact the last use is known: not every page is a write."""

# The first that a browser's name for itself holds is what it is; later ones are what it imitates.
BROWSERS = {
    "MicroMessenger": "WeChat",
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "HarmonyOS",
    "OpenHarmony": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class Login(Model):
    """An open login: the hash of its token, so that a stolen database opens no door."""

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str] = mapped_column(default="")
    lasting: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()

    @classmethod
    def open(cls, user: User, user_agent: str, *, lasting: bool) -> str:
        """Open a login on this device; the token that its cookie carries."""
        token = secrets.token_urlsafe(32)
        db.session.add(
            cls(
                user_id=user.id,
                token_hash=_hash(token),
                device=device(user_agent),
                lasting=lasting,
                expires_at=utcnow() + (LASTING if lasting else BRIEF),
            )
        )
        db.session.flush()
        return token

    @classmethod
    def of(cls, token: str | None) -> "Login | None":
        """The login, with its user, that this token opens; None when it is unknown or has ended."""
        if not token:
            return None
        return db.session.scalar(
            select(cls)
            .options(joinedload(cls.user, innerjoin=True))
            .where(cls.token_hash == _hash(token), cls.expires_at > utcnow())
        )

    @classmethod
    def open_ones(cls, user: User) -> Sequence["Login"]:
        """The user's open logins, the last used first."""
        return db.session.scalars(
            select(cls)
            .where(cls.user_id == user.id, cls.expires_at > utcnow())
            .order_by(cls.seen_at.desc(), cls.id.desc())
        ).all()

    @classmethod
    def close_all(cls, user: User, but: "Login | None" = None) -> None:
        """Close every login of the user's, but for this one if given."""
        query = delete(cls).where(cls.user_id == user.id)
        db.session.execute(query if but is None else query.where(cls.id != but.id))

    @classmethod
    def sweep(cls) -> None:
        """Forget the logins that have ended."""
        db.session.execute(delete(cls).where(cls.expires_at <= utcnow()))

    @property
    def fresh(self) -> bool:
        """Whether the password was typed a short while ago."""
        return utcnow() - self.confirmed_at < FRESH

    def see(self) -> bool:
        """Note that it is used now; whether there was anything to write."""
        now = utcnow()
        if now - self.seen_at < SEEN:
            return False
        self.seen_at = now
        if not self.lasting:
            self.expires_at = now + BRIEF
        return True

    def confirm(self) -> None:
        """Note that the password was typed now."""
        self.confirmed_at = utcnow()

    def close(self) -> None:
        """Close it: its token opens nothing from now on."""
        db.session.delete(self)


def device(user_agent: str) -> str:
    """What a person would call the device: `Firefox, Windows`; empty for what is no browser."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    return ", ".join(part for part in (browser, system) if part)


def _first(names: dict[str, str], text: str) -> str:
    return next((name for sign, name in names.items() if re.search(rf"\b{sign}", text)), "")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
