"""A reader's comment: stored or refused, and what its form says."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.lib import captcha
from blog.lib.database import utcnow
from blog.models import gate
from blog.models.article import Article
from blog.models.comment import State
from tests.factories import change_settings, make_article, views_of
from tests.support.clients import Client
from tests.support.reader import (
    code_of,
    comment,
    filled,
    form_of,
    reasons,
    secret,
    stored,
    token_for,
)


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article("雨夜来客", slug="rain")


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


def test_each_article_has_a_form_of_its_own(client: Client, article: Article) -> None:
    """Though its fields are rendered once for all of them."""
    for one in (article, make_article(slug="two")):
        page = client.get(f"/articles/{one.slug}").text
        opening = re.search(r'<form id="comment-form"[^>]*>', page)[0]  # type: ignore[index]  # it is there
        assert f'action="/articles/{one.slug}/comments#comment-form"' in opening
        assert f'data-article="{one.id}"' in opening
        assert f'class="cancel" href="/articles/{one.slug}#comment-form"' in page


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


def test_the_same_sent_by_another_form_is_said_to_be_there(
    client: Client, article: Article
) -> None:
    assert comment(client, article).status_code == 303
    again = comment(client, article)
    assert (again.status_code, len(stored())) == (422, 1)
    assert form_of(again.text)["body"] == "写得好,谢谢分享。"
    other = make_article(slug="other")
    assert comment(client, other).status_code == 303
    assert comment(client, article, name="小红").status_code == 303
    assert comment(client, article, address="198.51.100.7").status_code == 303
    with time_machine.travel(utcnow() + timedelta(hours=1, seconds=1)):
        assert comment(client, article).status_code == 303


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


def test_an_address_that_was_refused_too_often_has_to_wait(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "TRIES", 2)
    for _ in range(2):
        comment(client, article, captcha="x")
    assert comment(client, article).status_code == 422
    assert comment(client, article, address="198.51.100.7").status_code == 303
    with time_machine.travel(utcnow() + timedelta(hours=1, seconds=1)):
        assert comment(client, article).status_code == 303
