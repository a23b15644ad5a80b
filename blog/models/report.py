"""Reports: readers who say that a comment should not stand here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.lib.i18n import mark
from blog.models.comment import Comment
from blog.models.limit import Limit

AN_HOUR = 10
KINDS = {
    "spam": mark("Spam or advertising"),
    "abuse": mark("Insults or harassment"),
    "private": mark("Private information"),
    "other": mark("Something else"),
}


class Report(Model):
    """One reader's report; the same reader's second on a comment is not counted."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("comment_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    # Kept to count each reader once; erased with the addresses of comments.
    address: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    @classmethod
    def file(cls, comment_id: int, kind: str, note: str, address: str) -> bool:
        """Take a report and commit; False when this reader sent too many in an hour."""
        if not Limit.take(f"report {address}", AN_HOUR, 3600):
            return False
        db.session.add(cls(comment_id=comment_id, kind=kind, note=note, address=address))
        try:
            db.session.flush()
        except IntegrityError:
            db.session.rollback()
            return True
        count = select(func.count()).where(cls.comment_id == comment_id).scalar_subquery()
        db.session.execute(update(Comment).where(Comment.id == comment_id).values(reports=count))
        db.session.commit()
        return True

    @classmethod
    def settle(cls, comment_id: int) -> None:
        """Forget the reports on a comment: the admin has decided."""
        db.session.execute(delete(cls).where(cls.comment_id == comment_id))
        db.session.execute(update(Comment).where(Comment.id == comment_id).values(reports=0))

    @classmethod
    def of(cls, comment_id: int) -> Sequence["Report"]:
        """The reports on a comment, in the order they came."""
        return db.session.scalars(
            select(cls).where(cls.comment_id == comment_id).order_by(cls.id)
        ).all()
