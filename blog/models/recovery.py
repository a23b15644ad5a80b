"""Recovery codes: each opens the door once when the phone is not at hand."""

import hashlib
import secrets
import unicodedata

from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db
from blog.models.user import User

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
LENGTH = 12  # 59 bits, so that a plain hash keeps them


class RecoveryCode(Model):
    """The hash of a code that was not used yet."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    code_hash: Mapped[str] = mapped_column(primary_key=True)

    @classmethod
    def renew(cls, user: User) -> list[str]:
        """New codes such as `k7fd-2m9q-x3tn`, the only time they can be read; the old ones end."""
        codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
        cls.clear(user)
        db.session.add_all(cls(user_id=user.id, code_hash=_hash(code)) for code in codes)
        return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]

    @classmethod
    def spend(cls, user: User, typed: str) -> bool:
        """Whether this is a code of the user's; it is gone afterwards."""
        gone = db.session.execute(
            delete(cls).where(cls.user_id == user.id, cls.code_hash == _hash(typed))
        )
        return bool(gone.rowcount == 1)  # type: ignore[attr-defined]  # a DELETE has a row count

    @classmethod
    def left(cls, user: User) -> int:
        """How many codes are left."""
        return db.session.scalar(select(func.count()).where(cls.user_id == user.id)) or 0

    @classmethod
    def clear(cls, user: User) -> None:
        """Let no code open any longer."""
        db.session.execute(delete(cls).where(cls.user_id == user.id))


def _hash(code: str) -> str:
    letters = (c for c in unicodedata.normalize("NFKC", code).lower() if c in LETTERS)
    return hashlib.sha256("".join(letters).encode()).hexdigest()
