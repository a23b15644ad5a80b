"""Estimates of who reads: people and crawlers, where they come from, what they search in vain.

They are gathered in each process and written every few seconds, so a process that is killed takes
some along: the counts of readings are exact, these are not. No address, browser or full referrer
is stored.
"""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db, utcnow
from blog.models import site
from blog.models.reader_day import ReaderDay

DIRECT: Final = ""
"""Stands for readers who came from nowhere that was named."""
OTHERS: Final = "…"
"""Stands for all that have no row of their own."""
KEPT: Final = 200
"""Names of a kind that are left of a day when it is over, the most frequent."""
DAYS: Final = 400
"""How long estimates are kept."""


class Kind(StrEnum):
    """What a name stands for."""

    REFERRER = "referrer"  # the host a person came from
    CRAWLER = "crawler"  # a program that read
    MISSED = "missed"  # what was searched for and not found


class VisitDay(Model):
    """About how many readings of a day were people's and crawlers', and by how many people."""

    __tablename__ = "visit_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int]
    crawlers: Mapped[int]
    readers: Mapped[int]


class VisitName(Model):
    """About how often something had this name on a day."""

    __tablename__ = "visit_names"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    hits: Mapped[int]


def sweep() -> timedelta:
    """Throw away what must not outlive its day, and estimates of long ago; the wait until then.

    Salts go within seconds of midnight while the site serves. Of the days before, only the most
    frequent names of each kind are left.
    """
    day = today()
    ReaderDay.sweep(day)
    db.session.commit()
    for ago in range(1, 8):
        for kind in Kind:
            _trim(day - timedelta(days=ago), kind)
    for table in (VisitDay, VisitName):
        db.session.execute(delete(table).where(table.day < day - timedelta(days=DAYS)))
    db.session.commit()
    zone = site.current().settings.zone
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    return midnight.astimezone(UTC) - utcnow()


def _trim(day: date, kind: Kind) -> None:
    here = (VisitName.day == day, VisitName.kind == kind, VisitName.name != OTHERS)
    order = (VisitName.hits.desc(), VisitName.name)
    rest = db.session.execute(
        select(VisitName.name, VisitName.hits).where(*here).order_by(*order).offset(KEPT)
    ).all()
    if not rest:
        db.session.rollback()
        return
    names = [row.name for row in rest]
    db.session.execute(delete(VisitName).where(*here, VisitName.name.in_(names)))
    others = db.session.get(VisitName, (day, kind, OTHERS))
    if others is None:
        others = VisitName(day=day, kind=kind, name=OTHERS, hits=0)
        db.session.add(others)
    others.hits += sum(row.hits for row in rest)
    db.session.commit()


def days(first: date) -> dict[date, VisitDay]:
    """The estimates of each day from `first` on that has any."""
    rows = db.session.scalars(select(VisitDay).where(VisitDay.day >= first))
    return {row.day: row for row in rows}


def names(kind: Kind, first: date, limit: int) -> list[tuple[str, int]]:
    """The most frequent names of a kind since `first`, how often each, and the rest as OTHERS."""
    since = (VisitName.day >= first, VisitName.kind == kind)
    hits = func.sum(VisitName.hits).label("hits")
    rows = db.session.execute(
        select(VisitName.name, hits)
        .where(*since, VisitName.name != OTHERS)
        .group_by(VisitName.name)
        .order_by(hits.desc(), VisitName.name)
        .limit(limit)
    )
    named = [(row.name, int(row.hits)) for row in rows]
    total = db.session.scalar(select(hits).where(*since)) or 0
    rest = int(total) - sum(number for _, number in named)
    return [*named, *([(OTHERS, rest)] if rest else [])]


def today() -> date:
    """The day it is in the site's zone."""
    return datetime.now(site.current().settings.zone).date()
