"""The bin of articles."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.lib.database import db, utcnow
from blog.models import bin, moved
from blog.models.article import Article, Draft, State
from blog.models.revision import Revision
from tests.factories import make_article, make_comment
from tests.support.counts import check_counts


@pytest.mark.parametrize("state", [State.PUBLISHED, State.LOCKED, State.SCHEDULED, State.DRAFT])
def test_what_comes_back_is_as_it_was(app: Flask, state: State) -> None:
    article = make_article(
        published=state != State.DRAFT,
        at=utcnow() + timedelta(days=9) if state == State.SCHEDULED else None,
        password="开门" if state == State.LOCKED else "",
    )
    assert article.state == state
    article.bin()
    assert article.state == State.BINNED
    article.unbin()
    assert article.state == state
    check_counts()


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
