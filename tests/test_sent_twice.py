"""A form that is sent twice: by a double click, after an answer that was lost, by two windows."""

import pytest
from sqlalchemy import select

from blog.lib.database import db
from blog.models import bin, gate, lock
from blog.models.article import Article, State
from blog.models.autosave import Autosave
from blog.models.page import Page
from tests.blueprints.admin.conftest import FORM
from tests.factories import change_settings, make_article
from tests.support.clients import Client
from tests.support.reader import comment, stored, token_for

NEW = FORM | {"key": "aa11", "do": "publish"}
PAGE = {"title": "关于", "body": "我。", "language": "zh", "published": "y", "key": "bb22"}


def articles() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Article.title).order_by(Article.id)))


def first() -> Article:
    db.session.rollback()
    return db.session.scalars(select(Article)).one()


@pytest.mark.parametrize("deed", ["save", "publish"])
def test_a_new_article_sent_twice_is_one(admin: Client, deed: str) -> None:
    for _ in range(3):
        answer = admin.post("/admin/articles/new", data=NEW | {"do": deed})
        assert (answer.status_code, answer.location) == (303, "/admin/articles/1")
    assert articles() == [NEW["title"]]


def test_what_was_saved_and_then_published_is_published(admin: Client) -> None:
    admin.post("/admin/articles/new", data=NEW | {"do": "save"})
    admin.post("/admin/articles/new", data=NEW)
    assert [article.state for article in db.session.scalars(select(Article))] == [State.PUBLISHED]


def test_what_was_changed_in_between_is_shown_beside_the_first(admin: Client) -> None:
    admin.post("/admin/articles/new", data=NEW)
    changed = NEW | {"body": "另一段。"}
    answer = admin.post("/admin/articles/new", data=changed)
    assert (answer.status_code, answer.location) == (307, "/admin/articles/1")
    answer = admin.post(answer.location, data=changed)
    assert answer.status_code == 409
    assert "另一段。" in answer.text
    assert "正文。" in answer.text
    assert articles() == [NEW["title"]]


def test_what_was_edited_since_is_not_published_unseen(admin: Client) -> None:
    admin.post("/admin/articles/new", data=NEW | {"do": "save"})
    edited = NEW | {"do": "save", "body": "还没写好。", "revision": str(first().revision)}
    assert admin.post("/admin/articles/1", data=edited).status_code == 303
    answer = admin.post("/admin/articles/new", data=NEW)
    assert (answer.status_code, answer.location) == (307, "/admin/articles/1")
    assert (first().state, first().body) == (State.DRAFT, "还没写好。")


def test_another_password_is_not_dropped(admin: Client) -> None:
    locked = NEW | {"protected": "y", "password": "one-pass"}
    for _ in range(2):
        assert admin.post("/admin/articles/new", data=locked).status_code == 303
    answer = admin.post("/admin/articles/new", data=locked | {"password": "two-pass"})
    assert answer.status_code == 307
    assert lock.fits(first().password_hash, "one-pass")


def test_another_article_with_the_number_of_one_that_is_gone_is_left_alone(admin: Client) -> None:
    admin.post("/admin/articles/new", data=NEW | {"do": "save"})
    bin.erase(first())
    db.session.commit()
    admin.post("/admin/articles/new", data=NEW | {"key": "cc33", "title": "别的", "do": "save"})
    admin.post("/admin/articles/new", data=NEW)
    states = {article.title: article.state for article in db.session.scalars(select(Article))}
    assert states == {"别的": State.DRAFT, NEW["title"]: State.PUBLISHED}


def test_of_two_who_save_one_form_at_once_the_second_writes_nothing(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.post("/admin/articles/new", data=NEW)
    with monkeypatch.context() as overtaken:
        # As the second finds it, when the first has not committed yet.
        overtaken.setattr(Autosave, "receipt", lambda place: None)
        answer = admin.post("/admin/articles/new", data=NEW)
        assert (answer.status_code, answer.location) == (307, "/admin/articles/new?again=1")
    assert admin.post(answer.location, data=NEW).location == "/admin/articles/1"
    assert articles() == [NEW["title"]]


def test_two_new_articles_of_one_title_are_two(admin: Client) -> None:
    for key in ("aa11", "cc33"):
        admin.post("/admin/articles/new", data=NEW | {"key": key})
    assert len(articles()) == 2


def test_after_the_article_is_gone_the_form_makes_it_again(admin: Client) -> None:
    admin.post("/admin/articles/new", data=NEW)
    db.session.delete(db.session.scalars(select(Article)).one())
    db.session.commit()
    admin.post("/admin/articles/new", data=NEW)
    assert articles() == [NEW["title"]]


def test_a_new_page_sent_twice_is_one(admin: Client) -> None:
    for _ in range(2):
        assert admin.post("/admin/pages/new", data=PAGE).status_code == 303
    assert len(db.session.scalars(select(Page).where(Page.title == "关于")).all()) == 1
    changed = PAGE | {"body": "你。", "revision": "0"}
    answer = admin.post("/admin/pages/new", data=changed)
    assert answer.status_code == 307
    assert admin.post(answer.location, data=changed).status_code == 409


def test_a_receipt_is_no_text_that_was_never_saved(admin: Client) -> None:
    admin.post("/admin/articles/new", data=NEW)
    assert Autosave.unsaved("articles") == []
    late = admin.post("/admin/autosave/articles/new-aa11", data=NEW)
    assert late.status_code == 409
    assert "正文" not in admin.get("/admin/articles/new?key=aa11").text


def test_who_was_overtaken_is_sent_once_more_and_then_succeeds(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article("雨夜来客", slug="yu-ye-lai-ke")
    with monkeypatch.context() as overtaken:
        # As it is found while another request has not committed yet.
        overtaken.setattr(Article, "free_slug", lambda slug: slug)
        answer = admin.post("/admin/articles/new?x=1", data=NEW)
        assert answer.status_code == 307
        assert answer.location == "/admin/articles/new?x=1&again=1"
        assert admin.post(answer.location, data=NEW).status_code == 503
    assert admin.post(answer.location, data=NEW).status_code == 303
    assert len(articles()) == 2


def test_the_second_of_a_double_click_leads_to_the_first_that_was_stored_meanwhile(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(comment_policy="none")
    article = make_article(slug="rain")
    token = token_for(article)
    answers = []
    check = gate.check_pace

    def meanwhile(ticket: gate.Ticket) -> None:
        monkeypatch.setattr(gate, "check_pace", check)
        answers.append(comment(client, article, token=token))
        check(ticket)

    monkeypatch.setattr(gate, "check_pace", meanwhile)
    answers.append(comment(client, article, token=token))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(stored()) == 1
