"""Mail about comments: who is asked, who is told, and what becomes of a letter."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.lib.database import db, utcnow
from blog.models import outbox, queue
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.correspondent import Consent, Correspondent
from blog.models.outbox import Kind, Letter
from blog.models.queue import Deed
from tests.factories import change_settings, make_article, make_comment
from tests.support.clients import Client
from tests.support.post import post
from tests.support.reader import comment

SITE = "https://blog.example"
LIN = "lin@example.org"


@pytest.fixture
def article(app: Flask) -> Article:
    app.config["MAIL_URL"] = "smtp://127.0.0.1:1"
    change_settings(
        language="en", address=SITE, mail_address="me@blog.example", comment_policy="none"
    )
    return make_article("雨夜来客", slug="rain")


def kinds() -> list[tuple[str, str]]:
    db.session.expire_all()
    return [(letter.kind, letter.recipient) for letter in Letter.waiting()]


def send(client: Client, article: Article, **fields: str) -> Comment:
    answer = comment(client, article, headers={"Host": "blog.example"}, **fields)
    assert answer.status_code == 303
    return db.session.get_one(Comment, int(answer.location.split("/")[2]))


def agree(email: str = LIN) -> Correspondent:
    reader = db.session.query(Correspondent).filter_by(email=email).one()
    reader.consent = Consent.GIVEN
    db.session.commit()
    return reader


def visit(client: Client, reader: Correspondent, method: str = "GET", **data: str) -> str:
    path = reader.url.removeprefix(SITE)
    answer = client.open(path, method=method, data=data, headers={"Host": "blog.example"})
    assert answer.status_code == 200
    db.session.expire_all()
    return reader.consent


def test_the_first_mail_only_asks(client: Client, article: Article) -> None:
    mine = send(client, article, email="Lin@Example.org", mail="y", body="secret words")
    assert mine.email == LIN
    assert kinds() == [("confirm", LIN), ("notice", "me@blog.example")]
    asking = Letter.waiting()[0]
    assert "secret words" not in asking.text
    assert f"{SITE}/mail/" in asking.text
    make_comment(article, parent=mine, state=State.HELD)
    queue.decide([mine.id + 1], Deed.APPROVE)
    assert ("answer", LIN) not in kinds()


def test_an_answer_is_mailed_to_who_agreed(client: Client, article: Article) -> None:
    mine = send(client, article, email=LIN, mail="y")
    agree()
    reply = send(client, article, name="小红", parent=str(mine.id), body="同感。")
    letter = next(letter for letter in Letter.waiting() if letter.kind == "answer")
    assert letter.recipient == LIN
    assert "同感。" in letter.text
    assert f"{SITE}/comments/{reply.id}" in letter.text
    assert letter.unsubscribe.startswith(f"{SITE}/mail/")


def test_a_held_answer_is_mailed_when_it_is_approved(client: Client, article: Article) -> None:
    mine = send(client, article, email=LIN, mail="y")
    agree()
    change_settings(comment_policy="all")
    reply = send(client, article, parent=str(mine.id))
    assert ("answer", LIN) not in kinds()
    for deed in (Deed.APPROVE, Deed.SPAM, Deed.APPROVE):
        queue.decide([reply.id], deed)
    assert kinds().count(("answer", LIN)) == 1


def test_no_get_changes_anything(client: Client, article: Article) -> None:
    send(client, article, email=LIN, mail="y")
    reader = db.session.query(Correspondent).one()
    assert visit(client, reader) == "asked"
    assert visit(client, reader, "POST", do="agree") == "given"
    assert visit(client, reader) == "given"


def test_one_click_of_a_mail_client_refuses(client: Client, article: Article) -> None:
    send(client, article, email=LIN, mail="y")
    reader = agree()
    assert visit(client, reader, "POST", **{"List-Unsubscribe": "One-Click"}) == "refused"
    send(client, article, email=LIN, mail="y", body="又来")
    assert kinds().count(("confirm", LIN)) == 1
    assert visit(client, reader, "POST", do="agree") == "given"


@pytest.mark.parametrize("path", ["/mail/1/" + "0" * 32, "/mail/7/" + "0" * 32])
def test_a_guessed_key_opens_nothing(client: Client, article: Article, path: str) -> None:
    send(client, article, email=LIN, mail="y")
    assert client.get(path, headers={"Host": "blog.example"}).status_code == 404


def test_an_address_is_asked_once_a_day(client: Client, article: Article) -> None:
    for n in range(2):
        send(client, article, email=LIN, mail="y", body=f"{n}")
    assert kinds().count(("confirm", LIN)) == 1


def test_a_reader_has_but_few_addresses_asked(client: Client, article: Article) -> None:
    for n in range(7):
        send(client, article, email=f"n{n}@example.org", mail="y", body=f"{n}")
    assert sum(kind == "confirm" for kind, _ in kinds()) == 5


@pytest.mark.parametrize("missing", ["address", "mail_address"])
def test_without_a_sender_or_an_address_nobody_is_asked(
    client: Client, article: Article, missing: str
) -> None:
    change_settings(**{missing: ""})
    assert 'name="mail"' not in client.get("/articles/rain", headers={"Host": "blog.example"}).text
    send(client, article, email=LIN, mail="y")
    assert ("confirm", LIN) not in kinds()


def test_a_notice_names_no_host_that_a_stranger_chose(client: Client, article: Article) -> None:
    change_settings(address="")
    comment(client, article, headers={"Host": "evil.example"})
    (letter,) = Letter.waiting()
    assert "evil.example" not in letter.text


def test_spam_is_not_worth_a_mail(client: Client, article: Article) -> None:
    change_settings(blocked_words="casino")
    send(client, article, body="casino")
    assert kinds() == []


def test_notices_wait_and_go_as_one(app: Flask, client: Client, article: Article) -> None:
    for body in ("一", "二"):
        send(client, article, body=body)
    with post() as server:
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        outbox.send_due()
        assert server.letters == []
        with time_machine.travel(utcnow() + timedelta(minutes=11)):
            outbox.send_due()
    assert len(server.letters) == 1
    assert b"Subject: 2 new comments" in server.letters[0]
    assert kinds() == []


def test_a_letter_is_tried_again_later_and_dropped_in_the_end(app: Flask, article: Article) -> None:
    Letter.post(Kind.CONFIRM, LIN, "s", "t")
    now = utcnow()
    for n in range(outbox.TRIES):
        (letter,) = Letter.waiting()
        assert letter.tries == n
        now = letter.due_at
        with time_machine.travel(now):
            outbox.send_due()
    assert Letter.waiting() == []
    assert (now - letter.created_at) > timedelta(hours=1)
    with time_machine.travel(now + timedelta(days=8)):
        outbox.send_due()
    assert db.session.query(Letter).count() == 0


def test_without_a_server_letters_wait_a_week(app: Flask, article: Article) -> None:
    app.config["MAIL_URL"] = ""
    Letter.post(Kind.CONFIRM, LIN, "s", "t")
    outbox.send_due()
    assert kinds() == [("confirm", LIN)]
    with time_machine.travel(utcnow() + timedelta(days=8)):
        outbox.send_due()
    assert kinds() == []
