"""Estimates, kept within bounds."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from blog.lib.database import db
from blog.models import visit
from blog.models.visit import DAYS, DIRECT, OTHERS, Kind, VisitDay, VisitName

pytestmark = pytest.mark.usefixtures("app")


def note(ago: int, name: str, hits: int, kind: Kind = Kind.REFERRER) -> None:
    day = visit.today() - timedelta(days=ago)
    db.session.add(VisitName(day=day, kind=kind, name=name, hits=hits))


def test_names_are_added_up_the_most_frequent_first_the_rest_together() -> None:
    for ago in (0, 1):
        note(ago, "a.example", 3)
        note(ago, "b.example", 5)
        note(ago, "c.example", 1)
        note(ago, OTHERS, 50)
    note(0, DIRECT, 7)
    note(0, "Googlebot", 9, Kind.CRAWLER)
    note(9, "old.example", 99)
    db.session.commit()
    first = visit.today() - timedelta(days=6)
    assert visit.names(Kind.REFERRER, first, 3) == [
        ("b.example", 10), (DIRECT, 7), ("a.example", 6), (OTHERS, 102),
    ]  # fmt: skip
    assert visit.names(Kind.CRAWLER, first, 3) == [("Googlebot", 9)]
    assert visit.names(Kind.MISSED, first, 3) == []


def test_of_a_day_that_is_over_the_most_frequent_names_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visit, "KEPT", 3)
    for ago in (0, 1):
        for number in range(1, 7):
            note(ago, f"{number}.example", number)
    note(1, OTHERS, 10)
    db.session.commit()
    visit.sweep()
    visit.sweep()
    today = visit.today()
    assert len(visit.names(Kind.REFERRER, today, 10)) == 6
    rows = db.session.execute(
        select(VisitName.name, VisitName.hits).where(VisitName.day < today).order_by(VisitName.name)
    )
    assert {row.name: row.hits for row in rows} == {
        "6.example": 6, "5.example": 5, "4.example": 4, OTHERS: 16,
    }  # fmt: skip


def test_estimates_of_long_ago_are_dropped() -> None:
    for ago in (0, DAYS, DAYS + 1, DAYS + 30):
        note(ago, "a.example", 1)
        day = visit.today() - timedelta(days=ago)
        db.session.add(VisitDay(day=day, people=1, crawlers=1, readers=1))
    db.session.commit()
    visit.sweep()
    for table in (VisitDay, VisitName):
        assert db.session.scalar(select(func.count()).select_from(table)) == 2
    assert len(visit.days(visit.today() - timedelta(days=DAYS))) == 2
