"""A reader's comment: stored, refused, changed, reported."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import select

from blog.lib import captcha
from blog.lib.database import db, utcnow
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.report import Report
from tests.conftest import Auth
from tests.factories import change_settings, make_article, make_comment, make_page, views_of
from tests.support.clients import Client
from tests.support.reader import JSON, code_of, comment, filled, secret, token_for


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article("雨夜来客", slug="rain")


def stored() -> list[Comment]:
    db.session.expire_all()
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def form_of(html: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = HTMLParser(html).css_first("#comment-form")
    assert form
    fields = {
        field.attributes["name"] or "": field.attributes.get("value") or ""
        for field in form.css("input")
    }
    return fields | {"body": (form.css_first("textarea").text() or "").removeprefix("\n")}


def reasons(html: str) -> str:
    page = HTMLParser(html)
    return " ".join(node.text() for node in page.css("#comment-form .wrong, #comment-form .flash"))


def test_a_comment_is_stored_and_leads_to_its_private_page(
    client: Client, article: Article
) -> None:
    answer = comment(client, article, body="写得**好**。", website="example.org")
    assert answer.status_code == 303
    (kept,) = stored()
    assert answer.location == f"/comments/{kept.id}/{kept.key}"
    assert (kept.html, kept.website) == ("<p>写得<strong>好</strong>。</p>", "https://example.org")
    page = client.get(answer.location)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "<strong>好</strong>" in page.text


def test_the_form_of_a_kept_page_is_taken(client: Client, article: Article) -> None:
    client.get("/articles/rain")
    first, second = (form_of(client.get("/articles/rain").text) for _ in range(2))
    assert first["token"] != second["token"]
    with time_machine.travel(utcnow() + timedelta(minutes=1)):
        fields = first | {"name": "a", "body": "b", "captcha": code_of(first["token"])}
        assert client.post("/articles/rain/comments", data=fields).status_code == 303


def test_picture_sound_and_field_of_a_page_belong_to_one_token(
    client: Client, article: Article
) -> None:
    client.get("/articles/rain")
    html = client.get("/articles/rain").text
    assert len(set(re.findall(r"[\w-]{48}(?=[.\"])", html))) == 1


def test_reading_and_commenting_set_no_cookie(client: Client, article: Article) -> None:
    answers = [
        client.get("/articles/rain"),
        comment(client, article),
        comment(client, article, captcha="x"),
    ]
    for answer in answers:
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_first_comment_is_held_and_the_next_is_shown(client: Client, article: Article) -> None:
    comment(client, article)
    stored()[0].move(State.APPROVED)
    comment(client, article, body="又来了。")
    assert [kept.state for kept in stored()] == ["approved", "approved"]
    assert "又来了。" in client.get("/articles/rain").text


REFUSALS = {
    "no name": {"name": " "},
    "a long name": {"name": "长" * 41},
    "no text": {"body": "\n"},
    "a long text": {"body": "长" * 5001},
    "a mail address that is none": {"email": "who@where@"},
    "a website that runs": {"website": "javascript:alert(1)"},
    "a website with a user": {"website": "https://me@example.org/"},
    "a wrong code": {"captcha": "x"},
    "a forged token": {"token": "A" * 48, "captcha": "1"},
    "no token": {"token": "", "captcha": "1"},
    "a comment that is gone": {"parent": "12345"},
    "a comment far out of range": {"parent": "9" * 15},
}


@pytest.mark.parametrize("fields", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_keeps_all_that_was_typed(
    client: Client, article: Article, fields: dict[str, str]
) -> None:
    typed = {"name": "小明", "email": "ming@example.org", "website": "https://example.org/a"}
    typed |= {"body": "一些<b>话</b>\n\n  第二段"} | fields
    views = views_of(article)
    answer = comment(client, article, **typed)
    assert answer.status_code == 422
    assert reasons(answer.text)
    assert stored() == []
    form = form_of(answer.text)
    sent = filled(article, **typed)
    for name in ("name", "email", "website", "body"):
        if sent[name].strip():
            assert form[name] == sent[name]
    assert captcha.read(secret(), form["token"], utcnow().timestamp()).article_id == article.id
    assert form["token"] != sent["token"]
    assert form["captcha"] == ""
    assert views_of(article) == views
    assert f'<data class="views" value="{views}">' in answer.text


def test_what_is_refused_can_be_sent_again(client: Client, article: Article) -> None:
    form = form_of(comment(client, article, captcha="x", body="留着").text)
    with time_machine.travel(utcnow() + timedelta(seconds=20)):
        again = form | {"captcha": code_of(form["token"])}
        assert client.post("/articles/rain/comments", data=again).status_code == 303
    assert stored()[0].body == "留着"


@pytest.mark.parametrize(
    ("age", "taken"), [(0, False), (10, True), (43_000, True), (43_300, False)]
)
def test_a_form_is_neither_too_quick_nor_too_old(
    client: Client, article: Article, age: int, taken: bool
) -> None:
    answer = comment(client, article, token=token_for(article, age))
    assert answer.status_code == (303 if taken else 422)


def test_a_token_is_good_for_its_own_article_only(client: Client, article: Article) -> None:
    other = make_article(slug="other")
    assert comment(client, other, token=token_for(article)).status_code == 422


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://localhost"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({}, True),
    ],
)
def test_a_form_sent_from_elsewhere_is_refused(
    client: Client, article: Article, headers: dict[str, str], taken: bool
) -> None:
    assert comment(client, article, headers=headers).status_code == (303 if taken else 422)


def test_sending_twice_stores_one_comment(client: Client, article: Article) -> None:
    token = token_for(article)
    first, second, third = (
        comment(client, article, token=token, body=body) for body in ("一", "一", "另一个")
    )
    assert first.location == second.location == third.location
    assert [kept.body for kept in stored()] == ["一"]


def test_a_code_may_be_guessed_three_times(client: Client, article: Article) -> None:
    token = token_for(article)
    for _ in range(3):
        assert comment(client, article, token=token, captcha="x").status_code == 422
    right = comment(client, article, token=token, captcha=code_of(token))
    assert right.status_code == 422


def test_the_sum_is_an_answer_too(client: Client, article: Article) -> None:
    token = token_for(article)
    nonce = captcha.read(secret(), token, 0).nonce
    right = str(sum(captcha.sum_question(secret(), nonce)))
    assert comment(client, article, token=token, captcha=right).status_code == 303


@pytest.mark.parametrize(("way", "shown"), [("sum", True), ("picture", False)])
def test_another_code_keeps_the_text_and_stores_nothing(
    client: Client, article: Article, way: str, shown: bool
) -> None:
    answer = comment(client, article, again=way, body="留着", captcha="x")
    assert answer.status_code == 200
    assert stored() == []
    form = form_of(answer.text)
    assert form["body"] == "留着"
    assert (form["way"] == "sum") is shown
    assert not reasons(answer.text)


def test_a_filled_trap_is_held_and_not_thrown_away(client: Client, article: Article) -> None:
    change_settings(comment_policy="none")
    comment(client, article, topic="seo")
    assert [(kept.state, kept.why) for kept in stored()] == [("held", [("trap", "")])]


def test_an_address_sends_as_many_an_hour_as_the_setting_says(
    client: Client, article: Article
) -> None:
    change_settings(comments_per_hour=2)
    codes = [comment(client, article, body=f"第 {n} 条").status_code for n in range(3)]
    assert codes == [303, 303, 422]
    assert comment(client, article, address="2001:db8::1").status_code == 303
    with time_machine.travel(utcnow() + timedelta(hours=1, seconds=1)):
        assert comment(client, article).status_code == 303


def test_what_was_stored_is_answered_with_though_the_limit_is_reached(
    client: Client, article: Article
) -> None:
    change_settings(comments_per_hour=1)
    token = token_for(article)
    codes = {comment(client, article, token=token).status_code for _ in range(3)}
    assert codes == {303}


def test_the_code_may_be_asked_never_or_after_some_comments(
    client: Client, article: Article
) -> None:
    change_settings(captcha="never")
    assert 'name="captcha"' not in client.get("/articles/rain").text
    assert comment(client, article, captcha="").status_code == 303
    change_settings(captcha="after", captcha_after=2)
    assert comment(client, article, captcha="").status_code == 303
    refused = comment(client, article, captcha="")
    assert refused.status_code == 422
    assert 'name="captcha"' in refused.text


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
    assert client.post(private, data={"body": "改过的"}).status_code == 303
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


def test_the_form_says_what_will_happen_and_what_is_kept(client: Client, article: Article) -> None:
    change_settings(language="en")
    for policy, said in (("all", "Shown after review."), ("none", "Shown at once.")):
        change_settings(comment_policy=policy)
        assert said in client.get("/articles/rain").text
    assert "/pages/privacy" not in client.get("/articles/rain").text
    make_page("隐私", slug="privacy")
    assert "/pages/privacy" in client.get("/articles/rain").text
