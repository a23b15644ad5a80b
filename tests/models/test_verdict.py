"""What is decided about a comment, and what the admin's decisions teach."""

from typing import Any

import pytest
from flask import Flask

from blog.lib import markup
from blog.lib.database import db
from blog.models import spam, verdict
from blog.models.comment import State
from blog.models.spam import SpamToken
from blog.models.verdict import Verdict, Words
from tests.factories import change_settings, make_article, make_comment

LINKS = " ".join(f"https://shop{n}.example/" for n in range(3))
LONG = "这篇文章把来龙去脉都讲清楚了,我读了两遍,谢谢你。"


def judge(body: str = "写得好。", **fields: Any) -> Verdict:
    words = {"name": "小明", "email": "", "website": "", "address": "203.0.113.7"} | fields
    return verdict.judge(Words(body=body, html=markup.clean_comment(body), **words))


def codes(found: Verdict) -> set[str]:
    return {code for code, _ in found.reasons}


@pytest.mark.parametrize(
    ("policy", "stranger", "known", "suspicious"),
    [
        ("all", State.HELD, State.HELD, State.HELD),
        ("first", State.HELD, State.APPROVED, State.HELD),
        ("suspicious", State.APPROVED, State.APPROVED, State.HELD),
        ("none", State.APPROVED, State.APPROVED, State.APPROVED),
    ],
)
def test_the_policy_decides_who_waits(
    app: Flask, policy: str, stranger: State, known: State, suspicious: State
) -> None:
    change_settings(comment_policy=policy)
    make_comment(make_article(), name="林", email="lin@example.org")
    assert judge().state == stranger
    assert judge(email="lin@example.org").state == known
    assert judge(LINKS, email="lin@example.org").state == suspicious


def test_one_is_known_by_mail_or_by_name_and_network(app: Flask) -> None:
    article = make_article()
    make_comment(article, name="小明", address="203.0.113.7")
    make_comment(article, name="held", address="203.0.113.7", state=State.HELD)
    assert judge().state == State.APPROVED
    assert judge(name="小红").state == State.HELD
    assert judge(name="held").state == State.HELD
    assert judge(address="203.0.113.8").state == State.HELD
    assert judge(email="new@example.org").state == State.HELD


@pytest.mark.parametrize(
    ("setting", "entry", "fields", "code"),
    [
        ("blocked_words", "casino", {"body": "Best CASINO here"}, "word"),
        ("blocked_words", "casino", {"body": "x", "name": "Casino Royal"}, "word"),
        ("blocked_words", "發票", {"body": "代开发票"}, "word"),
        ("blocked_addresses", "203.0.113.0/24", {}, "address"),
        ("blocked_addresses", "2001:db8::/32", {"address": "2001:db8:1:2::/64"}, "address"),
        ("blocked_domains", "mail.example", {"email": "a@mx.mail.example"}, "domain"),
    ],
)
def test_what_is_blocked_goes_to_spam_under_any_policy(
    app: Flask, setting: str, entry: str, fields: dict[str, str], code: str
) -> None:
    change_settings(comment_policy="none", **{setting: entry})
    found = judge(**fields)
    assert found.state == State.SPAM
    assert code in codes(found)


@pytest.mark.parametrize(
    ("setting", "entry", "fields"),
    [
        ("blocked_addresses", "203.0.114.0/24\nno address", {}),
        ("blocked_domains", "ail.example", {"email": "a@mail.example"}),
        ("blocked_words", "casino", {"body": "casual"}),
    ],
)
def test_what_only_resembles_it_is_not_blocked(
    app: Flask, setting: str, entry: str, fields: dict[str, str]
) -> None:
    change_settings(comment_policy="none", **{setting: entry})
    assert judge(**fields).state == State.APPROVED


def test_the_same_text_from_two_addresses_is_suspicious(app: Flask) -> None:
    change_settings(comment_policy="suspicious")
    assert judge(LONG).state == State.APPROVED
    second = judge(LONG.upper(), address="198.51.100.1")
    assert (second.state, codes(second)) == (State.HELD, {"same"})
    assert judge("谢谢。").state == judge("谢谢。").state == State.APPROVED


def test_nobody_takes_the_authors_name(app: Flask) -> None:
    change_settings(comment_policy="suspicious", author="林小雨")
    assert codes(judge(name="林小雨")) == {"author"}


def teach(sort: str, body: str, number: int) -> None:
    article = make_article()
    for n in range(number):
        comment = make_comment(article, f"{body} {n}", name="x")
        spam.teach(comment, sort)
    db.session.commit()


def test_the_filter_learns_from_decisions(app: Flask) -> None:
    change_settings(comment_policy="suspicious")
    teach("spam", "cheap watches and pills", 12)
    assert judge("cheap pills, cheap watches").state == State.APPROVED
    teach("ham", "thank you for the walk by the sea", 12)
    bad = judge("cheap pills, cheap watches")
    assert bad.state == State.SPAM
    assert {"score", "token"} <= codes(bad)
    assert bad.score > 0.95
    good = judge("a walk by the sea, thank you")
    assert (good.state, good.score < 0.2) == (State.APPROVED, True)


def test_a_changed_mind_unlearns(app: Flask) -> None:
    comment = make_comment(make_article(), "cheap pills")
    before = {row.token: (row.spam, row.ham) for row in db.session.query(SpamToken)}
    assert before == {}
    spam.teach(comment, "spam")
    spam.teach(comment, "spam")
    assert {(row.spam, row.ham) for row in db.session.query(SpamToken)} == {(1, 0)}
    spam.teach(comment, "ham")
    db.session.commit()
    assert {(row.spam, row.ham) for row in db.session.query(SpamToken)} == {(0, 1)}
    spam.teach(comment, "")
    db.session.commit()
    assert {(row.spam, row.ham) for row in db.session.query(SpamToken)} <= {(0, 0)}


def test_the_table_tells_no_words(app: Flask) -> None:
    spam.teach(make_comment(make_article(), "secret"), "spam")
    assert all(isinstance(row.token, int) for row in db.session.query(SpamToken))
