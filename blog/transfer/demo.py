"""The sample blog: articles, comments and two months of readings that were never read."""

import math
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from blog.lib.database import db, utcnow
from blog.lib.terminal import gettext as _
from blog.models import heat, site
from blog.models.article import LISTED, Article
from blog.models.page import Page
from blog.models.views import ArticleViews
from blog.transfer import own, source, writer
from blog.transfer.parcel import Parcel
from blog.transfer.plan import Report
from blog.transfer.source import Refused

SAMPLE = Path(__file__).parent / "sample"
DAYS = 60


def load(step: writer.Step = lambda _done: None) -> Report:
    """Fill an empty blog with the sample; raises Refused when there is something in it."""
    if db.session.scalar(select(Article.id).limit(1)) or db.session.scalar(
        select(Page.id).limit(1)
    ):
        raise Refused(_("The blog is not empty, so the sample articles are left out."))
    with source.opened(SAMPLE) as files:
        parcel = own.read(files, ZoneInfo("Asia/Shanghai"))
        _bring_up(parcel)
        report = writer.write(parcel, step=step)
    heat.restore(history())
    return report


def _bring_up(parcel: Parcel) -> None:
    """Move every date back by whole days where this machine's clock is before the newest."""
    dates = [post.updated_at or post.published_at for post in parcel.posts if not post.draft]
    newest = max(moment for moment in dates if moment)
    late = timedelta(days=max(0, math.ceil((newest - utcnow()) / timedelta(days=1))))
    if not late:
        return

    def back(moment: datetime | None) -> datetime | None:
        return moment and moment - late

    parcel.posts = [
        replace(post, published_at=back(post.published_at), updated_at=back(post.updated_at))
        for post in parcel.posts
    ]
    parcel.remarks = [replace(r, created_at=r.created_at - late) for r in parcel.remarks]


def history() -> dict[int, dict[date, int]]:
    """Readings of each published article on each of the last days, today's last; always the same.

    New articles are read most in their first days and old ones evenly; weekends are quieter, and
    no two days are alike.
    """
    zone = site.current().settings.zone
    today = utcnow().astimezone(zone).date()
    rows = db.session.execute(
        select(Article.id, Article.slug, Article.published_at, ArticleViews.views)
        .join(ArticleViews, ArticleViews.article_id == Article.id)
        .where(LISTED)
    ).all()
    return {
        row.id: _days(row.slug, row.published_at.astimezone(zone).date(), row.views, today)
        for row in rows
    }


def _days(slug: str, published: date, views: int, today: date) -> dict[date, int]:
    chance = random.Random(slug)  # noqa: S311 - a sample, the same on every machine
    first = max(published, today - timedelta(days=DAYS))
    age = (today - published).days + 1
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    # Of an old article's readings, what is left for these days: as if each day were read alike.
    share = min(1.0, 1.6 * len(days) / age) if age > len(days) else 1.0
    weights = [
        (0.35 + 3.0 * 0.5 ** ((day - published).days / 4))
        * (0.75 if day.weekday() >= 5 else 1.0)
        * (0.35 if day == today else 1.0)
        * chance.uniform(0.6, 1.4)
        for day in days
    ]
    left, rest = round(views * share), sum(weights)
    found = {}
    for day, weight in zip(days, weights, strict=True):
        found[day] = min(left, round(left * weight / rest))
        left, rest = left - found[day], rest - weight
    return {day: number for day, number in found.items() if number}
