"""What is read most lately: totals at each midnight, and the heat worked out from them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db, utcnow
from blog.lib.writing import upsert
from blog.models import site
from blog.models.article import LISTED, Article
from blog.models.site_day import SiteDay
from blog.models.views import ArticleViews

HALF_LIFE_DAYS = 7.0
SLICE = 500
"""Rows of one write: readers never wait for more."""


class ViewDay(Model):
    """An article's total when a day of the site's zone ended, and the difference to the last."""

    __tablename__ = "view_days"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    views: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)


class ArticleHeat(Model):
    """How much an article was read lately, as the chore last worked it out."""

    __tablename__ = "article_heat"
    __table_args__ = (
        Index("ix_article_heat_heat", "heat"),
        Index("ix_article_heat_total", "total"),
        # What today has been read: the rest of a large blog is not looked at.
        Index(
            "ix_article_heat_today",
            "heat",
            "base",
            sqlite_where=text("heat > base"),
            postgresql_where=text("heat > base"),
        ),
    )

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # Views up to the last midnight that was stored, and their weight on the day after it.
    total: Mapped[int] = mapped_column(BigInteger, default=0)
    base: Mapped[float] = mapped_column(default=0.0)
    heat: Mapped[float] = mapped_column(default=0.0)


def close_days() -> timedelta:
    """Store each article's total for the day that ended; the wait until the next midnight.

    A day is closed by the first run after its midnight. What is read between midnight and that
    run, a few seconds while the site serves, still counts for the day that ended.
    """
    zone = site.current().settings.zone
    now = datetime.now(zone)
    ended = now.date() - timedelta(days=1)
    last = db.session.scalar(select(func.max(ViewDay.day)))
    if last is None or last < ended:
        _close(ended)
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), zone)
    return midnight.astimezone(UTC) - utcnow()


def _close(ended: date) -> None:
    changed = db.session.execute(
        select(ArticleViews.article_id, ArticleViews.views, ArticleHeat.total)
        .outerjoin(ArticleHeat, ArticleHeat.article_id == ArticleViews.article_id)
        .where(ArticleViews.views != func.coalesce(ArticleHeat.total, 0))
    ).all()
    db.session.rollback()
    # A first fold has no earlier midnight: all that came before is the day's, as it was imported.
    for start in range(0, len(changed), SLICE):
        slice = changed[start : start + SLICE]
        upsert(
            ViewDay,
            [
                {
                    "article_id": row.article_id,
                    "day": ended,
                    "views": row.views - (row.total or 0),
                    "total": row.views,
                }
                for row in slice
            ],
        )
        _set_totals({row.article_id: row.views for row in slice})
        SiteDay.add(ended, sum(row.views - (row.total or 0) for row in slice))
        db.session.commit()
    weights = _weights(ended + timedelta(days=1))
    stale = set(db.session.scalars(select(ArticleHeat.article_id).where(ArticleHeat.heat > 0)))
    db.session.rollback()
    _set_weights(dict.fromkeys(stale, 0.0) | weights)


def _set_totals(totals: Mapping[int, int]) -> None:
    """The caller commits."""
    rows = [{"article_id": article_id, "total": total} for article_id, total in totals.items()]
    upsert(ArticleHeat, rows)


def _set_weights(weights: Mapping[int, float]) -> None:
    """Commits in slices."""
    rows = [
        {"article_id": article_id, "base": weight, "heat": weight}
        for article_id, weight in sorted(weights.items())
    ]
    for start in range(0, len(rows), SLICE):
        upsert(ArticleHeat, rows[start : start + SLICE])
        db.session.commit()


def _weights(today: date) -> dict[int, float]:
    """The heat that the days before today leave to each article."""
    days = site.current().settings.hot_days
    weights: dict[int, float] = {}
    for row in db.session.execute(
        select(ViewDay.article_id, ViewDay.day, ViewDay.views).where(
            ViewDay.day > today - timedelta(days=days), ViewDay.day < today
        )
    ):
        age = (today - row.day).days
        weights[row.article_id] = weights.get(row.article_id, 0.0) + row.views * 0.5 ** (
            age / HALF_LIFE_DAYS
        )
    return weights


def restore(history: Mapping[int, Mapping[date, int]]) -> None:
    """Store the readings of past days by article, and the heat they leave; commits in slices.

    Of an article's views, what its days do not hold is older than the first of them, but for
    `today` in the site's zone, which counts as read today.
    """
    today = datetime.now(site.current().settings.zone).date()
    rows = db.session.execute(
        select(ArticleViews.article_id, ArticleViews.views).where(
            ArticleViews.article_id.in_(history)
        )
    ).all()
    for start in range(0, len(rows), SLICE // 50):
        of_site: Counter[date] = Counter()
        totals = {}
        for row in rows[start : start + SLICE // 50]:
            days = history[row.article_id]
            total = row.views - sum(days.values())
            for day in sorted(day for day in days if day < today):
                total += days[day]
                db.session.add(
                    ViewDay(article_id=row.article_id, day=day, views=days[day], total=total)
                )
                of_site[day] += days[day]
            totals[row.article_id] = total
        _set_totals(totals)
        for day, views in of_site.items():
            SiteDay.add(day, views)
        db.session.commit()
    _set_weights(_weights(today))
    warm()


def warm() -> timedelta:
    """Add today's readings to the heat of what was read; the wait until the next time."""
    today = (ArticleViews.views - func.coalesce(ArticleHeat.total, 0)).label("today")
    rows = db.session.execute(
        select(ArticleViews.article_id, today, ArticleHeat.base, ArticleHeat.heat)
        .outerjoin(ArticleHeat, ArticleHeat.article_id == ArticleViews.article_id)
        .where(ArticleViews.views != func.coalesce(ArticleHeat.total, 0))
    ).all()
    db.session.rollback()
    changed = [
        {"article_id": row.article_id, "heat": (row.base or 0.0) + row.today}
        for row in rows
        if row.heat != (row.base or 0.0) + row.today
    ]
    for start in range(0, len(changed), SLICE):
        upsert(ArticleHeat, changed[start : start + SLICE])
        db.session.commit()
    return timedelta(minutes=1)


def hot(limit: int) -> Sequence[int]:
    """Ids of the most read published articles, lately first, all-time ones after them.

    Heat is the sum over the days d = 0, 1, … of the last `hot_days` of views(d) * 0.5 ** (d / 7):
    a reading counts half after a week, nothing after the window. The plain all-time order would
    freeze the list on its first successes, a plain window would drop an article overnight.
    A blog too young to have heat falls back to all-time views, then to the newest.
    Known flaw: every hit counts the same, so an article that robots like climbs too; and
    between two runs of the chore the order is up to a minute old.
    """
    heated = (
        select(ArticleHeat.article_id)
        .join(Article, Article.id == ArticleHeat.article_id)
        .where(LISTED)
        .limit(limit)
    )
    ids = list(
        db.session.scalars(heated.where(ArticleHeat.heat > 0).order_by(ArticleHeat.heat.desc()))
    )
    if len(ids) < limit:
        rest = heated.order_by(ArticleHeat.total.desc(), ArticleHeat.article_id.desc())
        ids += db.session.scalars(rest.where(ArticleHeat.article_id.not_in(ids)))
    if len(ids) < limit:
        # Published since the chore last ran: the newest first, so that the list is never empty.
        newest = select(Article.id).where(LISTED, Article.id.not_in(ids))
        ids += db.session.scalars(
            newest.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)
        )
    return ids[:limit]
