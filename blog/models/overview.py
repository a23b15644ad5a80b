"""What the writer sees first on the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from blog.lib.database import db, utcnow
from blog.models import site, statistics, warning
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.statistics import Day, Read
from blog.models.warning import Warnings

DAYS = 30
WEEK = 7
MOST_READ = 6
WAITING = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """The readings of the last days, what was read most, what waits, what is amiss."""

    empty: bool
    published: int
    days: Sequence[Day]
    most_read: Sequence[Read]
    waiting: Sequence[Row[*tuple[Any, ...]]]
    """The newest held comments: id, name, html."""
    warnings: Warnings
    now: datetime

    @property
    def today(self) -> int:
        """Readings since midnight."""
        return self.days[-1].views

    @property
    def yesterday(self) -> int:
        """Readings of the whole of the day before."""
        return self.days[-2].views

    @property
    def total(self) -> int:
        """Readings of all the days."""
        return sum(day.views for day in self.days)

    @property
    def change(self) -> int | None:
        """Today against yesterday in per cent, 18 for more and -18 for less; None against none."""
        if not self.yesterday:
            return None
        return round(100 * (self.today - self.yesterday) / self.yesterday)


def current() -> Overview:
    """The overview as of now, in a dozen statements whatever the blog holds."""
    held = select(Comment.id, Comment.name, Comment.html).where(Comment.state == State.HELD)
    now = utcnow()
    return Overview(
        empty=db.session.scalar(select(Article.id).limit(1)) is None,
        published=site.marks().published,
        days=statistics.of_site(DAYS),
        most_read=statistics.most_read(WEEK, MOST_READ),
        waiting=db.session.execute(held.order_by(Comment.id.desc()).limit(WAITING)).all(),
        warnings=warning.standing(now),
        now=now,
    )
