"""How much was read: of the whole site and of each article, by day, exact."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, union

from blog.lib.database import db
from blog.models import visit
from blog.models.article import Article
from blog.models.heat import ArticleHeat, ViewDay
from blog.models.site_day import SiteDay
from blog.models.views import ArticleViews

HOTTEST = 300
"""Articles looked at for what was read most; more would make a large blog's desk slow."""
NEWEST = 200
"""New articles whose readings are looked at, though no chore has seen any yet."""

_LIVE = ArticleViews.views - func.coalesce(ArticleHeat.total, 0)


@dataclass(frozen=True, slots=True)
class Day:
    """The readings of a day of the site's zone."""

    day: date
    views: int


@dataclass(frozen=True, slots=True)
class Read:
    """An article, and how often it was read in some days."""

    id: int
    title: str
    language: str
    views: int


def first_of(days: int) -> date:
    """The first day of that many, today the last."""
    return visit.today() - timedelta(days=days - 1)


def of_site(days: int) -> list[Day]:
    """Readings of the whole site on each of the last days, today last."""
    first = first_of(days)
    return _filled(SiteDay.since(first), first, days, today())


def of_article(id: int, days: int) -> list[Day]:
    """Readings of an article on each of the last days, today last."""
    first = first_of(days)
    rows = db.session.execute(
        select(ViewDay.day, ViewDay.views).where(ViewDay.article_id == id, ViewDay.day >= first)
    )
    now = db.session.scalar(_joined(select(_LIVE)).where(ArticleViews.article_id == id))
    return _filled({row.day: row.views for row in rows}, first, days, now or 0)


def _filled(stored: dict[date, int], first: date, days: int, now: int) -> list[Day]:
    every = [first + timedelta(days=number) for number in range(days)]
    # A midnight that no worker has stored yet leaves its readings with today's.
    return [Day(day, stored.get(day, 0)) for day in every[:-1]] + [Day(every[-1], now)]


def today() -> int:
    """Readings of the whole site since the last stored midnight.

    What a chore added up within the last minute comes from an index of what was read today alone;
    to that comes what has been read since of the HOTTEST articles and the NEWEST. So it is exact
    to the hit on a blog of that size, and elsewhere misses at most a minute of the rest; it never
    looks at every article.
    """
    warmed = db.session.scalar(
        select(func.sum(ArticleHeat.heat - ArticleHeat.base)).where(
            ArticleHeat.heat > ArticleHeat.base
        )
    )
    counted = func.coalesce(ArticleHeat.heat - ArticleHeat.base, 0)
    since = db.session.scalar(
        _joined(select(func.sum(_LIVE - counted))).where(ArticleViews.article_id.in_(_candidates()))
    )
    return round((warmed or 0) + (since or 0))


def most_read(days: int, limit: int) -> list[Read]:
    """The articles read most in the last days, the numbers exact.

    Only the HOTTEST by heat and by all-time views, and the NEWEST, are looked at: on a blog with
    more articles one that was read much long ago, little in all and not at all lately is missed.
    """
    ids = list(db.session.scalars(_candidates(of_all_time=days > 30)))
    past = (
        select(ViewDay.article_id, func.sum(ViewDay.views).label("views"))
        .where(ViewDay.article_id.in_(ids), ViewDay.day >= first_of(days))
        .group_by(ViewDay.article_id)
    )
    views = {row.article_id: int(row.views) for row in db.session.execute(past)}
    live = _joined(select(ArticleViews.article_id, _LIVE.label("live")))
    for row in db.session.execute(live.where(ArticleViews.article_id.in_(ids), _LIVE > 0)):
        views[row.article_id] = views.get(row.article_id, 0) + row.live
    best = sorted(views, key=lambda id: (-views[id], -id))[:limit]
    rows = db.session.execute(
        select(Article.id, Article.title, Article.language).where(Article.id.in_(best))
    )
    named = {row.id: row for row in rows}
    return [
        Read(id, named[id].title, named[id].language, views[id])
        for id in best
        if views[id] and id in named
    ]


def _joined(query: Any) -> Any:
    return query.select_from(ArticleViews).outerjoin(
        ArticleHeat, ArticleHeat.article_id == ArticleViews.article_id
    )


def _candidates(*, of_all_time: bool = False) -> Any:
    """Ids of the articles looked at; each part is read off the end of an index."""
    parts = [
        select(ArticleHeat.article_id).order_by(ArticleHeat.heat.desc()).limit(HOTTEST),
        select(ArticleViews.article_id).order_by(ArticleViews.article_id.desc()).limit(NEWEST),
    ]
    if of_all_time:
        by_total = select(ArticleHeat.article_id).order_by(ArticleHeat.total.desc())
        parts.append(by_total.limit(HOTTEST))
    return union(*(select(part.subquery().c.article_id) for part in parts))
