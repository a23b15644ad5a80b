"""The picture, the sound and the sum of a code."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from blog.lib import captcha
from blog.models import gate
from blog.models.article import Article
from tests.factories import change_settings, make_article
from tests.support.clients import Client
from tests.support.reader import (
    code_of,
    comment,
    secret,
    token_for,
)


@pytest.fixture
def article(app: Flask) -> Article:
    return make_article(slug="rain")


def test_a_picture_is_drawn_for_a_token(client: Client, article: Article) -> None:
    answer = client.get(f"/captcha/{token_for(article)}.png")
    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"].startswith("private")
    assert Image.open(BytesIO(answer.data)).format == "PNG"


def test_a_sound_is_the_same_in_parts(client: Client, article: Article) -> None:
    path = f"/captcha/{token_for(article)}.wav"
    whole = client.get(path)
    assert whole.data[:4] == b"RIFF"
    part = client.get(path, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, whole.data[100:200])


@pytest.mark.parametrize(
    ("language", "words"), [("zh", captcha.NUMBERS["zh"]), ("en", captcha.NUMBERS["en"])]
)
def test_the_sum_is_asked_in_words_of_the_site(
    client: Client, article: Article, language: str, words: tuple[str, ...]
) -> None:
    change_settings(language=language)
    told = client.get(f"/captcha/new/{article.id}")
    assert told.headers["Cache-Control"] == "no-store"
    token = told.get_json()["token"]
    read = captcha.read(secret(), token, 0)
    assert read.article_id == article.id
    first, second = captcha.sum_question(secret(), read.nonce)
    for number in (first, second):
        assert words[number] in told.get_json()["sum"]
    assert client.get(f"/captcha/{token}.json").get_json() == told.get_json()


@pytest.mark.parametrize("path", ["A" * 48 + ".png", "x.png", "A" * 48 + ".wav", "x.json"])
def test_a_token_of_nobody_shows_nothing(client: Client, article: Article, path: str) -> None:
    assert client.get(f"/captcha/{path}").status_code == 404


def test_an_expired_token_shows_nothing(client: Client, article: Article) -> None:
    token = token_for(article, age=captcha.MAX_AGE + 5)
    assert client.get(f"/captcha/{token}.png").status_code == 404


@pytest.mark.parametrize(("kind", "limit"), [("png", "PICTURES"), ("wav", "SOUNDS")])
def test_pictures_and_sounds_are_limited_by_address(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch, kind: str, limit: str
) -> None:
    monkeypatch.setattr(gate, limit, 2)
    path = f"/captcha/{token_for(article)}.{kind}"
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    other = client.get(path, environ_overrides={"REMOTE_ADDR": "198.51.100.7"})
    assert other.status_code == 200


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


def test_the_code_may_be_asked_never_or_after_some_comments(
    client: Client, article: Article
) -> None:
    change_settings(captcha="never")
    assert 'name="captcha"' not in client.get("/articles/rain").text
    assert comment(client, article, captcha="").status_code == 303
    change_settings(captcha="after", captcha_after=2)
    assert comment(client, article, captcha="", body="二").status_code == 303
    refused = comment(client, article, captcha="", body="三")
    assert refused.status_code == 422
    assert 'name="captcha"' in refused.text
