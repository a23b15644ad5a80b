"""The admin: a name, a password, and a second factor if wanted."""

import hmac
import re
import threading
import time
import unicodedata
from datetime import datetime

import pyotp
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

from blog.lib.database import Model, UtcDateTime, db, utcnow

METHOD = "scrypt:32768:8:3"  # 32 MB and 0.2 s
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
LONGEST_NAME = 60
PATIENCE_SECONDS = 3.0
STEP_SECONDS = 30
DRIFT = (-1, 0, 1)
"""How many steps the clock of a phone may be off."""

# Checked for a name that nobody has, so that its answer takes as long; no password leads here.
_NOBODY = f"{METHOD}$nobody$" + 128 * "0"
_hashing = threading.Lock()


class Busy(Exception):
    """Too many passwords are being checked in this process at once."""


class AlreadyThere(Exception):
    """There is an admin; there is never a second one."""


class User(Model):
    """The one who may write."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    # The key shared with the phone; empty while the second factor is off.
    totp_secret: Mapped[str] = mapped_column(default="")
    # The last step a code was taken of: a code opens once.
    totp_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    @classmethod
    def admin(cls) -> "User | None":
        """The admin, once there is one."""
        return db.session.scalar(select(cls).order_by(cls.id).limit(1))

    @classmethod
    def create(cls, name: str, password: str) -> "User":
        """The admin. Raises AlreadyThere: of two who come at once only the first gets in."""
        hashed = _hash(password)
        if cls.admin() is not None:
            raise AlreadyThere
        user = cls(id=1, name=tidy_name(name), password_hash=hashed)
        db.session.add(user)
        try:
            db.session.flush()
        except IntegrityError:
            db.session.rollback()
            raise AlreadyThere from None
        return user

    @classmethod
    def check(cls, name: str, password: str) -> "User | None":
        """The user whose name and password these are. Raises Busy.

        A name that nobody has takes as long as a wrong password.
        """
        user = db.session.scalar(select(cls).where(cls.name == tidy_name(name)))
        matches = _matches(user.password_hash if user else _NOBODY, password)
        return user if matches else None

    def knows(self, password: str) -> bool:
        """Whether this is the user's password. Raises Busy."""
        return _matches(self.password_hash, password)

    def set_password(self, password: str) -> None:
        """Put another password in place of the old one."""
        self.password_hash = _hash(password)

    @property
    def two_factor(self) -> bool:
        """Whether a login asks for a code as well."""
        return bool(self.totp_secret)

    def turn_two_factor_on(self, secret: str, code: str) -> bool:
        """Ask for a code at each login, if this one proves that the phone has the key."""
        step = _step(secret, code)
        if step is None:
            return False
        self.totp_secret, self.totp_step = secret, step
        return True

    def turn_two_factor_off(self) -> None:
        """Ask for no code any longer."""
        self.totp_secret, self.totp_step = "", 0

    def take_code(self, code: str) -> bool:
        """Whether the code is right and was not used before, here or on another machine."""
        step = _step(self.totp_secret, code)
        if step is None:
            return False
        taken = db.session.execute(
            update(User)
            .where(User.id == self.id, User.totp_step < step)
            .values(totp_step=step)
            .execution_options(synchronize_session=False)
        )
        db.session.expire(self, ["totp_step"])
        return bool(taken.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE has a row count


def tidy_name(name: str) -> str:
    """A name as it is compared: composed, without space around it."""
    return unicodedata.normalize("NFKC", name).strip()


def _tidy(password: str) -> str:
    """Keyboards compose the same letters differently (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _hash(password: str) -> str:
    with _hashing:
        return generate_password_hash(_tidy(password), METHOD)


def _matches(hashed: str, password: str) -> bool:
    """One at a time a process, and only so many wait: each takes 32 MB and a core."""
    if not _hashing.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        return check_password_hash(hashed, _tidy(password))
    finally:
        _hashing.release()


def _step(secret: str, code: str) -> int | None:
    """The step of time this code stands for (RFC 6238), None when it is wrong."""
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", code))
    if not secret or not re.fullmatch("[0-9]{6}", code):
        return None
    now = int(time.time()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (now + drift for drift in DRIFT):
        if hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None
