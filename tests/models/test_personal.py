"""What is kept of a person, and for how long."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from blog.lib.database import db, utcnow
from blog.models import personal
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.correspondent import Consent, Correspondent
from blog.models.outbox import Kind, Letter
from blog.models.report import Report
from tests.factories import change_settings, make_article, make_comment

WHO: dict[str, Any] = {"email": "lin@example.org", "address": "203.0.113.7"}


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article(slug="rain")


def test_addresses_are_erased_after_the_days_of_the_setting(article: Article) -> None:
    change_settings(erase_after_days=30)
    long_ago = utcnow() - timedelta(days=31)
    old = make_comment(article, created_at=long_ago, wants_mail=True, **WHO)
    new = make_comment(article, **WHO)
    Report.file(old.id, "spam", "", "203.0.113.9")
    Report.of(old.id)[0].created_at = long_ago
    personal.erase_old()
    db.session.expire_all()
    assert (old.email, old.address, old.wants_mail, old.body) == ("", "", False, "写得好。")
    assert (new.email, new.address) == ("lin@example.org", "203.0.113.7")
    assert Report.of(old.id)[0].address is None


def test_spam_and_removed_comments_go_after_a_month(article: Article) -> None:
    spam = make_comment(article, state=State.SPAM)
    answered = make_comment(article, name="上")
    reply = make_comment(article, parent=answered)
    answered.move(State.REMOVED)
    fresh = make_comment(article, state=State.SPAM)
    for comment in (spam, answered):
        comment.moved_at = utcnow() - timedelta(days=31)
    gone, kept = spam.id, (answered.id, reply.id, fresh.id)
    personal.erase_old()
    db.session.expire_all()
    assert db.session.get(Comment, gone) is None
    assert [db.session.get_one(Comment, id).name for id in kept] == ["", "小明", "小明"]


def test_the_export_holds_all_and_the_erasure_leaves_nothing(article: Article) -> None:
    mine = make_comment(article, "我的话", name="林", website="https://lin.example", **WHO)
    make_comment(article, "回", parent=mine, name="别人")
    held = make_comment(article, "再说", state=State.HELD, **WHO)
    db.session.add(Correspondent(email="lin@example.org", consent=Consent.GIVEN))
    Letter.post(Kind.ANSWER, "lin@example.org", "s", "t")
    kept = personal.export("Lin@Example.org")
    assert [one["text"] for one in kept["comments"]] == ["我的话", "再说"]
    assert kept["mail"] == "given"
    assert kept["comments"][0]["article"] == "/articles/rain"
    assert personal.erase("Lin@Example.org") == 2
    db.session.expire_all()
    for comment in (mine, held):
        assert (comment.state, comment.body, comment.name, comment.email) == ("removed", "", "", "")
    assert personal.export("lin@example.org") == {
        "email": "lin@example.org", "mail": None, "comments": [],
    }  # fmt: skip
    assert Letter.waiting() == []
    assert article.comment_count == 1
