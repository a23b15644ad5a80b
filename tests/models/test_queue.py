"""The admin's decisions on comments."""

import pytest
from flask import Flask

from blog.lib.database import db
from blog.models import queue, site
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.outbox import Letter
from blog.models.queue import Deed, Filter
from blog.models.report import Report
from tests.factories import make_article, make_comment


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article()


def states(*comments: Comment) -> list[str]:
    db.session.expire_all()
    return [comment.state for comment in comments]


def test_decisions_move_count_and_teach(article: Article) -> None:
    one, two = (make_comment(article, body, state=State.HELD) for body in ("一二", "三四"))
    assert queue.decide([one.id, two.id], Deed.APPROVE) == {one.id: "held", two.id: "held"}
    assert states(one, two) == ["approved", "approved"]
    assert (article.comment_count, one.floor, two.floor, one.taught) == (2, 1, 2, "ham")
    queue.decide([two.id], Deed.SPAM)
    assert states(two) == ["spam"]
    assert (article.comment_count, two.taught) == (1, "spam")


def test_undo_puts_each_back_where_it_stood(article: Article) -> None:
    comments = [make_comment(article, state=state) for state in (State.HELD, State.APPROVED)]
    before = queue.decide([comment.id for comment in comments], Deed.REMOVE)
    assert states(*comments) == ["removed", "removed"]
    assert queue.undo(queue.undo_token(before)) == 2
    assert states(*comments) == ["held", "approved"]
    assert article.comment_count == 1


def test_an_undo_that_nobody_signed_does_nothing(article: Article) -> None:
    assert queue.undo("eyJoZWxkIjpbMV19.x") == 0


def test_a_decision_settles_reports(article: Article) -> None:
    told = make_comment(article)
    Report.file(told.id, "spam", "", "203.0.113.1")
    assert queue.counts()["reported"] == 1
    assert [row.Comment.id for row in queue.comments(Filter("reported"), 1).items] == [told.id]
    assert queue.decide([told.id], Deed.SETTLE) == {}
    assert states(told) == ["approved"]
    assert queue.counts()["reported"] == 0


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter("held"), ["乙"]),
        (Filter("all"), ["丙", "乙", "甲"]),
        (Filter("all", words="lin@"), ["甲"]),
        (Filter("all", words="读 甲"), ["甲"]),
        (Filter("all", words="%"), []),
        (Filter("spam"), ["丙"]),
    ],
)
def test_filters_narrow(article: Article, wanted: Filter, found: list[str]) -> None:
    make_comment(article, "读过", name="甲", email="lin@example.org")
    make_comment(article, "读过", name="乙", state=State.HELD)
    make_comment(make_article(), "买", name="丙", state=State.SPAM)
    assert [row.Comment.name for row in queue.comments(wanted, 1).items] == found


def test_what_was_wiped_is_shown_nowhere(article: Article) -> None:
    make_comment(article).wipe()
    for state in ("all", "removed"):
        assert queue.comments(Filter(state), 1).total == 0


def test_an_answer_approves_what_it_answers(article: Article) -> None:
    told = make_comment(article, state=State.HELD)
    answer = queue.answer(told, "谢谢。", "店主")
    assert states(told, answer) == ["approved", "approved"]
    assert (answer.by_author, answer.parent_id, answer.name) == (True, told.id, "店主")
    assert Letter.waiting() == []


def test_a_banned_address_is_listed_once_and_can_be_let_back(article: Article) -> None:
    for _ in range(2):
        queue.ban("203.0.113.7")
    assert site.current().settings.blocked_addresses == ("203.0.113.7",)
    queue.lift_ban("203.0.113.7")
    assert site.current().settings.blocked_addresses == ()


def test_a_removed_comment_with_replies_leaves_a_gap(article: Article) -> None:
    from blog.models import thread

    above = make_comment(article, "上")
    make_comment(article, "下", parent=above)
    queue.decide([above.id], Deed.REMOVE)
    (node,) = thread.thread(article.id, 1, 1).items
    assert (node.comment.state, len(node.replies)) == ("removed", 1)


def test_no_chain_of_replies_is_too_long(article: Article) -> None:
    from blog.models import thread

    above = make_comment(article)
    for n in range(1100):
        above = Comment.place(article_id=article.id, name="x", body=f"{n}", html="", parent=above)
        above.state = State.APPROVED
    db.session.commit()
    assert thread.thread(article.id, 50, 1).total == 1
