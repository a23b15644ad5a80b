"""What a reader may do with comments: answer, edit, delete, report; and what script gets."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from blog.lib.database import db, utcnow
from blog.models.article import Article
from blog.models.comment import State
from blog.models.report import Report
from tests.conftest import Auth
from tests.factories import change_settings, make_article, make_comment, make_page
from tests.support.clients import Client
from tests.support.reader import JSON, comment, form_of, reasons, stored, token_for


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article("雨夜来客", slug="rain")


def test_a_reply_stands_under_what_it_answers(client: Client, article: Article) -> None:
    change_settings(comment_policy="none")
    above = make_comment(article, name="林间小路")
    page = client.get(f"/comments/{above.id}/reply")
    form = form_of(page.text)
    assert form["parent"] == str(above.id)
    answer = comment(client, article, parent=form["parent"], body="同感。")
    below = stored()[1]
    assert (below.parent_id, below.root_id, below.floor) == (above.id, above.id, 2)
    assert client.get(f"/comments/{below.id}").location.endswith(f"#comment-{below.id}")
    assert answer.status_code == 303


def test_a_refused_reply_stays_a_reply(client: Client, article: Article) -> None:
    above = make_comment(article, name="林间小路")
    answer = comment(client, article, parent=str(above.id), captcha="x")
    assert form_of(answer.text)["parent"] == str(above.id)
    assert HTMLParser(answer.text).css_first(".replying b").text() == "林间小路"


@pytest.mark.parametrize("state", [State.HELD, State.SPAM, State.REMOVED])
def test_what_is_not_shown_cannot_be_answered_found_or_reported(
    client: Client, article: Article, state: State
) -> None:
    above = make_comment(article, state=state)
    assert comment(client, article, parent=str(above.id)).status_code == 422
    for path in ("", "/reply", "/report"):
        assert client.get(f"/comments/{above.id}{path}").status_code == 404


def test_the_page_of_a_comment_in_a_long_discussion_is_found(
    client: Client, article: Article
) -> None:
    last = [make_comment(article, f"{n}") for n in range(101)][-1]
    assert (
        client.get(f"/comments/{last.id}").location
        == f"/articles/rain?comments=2#comment-{last.id}"
    )


def test_a_comment_is_edited_and_deleted_within_a_quarter_of_an_hour(
    client: Client, article: Article
) -> None:
    private = comment(client, article).location
    changed = client.post(private, data={"body": "改过的"}, base_url="http://localhost/blog")
    assert (changed.status_code, changed.location) == (303, f"/blog{private}")
    assert (stored()[0].body, stored()[0].edited_at is not None) == ("改过的", True)
    refused = client.post(private, data={"body": " "})
    assert refused.status_code == 422
    with time_machine.travel(utcnow() + timedelta(minutes=16)):
        late = client.post(private, data={"body": "太晚了"})
        assert (late.status_code, stored()[0].body) == (422, "改过的")
        assert "太晚了" in late.text
    assert client.post(private, data={"do": "delete"}).status_code == 303
    (kept,) = stored()
    assert (kept.state, kept.name, kept.body, kept.html, kept.address) == (
        "removed",
        "",
        "",
        "",
        "",
    )
    assert client.get(private).status_code == 200


def test_an_answered_comment_stays_as_it_is(client: Client, article: Article) -> None:
    change_settings(comment_policy="none")
    private = comment(client, article).location
    make_comment(article, "答", parent=stored()[0])
    for change in ({"body": "改"}, {"do": "delete"}):
        assert client.post(private, data=change).status_code == 422
    assert stored()[0].body == "写得好,谢谢分享。"


def test_an_edit_is_judged_anew(client: Client, article: Article) -> None:
    change_settings(comment_policy="suspicious")
    private = comment(client, article).location
    assert stored()[0].state == "approved"
    client.post(private, data={"body": " ".join(f"https://casino{n}.example/" for n in range(4))})
    assert stored()[0].state == "held"
    client.post(private, data={"body": "谢谢。"})
    assert stored()[0].state == "held"


def test_only_the_key_opens_the_private_page(client: Client, article: Article) -> None:
    private = comment(client, article).location
    wrong = private[:-1] + ("0" if private[-1] != "0" else "1")
    assert client.get(wrong).status_code == 404
    assert client.post(wrong, data={"do": "delete"}).status_code == 404
    elsewhere = client.post(
        private, data={"do": "delete"}, headers={"Origin": "http://evil.example"}
    )
    assert elsewhere.status_code == 422
    assert stored()[0].body


def test_script_gets_the_comment_with_its_offers(client: Client, article: Article) -> None:
    change_settings(comment_policy="none")
    token = token_for(article)
    answer = comment(client, article, token=token, headers=JSON)
    assert answer.status_code == 201
    told = answer.get_json()
    piece = HTMLParser(told["html"])
    assert piece.css_first(f"#comment-{told['id']} .own textarea")
    assert piece.css_first(f'form[action="{told["url"]}"]')
    assert told["token"] != token
    again = comment(client, article, token=token, headers=JSON)
    assert (again.status_code, again.get_json()["id"]) == (200, told["id"])


def test_script_gets_the_refused_form(client: Client, article: Article) -> None:
    answer = comment(client, article, captcha="x", body="留着", headers=JSON)
    assert answer.status_code == 422
    html = answer.get_json()["form"]
    assert form_of(html)["body"] == "留着"
    assert reasons(html)


def test_the_admin_comments_as_the_author_without_a_code(
    client: Client, article: Article, auth: Auth
) -> None:
    change_settings(author="店主")
    auth.login()
    page = client.get("/articles/rain").text
    assert 'name="captcha"' not in page
    assert comment(client, article, captcha="", name="").status_code == 303
    (kept,) = stored()
    assert (kept.by_author, kept.name, kept.state, kept.address) == (True, "店主", "approved", "")
    assert '<span class="badge">' in client.get("/articles/rain").text


def test_a_report_feeds_the_queue_once_a_reader(client: Client, article: Article) -> None:
    told = make_comment(article)
    page = HTMLParser(client.get(f"/comments/{told.id}/report").text)
    token = page.css_first('input[name="token"]').attributes["value"]
    for _ in range(2):
        data = {"token": token, "kind": "abuse", "note": "骂人"}
        assert client.post(f"/comments/{told.id}/report", data=data).status_code == 200
    assert [(one.kind, one.note) for one in Report.of(told.id)] == [("abuse", "骂人")]
    db.session.expire_all()
    assert told.reports == 1


@pytest.mark.parametrize("fields", [{"kind": "x"}, {"token": ""}, {"note": "长" * 501}])
def test_a_report_that_makes_no_sense_is_refused(
    client: Client, article: Article, fields: dict[str, str]
) -> None:
    told = make_comment(article)
    data = {"token": token_for(article), "kind": "spam", "note": ""} | fields
    assert client.post(f"/comments/{told.id}/report", data=data).status_code == 422
    assert Report.of(told.id) == []


def test_closed_comments_take_none_and_show_no_form(client: Client, article: Article) -> None:
    old = make_article(slug="old", at=utcnow() - timedelta(days=40))
    shut = make_article(slug="shut", comments_open=False)
    change_settings(close_after_days=30)
    assert 'id="comment-form"' in client.get("/articles/rain").text
    for closed in (old, shut):
        assert 'id="comment-form"' not in client.get(f"/articles/{closed.slug}").text
        answer = comment(client, closed, body="留着")
        assert answer.status_code == 422
        assert form_of(answer.text)["body"] == "留着"
    assert stored() == []


@pytest.mark.parametrize("published", [True, False])
def test_an_article_that_nobody_sees_takes_no_comment(
    client: Client, article: Article, published: bool
) -> None:
    hidden = make_article(slug="hidden", published=published)
    if published:
        hidden.bin()
    assert comment(client, hidden).status_code == 404


def test_the_form_says_what_will_happen_and_what_is_kept(client: Client, article: Article) -> None:
    change_settings(language="en")
    for policy, said in (("all", "Shown after review."), ("none", "Shown at once.")):
        change_settings(comment_policy=policy)
        assert said in client.get("/articles/rain").text
    assert "/pages/privacy" not in client.get("/articles/rain").text
    make_page("隐私", slug="privacy")
    assert "/pages/privacy" in client.get("/articles/rain").text


# Escaped bytes that are no UTF-8, half pairs, NUL, and what the form is made of.
ANYTHING = st.lists(
    st.sampled_from(
        ["%FF", "%00", "%ED%A0%80", "%E4%B8%AD", "%F0%9F", "%", "=", "&", "+", "%3Cb%3E", "%0A",
         "9" * 30, "-1", "x", "&name=", "&parent=", "&website=", "&email=", "&topic=", "&way=",
         "&again=sum", "&mail=y"]
    )
).map("".join)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(ANYTHING, ANYTHING, st.ip_addresses(v=4), st.sampled_from(["text/html", JSON["Accept"]]))
def test_whatever_is_sent_is_stored_or_refused_and_never_fails(
    client: Client, article: Article, first: str, then: str, address: object, accept: str
) -> None:
    change_settings(comment_policy="none", captcha="never")
    answer = client.post(
        "/articles/rain/comments",
        data=f"name=x{first}&token={token_for(article)}&body={then}&email=&website=",
        content_type="application/x-www-form-urlencoded",
        headers={"Accept": accept},
        environ_overrides={"REMOTE_ADDR": str(address)},
    )
    assert answer.status_code in {200, 201, 303, 422}
    for kept in stored():
        assert "\0" not in kept.body + kept.name + kept.email + kept.website
