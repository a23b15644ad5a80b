"""The admin's queue in the browser of `client`."""

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from blog.lib.database import db
from blog.models import queue, site
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.correspondent import Consent, Correspondent
from blog.models.outbox import Kind, Letter
from tests.conftest import Auth
from tests.factories import change_settings, make_article, make_comment
from tests.support.clients import Client


@pytest.fixture
def article(app: Flask, auth: Auth) -> Article:
    change_settings(language="en", author="店主")
    auth.login()
    return make_article("雨夜来客", slug="rain")


def csrf(client: Client, path: str = "/admin/comments?state=all") -> str:
    field = HTMLParser(client.get(path).text).css_first('input[name="csrf_token"]')
    assert field
    return field.attributes["value"] or ""


def state_of(comment: Comment) -> str:
    db.session.expire_all()
    return comment.state


def test_the_queue_shows_what_waits_and_why(client: Client, article: Article) -> None:
    make_comment(
        article, "<b>x</b>", state=State.HELD, name="林", email="l@example.org",
        address="203.0.113.7", reasons='[["first", ""], ["links", "4"]]',
    )  # fmt: skip
    make_comment(article, "shown elsewhere")
    page = client.get("/admin/comments").text
    for shown in ("林", "l@example.org", "203.0.113.7", "First comment of this person", "Links: 4"):
        assert shown in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "shown elsewhere" not in page
    assert '<span class="count"><span class="hidden">Held: </span>1</span>' in page


@pytest.mark.parametrize(
    ("deed", "state"), [("approve", "approved"), ("spam", "spam"), ("remove", "removed")]
)
def test_one_comment_is_decided_by_its_own_button_and_undone(
    client: Client, article: Article, deed: str, state: str
) -> None:
    comment = make_comment(article, state=State.HELD)
    other = make_comment(article, state=State.HELD)
    token = csrf(client)
    data = {"csrf_token": token, "do": f"{deed} {comment.id}", "id": str(other.id)}
    answer = client.post("/admin/comments?state=held&q=x", data=data)
    assert (answer.status_code, answer.location) == (303, "/admin/comments?state=held&q=x")
    assert (state_of(comment), state_of(other)) == (state, "held")
    undo = HTMLParser(client.get("/admin/comments").text).css_first('.undo input[name="token"]')
    data = {"csrf_token": token, "token": undo.attributes["value"] or ""}
    assert client.post("/admin/comments/undo", data=data).status_code == 303
    assert state_of(comment) == "held"


def test_chosen_comments_are_decided_together(client: Client, article: Article) -> None:
    comments = [make_comment(article, f"{n}", state=State.HELD) for n in range(3)]
    ids = [str(comment.id) for comment in comments[:2]]
    data = {"csrf_token": csrf(client), "do": "approve", "id": ids}
    client.post("/admin/comments", data=data)
    assert [state_of(comment) for comment in comments] == ["approved", "approved", "held"]


def test_a_page_that_was_decided_empty_gives_way_to_the_one_before(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PER_PAGE", 2)
    first, second, _third = (make_comment(article, f"{n}", state=State.HELD) for n in range(3))
    path = "/admin/comments?state=held&page=2"
    token = csrf(client, path)
    for comment in (first, second):
        data = {"csrf_token": token, "do": f"approve {comment.id}"}
        assert client.post(path, data=data).location == "/admin/comments?state=held"
    make_comment(article, state=State.HELD)
    last = [make_comment(article, f"{n}", state=State.HELD) for n in range(2)][-1]
    data = {"csrf_token": token, "do": f"approve {last.id}"}
    assert client.post(path, data=data).location == path


def test_a_decision_without_the_token_of_this_browser_is_refused(
    app: Flask, client: Client, article: Article
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    comment = make_comment(article, state=State.HELD)
    assert client.post("/admin/comments", data={"do": f"approve {comment.id}"}).status_code == 400
    assert state_of(comment) == "held"


@pytest.mark.parametrize("query", ["state=x", "article=x", "page=9"])
def test_a_filter_that_makes_no_sense_is_not_found(
    client: Client, article: Article, query: str
) -> None:
    assert client.get(f"/admin/comments?{query}").status_code == 404


def test_an_answer_from_the_queue_approves_and_is_the_authors(
    client: Client, article: Article
) -> None:
    comment = make_comment(article, state=State.HELD)
    path = f"/admin/comments/{comment.id}"
    data = {"csrf_token": csrf(client, path), "body": "谢谢。"}
    assert client.post(f"{path}/answer", data=data | {"body": " "}).status_code == 422
    assert client.post(f"{path}/answer", data=data).status_code == 303
    assert state_of(comment) == "approved"
    page = client.get("/articles/rain").text
    assert "谢谢。" in page
    assert "店主" in page


def test_a_comment_is_edited(client: Client, article: Article) -> None:
    comment = make_comment(article)
    path = f"/admin/comments/{comment.id}"
    data = {
        "csrf_token": csrf(client, path),
        "name": "林",
        "email": "",
        "website": "",
        "body": "改",
    }
    assert client.post(path, data=data | {"website": "javascript:x"}).status_code == 422
    assert client.post(path, data=data).status_code == 303
    db.session.expire_all()
    assert (comment.name, comment.html) == ("林", "<p>改</p>")


def test_an_address_is_banned_and_let_back(client: Client, article: Article) -> None:
    comment = make_comment(article, address="203.0.113.7")
    path = f"/admin/comments/{comment.id}"
    token = csrf(client, path)
    for deed, listed in (("ban", ("203.0.113.7",)), ("lift", ())):
        client.post(f"{path}/ban", data={"csrf_token": token, "do": deed})
        assert site.current().settings.blocked_addresses == listed


def test_personal_data_is_shown_given_out_and_erased(client: Client, article: Article) -> None:
    comment = make_comment(article, "我的话", email="lin@example.org")
    db.session.add(Correspondent(email="lin@example.org", consent=Consent.GIVEN))
    path = "/admin/comments/people"
    data = {"csrf_token": csrf(client, path), "email": "Lin@example.org"}
    assert "我的话" in client.post(path, data=data).text
    given = client.post(path, data=data | {"do": "export"})
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.get_json()["comments"][0]["text"] == "我的话"
    assert client.post(path, data=data | {"do": "erase"}).status_code == 303
    assert state_of(comment) == "removed"
    assert comment.body == ""


def test_the_outbox_shows_what_waits(client: Client, article: Article) -> None:
    assert "Nothing is waiting" in client.get("/admin/comments/outbox").text
    Letter.post(Kind.NOTICE, "me@example.org", "New comment", "<b>")
    page = client.get("/admin/comments/outbox").text
    assert "me@example.org" in page
    assert "&lt;b&gt;" in page
    assert "BLOG_MAIL_URL" in page
