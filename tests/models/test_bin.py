"""The bin of articles."""

from datetime import timedelta

import time_machine
from flask import Flask

from blog.lib.database import db, utcnow
from blog.models import bin, moved
from blog.models.article import Article, Draft
from blog.models.revision import Revision
from tests.factories import make_article, make_comment
from tests.transfer.test_writer import check_counts


def test_what_lay_there_for_30_days_goes_with_all_that_was_its_own(app: Flask) -> None:
    old, young, kept = make_article("旧", slug="a", tags=["甲"]), make_article(), make_article()
    make_comment(old)
    old.write(Draft(title="旧", body="字", slug="b"))
    old.bin()
    db.session.commit()
    place = old.place
    with time_machine.travel(utcnow() + timedelta(days=20)):
        young.bin()
        db.session.commit()
    with time_machine.travel(utcnow() + timedelta(days=31)):
        assert bin.empty() == timedelta(hours=1)
    assert {article.id for article in db.session.query(Article)} == {young.id, kept.id}
    assert Revision.of(place) == []
    assert moved.target("/articles/a") is None
    check_counts()
