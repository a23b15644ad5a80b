"""The bin of articles: what was deleted can come back for 30 days."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from blog.lib.database import db, utcnow
from blog.lib.writing import begin_write
from blog.models import twins
from blog.models.article import Article
from blog.models.autosave import Autosave
from blog.models.draft import State
from blog.models.revision import Revision

KEPT = timedelta(days=30)
SLICE = 10


def erase(article: Article) -> None:
    """Forget it for good, with its comments, counts, revisions and former addresses."""
    article.bin()
    twins.pair(article, None)
    Revision.forget(article.place)
    Autosave.forget("articles", article.id)
    article.hand_over(None)
    db.session.delete(article)
    db.session.flush()


def empty() -> timedelta:
    """Erase what has lain here long enough, some at a time; the wait until next time. Commits."""
    begin_write()
    due: Sequence[Article] = db.session.scalars(
        select(Article)
        .where(Article.state == State.BINNED, Article.binned_at < utcnow() - KEPT)
        .with_for_update(skip_locked=True)
        .limit(SLICE)
    ).all()
    for article in due:
        erase(article)
    Autosave.sweep()
    db.session.commit()
    return timedelta(seconds=1) if len(due) == SLICE else timedelta(hours=1)
