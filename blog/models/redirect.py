"""Addresses that once worked: of renamed articles, categories, tags, pages, of another blog."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Index, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db

AT_ONCE = 500
"""Databases take only so many values in one statement."""


class Redirect(Model):
    """A former path and what it now stands for, so that renaming twice still takes one step."""

    __tablename__ = "redirects"
    __table_args__ = (Index("ix_redirects_kind_target_id", "kind", "target_id"),)

    path: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # articles, categories, tags, pages: the first part of the target's path
    target_id: Mapped[int]

    @classmethod
    def leave(cls, path: str, kind: str, target_id: int) -> None:
        """Let this path lead to that target from now on, whatever it led to before."""
        db.session.merge(cls(path=path, kind=kind, target_id=target_id))

    @classmethod
    def leave_all(cls, targets: Mapping[str, int], kind: str) -> None:
        """Let each of these paths lead to the target of that number: hundreds in two statements."""
        rows = [{"path": path, "kind": kind, "target_id": id} for path, id in targets.items()]
        for start in range(0, len(rows), AT_ONCE):
            chunk = rows[start : start + AT_ONCE]
            db.session.execute(delete(cls).where(cls.path.in_([row["path"] for row in chunk])))
            db.session.execute(insert(cls), chunk)

    @classmethod
    def free(cls, path: str) -> None:
        """Forget where this path led, because something stands there again."""
        db.session.execute(delete(cls).where(cls.path == path))

    @classmethod
    def of(cls, path: str) -> "Redirect | None":
        """Where this path leads, if anywhere."""
        return db.session.scalar(select(cls).where(cls.path == path))

    @classmethod
    def paths(cls, kind: str, target_id: int) -> Sequence[str]:
        """The former paths of this target."""
        return db.session.scalars(
            select(cls.path).where(cls.kind == kind, cls.target_id == target_id)
        ).all()

    @classmethod
    def pass_on(cls, kind: str, target_id: int, heir_id: int | None) -> None:
        """Let the former paths of a target that goes away lead to its heir, or nowhere.

        Numbers of deleted rows come back on SQLite: what stayed would lead somewhere else one day.
        """
        mine = (cls.kind == kind, cls.target_id == target_id)
        if heir_id is None:
            db.session.execute(delete(cls).where(*mine))
        else:
            db.session.execute(update(cls).where(*mine).values(target_id=heir_id))
