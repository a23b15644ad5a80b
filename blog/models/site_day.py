"""Readings of the whole site on each day that is over: a row a day, however many articles."""

from datetime import date

from sqlalchemy import BigInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db


class SiteDay(Model):
    """What all articles were read on a day of the site's zone, those deleted since included."""

    __tablename__ = "site_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(BigInteger)

    @classmethod
    def add(cls, day: date, views: int) -> None:
        """Add readings to a day; the caller commits."""
        row = db.session.get(cls, day)
        if row is None:
            db.session.add(cls(day=day, views=views))
        else:
            row.views += views

    @classmethod
    def since(cls, first: date) -> dict[date, int]:
        """Readings of the stored days from `first` on."""
        rows = db.session.execute(select(cls.day, cls.views).where(cls.day >= first))
        return {row.day: row.views for row in rows}
