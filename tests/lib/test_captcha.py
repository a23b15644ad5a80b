import unicodedata
import wave
from base64 import urlsafe_b64decode
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.captcha import (
    MAX_AGE,
    NUMBERS,
    Expired,
    Forged,
    accepts,
    digits,
    issue,
    picture,
    read,
    sound,
    sum_question,
)

SECRET = b"the blog's secret, thirty-two long"
NOW = 1_700_000_000
SPACES = st.text(st.sampled_from(" \t\u3000\u00a0"), max_size=3)
NONCE = "00112233445566778"


def test_a_token_tells_article_time_and_nonce() -> None:
    token = issue(SECRET, 77, NOW + 0.9)
    assert len(token) == 48
    told = read(SECRET, token, NOW + MAX_AGE)
    assert (told.article_id, told.issued, len(told.nonce)) == (77, NOW, 18)


@given(st.binary(), st.integers(0, 2**48 - 1), st.integers(0, 2**40 - 1))
def test_any_article_and_time_read_back(secret: bytes, article: int, now: int) -> None:
    assert read(secret, issue(secret, article, now), now)[:2] == (article, now)


def test_every_token_has_a_nonce_of_its_own() -> None:
    assert len({read(SECRET, issue(SECRET, 1, NOW), NOW).nonce for _ in range(200)}) == 200


def test_an_old_token_is_expired() -> None:
    with pytest.raises(Expired):
        read(SECRET, issue(SECRET, 1, NOW), NOW + MAX_AGE + 1)


def test_a_shorter_age_may_be_asked_for() -> None:
    with pytest.raises(Expired):
        read(SECRET, issue(SECRET, 1, NOW), NOW + 61, max_age=60)


def test_a_token_of_another_secret_is_forged() -> None:
    with pytest.raises(Forged):
        read(SECRET, issue(b"another", 1, NOW), NOW)


@given(st.integers(0, 47), st.sampled_from("ABab01_-"))
def test_a_changed_token_is_forged(place: int, letter: str) -> None:
    token = issue(SECRET, 1, NOW)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(Forged):
            read(SECRET, changed, NOW)


@given(st.text())
def test_any_other_text_is_forged(text: str) -> None:
    with pytest.raises(Forged):
        read(SECRET, text, NOW)


def test_the_token_holds_no_answer() -> None:
    """What follows from the nonce under another secret says nothing: four digits, all as likely."""
    answers = {digits(b"%d" % number, NONCE) for number in range(2000)}
    assert len(answers) > 1500
    token = issue(SECRET, 1, NOW)
    assert digits(SECRET, read(SECRET, token, NOW).nonce).encode() not in urlsafe_b64decode(token)


def test_the_digits_are_accepted_as_people_type_them() -> None:
    right = digits(SECRET, NONCE)
    wide = right.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    for typed in (right, f" {right} ", " ".join(right), wide, right + "\u3000"):
        assert accepts(SECRET, NONCE, typed)


def test_the_sum_is_accepted_as_figure_and_as_word() -> None:
    result = sum(sum_question(SECRET, NONCE))
    words = [words[result] for words in NUMBERS.values()]
    for typed in (str(result), f"{result} ", words[0].title(), *words):
        assert accepts(SECRET, NONCE, typed)


@pytest.mark.parametrize("typed", ["", " ", "0", "abcd", "12345", "\0", "一" * 10_000, "²"])
def test_a_wrong_answer_is_not_accepted(typed: str) -> None:
    assert not accepts(SECRET, NONCE, typed)


def test_of_all_figures_only_two_are_accepted() -> None:
    figures = [f"{number:04}" for number in range(10_000)] + [str(n) for n in range(100)]
    right = {typed for typed in figures if accepts(SECRET, NONCE, typed)}
    assert right == {digits(SECRET, NONCE), str(sum(sum_question(SECRET, NONCE)))}


# What people type, and what they do not: digits of other scripts and in rings, words, spaces.
TYPED = st.text(st.sampled_from("0123456789０１２３４①②③٣๓²½ \t\u3000零一二七八九十")) | st.text()


@given(TYPED, st.sampled_from(["000000000000000000", NONCE, "é"]))
def test_any_text_may_be_typed_and_only_what_names_an_answer_is_right(
    typed: str, nonce: str
) -> None:
    read_aloud = "".join(unicodedata.normalize("NFKC", typed).casefold().split())
    total = sum(sum_question(SECRET, nonce))
    right = {digits(SECRET, nonce), str(total), *(words[total] for words in NUMBERS.values())}
    assert accepts(SECRET, nonce, typed) is (read_aloud in right)


@given(st.integers(0, 9999), st.data())
def test_digits_may_be_typed_full_width_and_apart(seed: int, data: st.DataObject) -> None:
    nonce = f"{seed:018x}"
    typed = "".join(
        data.draw(st.sampled_from([digit, chr(0xFF10 + int(digit))])) + data.draw(SPACES)
        for digit in digits(SECRET, nonce)
    )
    assert accepts(SECRET, nonce, typed)


@given(st.text(min_size=1))
def test_every_sum_is_of_two_small_numbers_and_can_be_said(nonce: str) -> None:
    first, second = sum_question(SECRET, nonce)
    assert 1 <= first <= 9
    assert 1 <= second <= 9
    assert all(words[first + second] for words in NUMBERS.values())


def test_the_words_of_both_languages_count_alike() -> None:
    assert {len(words) for words in NUMBERS.values()} == {19}
    assert (NUMBERS["en"][7], NUMBERS["zh"][7]) == ("seven", "七")


def test_the_picture_of_a_nonce_is_always_the_same() -> None:
    assert picture(SECRET, NONCE) == picture(SECRET, NONCE) != picture(SECRET, NONCE + "0")


def test_the_sound_is_a_wav_of_some_seconds() -> None:
    with wave.open(BytesIO(sound(SECRET, NONCE))) as spoken:
        assert 2 < spoken.getnframes() / spoken.getframerate() < 30
