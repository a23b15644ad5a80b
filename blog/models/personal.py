"""Personal data: what is kept of a person, given out, erased when asked and when it is old."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

from blog.lib.database import db, utcnow
from blog.models import site
from blog.models.article import Article
from blog.models.comment import PERSONAL, Comment, State
from blog.models.correspondent import Correspondent
from blog.models.outbox import Letter
from blog.models.report import Report

SLICE: Final = 100
WIPED_AFTER: Final = timedelta(days=30)
"""How long spam and removed comments can be brought back."""


def export(email: str) -> dict[str, Any]:
    """All that is kept under this mail address, ready to be written as JSON."""
    rows = db.session.execute(
        select(Comment, Article.slug)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.email == email.lower())
        .order_by(Comment.id)
    )
    reader = db.session.scalar(select(Correspondent).where(Correspondent.email == email.lower()))
    return {
        "email": email.lower(),
        "mail": reader.consent if reader else None,
        "comments": [
            {
                "id": comment.id,
                "article": f"/articles/{slug}",
                "state": comment.state,
                "name": comment.name,
                "website": comment.website,
                "text": comment.body,
                "address": comment.address,
                "written_at": comment.created_at.isoformat(),
                "edited_at": comment.edited_at and comment.edited_at.isoformat(),
            }
            for comment, slug in rows
        ],
    }


def erase(email: str) -> int:
    """Wipe all that was written under this mail address, committed; how many comments.

    Where replies hang on one, a gap without a name holds them.
    """
    email = email.lower()
    erased = 0
    while found := db.session.scalars(
        select(Comment).where(Comment.email == email).limit(SLICE)
    ).all():
        for comment in found:
            comment.wipe()
        db.session.commit()
        erased += len(found)
    db.session.execute(delete(Correspondent).where(Correspondent.email == email))
    db.session.execute(delete(Letter).where(Letter.recipient == email))
    db.session.commit()
    return erased


def erase_old() -> timedelta:
    """Erase addresses older than the setting says, and spam nobody wanted back; when again."""
    now = utcnow()
    limit = now - timedelta(days=site.current().settings.erase_after_days)
    old = select(Comment.id).where(PERSONAL, Comment.created_at < limit).limit(SLICE)
    done = _slices(
        update(Comment)
        .where(Comment.id.in_(old.scalar_subquery()))
        .values(address="", email="", wants_mail=False)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Report)
        .where(Report.created_at < limit, Report.address.is_not(None))
        .values(address=None)
    )
    # Who was never written to, or writes no more; a refusal is kept, for it must hold.
    db.session.execute(
        delete(Correspondent).where(
            Correspondent.asked_at < limit,
            Correspondent.consent != "refused",
            ~select(Comment.id).where(Comment.email == Correspondent.email).exists(),
        )
    )
    db.session.commit()
    return timedelta(hours=6) if done + wipe_old() == 0 else timedelta(minutes=5)


def wipe_old() -> int:
    """Take away a slice of what was long ago called spam or removed, committed; how many.

    What nobody answered goes with its row; under replies a gap stays.
    """
    reply = aliased(Comment)
    answered = select(reply.id).where(reply.parent_id == Comment.id).exists()
    old = (
        Comment.state.in_((State.SPAM, State.REMOVED)),
        Comment.moved_at < utcnow() - WIPED_AFTER,
    )
    bare = select(Comment.id).where(*old, ~answered).limit(SLICE)
    gone = db.session.execute(
        delete(Comment)
        .where(Comment.id.in_(bare.scalar_subquery()))
        .execution_options(synchronize_session=False)
    )
    kept = db.session.scalars(select(Comment).where(*old, Comment.body != "").limit(SLICE)).all()
    for comment in kept:
        comment.wipe()
    db.session.commit()
    return gone.rowcount + len(kept)  # type: ignore[attr-defined, no-any-return]  # as in _slices


def _slices(statement: Any) -> int:
    """Run a statement until it changes nothing, each time in a transaction of its own."""
    total = 0
    while changed := db.session.execute(statement).rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        db.session.commit()
        total += changed
    return total
