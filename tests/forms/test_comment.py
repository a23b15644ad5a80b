"""What a reader's form makes of whatever is typed into it."""

import unicodedata
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from blog.forms.base import one_line, seen
from blog.forms.comment import LONGEST_BODY, LONGEST_NAME, CommentForm
from blog.models.submission import Target

ARTICLE = Target(1, "rain", "雨夜来客", "zh", True, None)
# Text with more of what makes trouble in one line than chance would put there.
MARKS = st.sampled_from(
    "\u200b\u200d\u202e\u2066\ufeff\u00ad\x00\r\n\t\u2028\u3000\u00a0\ud800é中😀"
)
LINES = st.text(MARKS | st.characters(), max_size=50)
ADDRESSES = st.lists(
    st.sampled_from(
        ["http", "https", "javascript", "data", ":", "//", "/", "@", ".", "a", "b.cn", "中国", "[",
         "]", "::1", ":80", ":99999", "?", "#", "%", "\\", " ", '"', "<", "\t", "\u2100", "xn--"]
    ),
    max_size=9,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["", " ", "\u200b", "\u200d\u200d", "\u202e\ufe0f", "\u3164", "\u0301"]
)
def test_what_shows_nothing_is_nothing(typed: str) -> None:
    assert seen(typed) == ""
    assert one_line(typed) == ""


@pytest.mark.parametrize("typed", ["a", "。", "é", "😀", "\u200b字", "\U00031350", "\U0001fae8"])
def test_what_shows_something_stays(typed: str) -> None:
    assert seen(typed) == typed


@given(LINES)
def test_one_line_holds_nothing_that_cannot_be_seen(typed: str) -> None:
    line = one_line(typed)
    assert isinstance(line, str)
    hidden = {"Cc", "Cf", "Cs"}
    assert all(unicodedata.category(c) not in hidden or c in "\u200c\u200d" for c in line)
    assert line == " ".join(line.split())
    assert one_line(line) == line
    kept = {c for c in typed if not c.isspace() and unicodedata.category(c) not in hidden}
    assert kept <= {*line} or not seen(typed)


def test_a_family_stays_together() -> None:
    assert one_line(" 👨‍👩‍👧\u202e \u200b小\u00a0 明\n") == "👨‍👩‍👧 小 明"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(LINES, LINES | ADDRESSES, ADDRESSES, LINES)
def test_any_text_in_any_field_is_taken_or_refused_with_a_reason(
    app: Flask, name: str, email: str, website: str, body: str
) -> None:
    typed = {"name": name, "email": email, "website": website, "body": body, "parent": name}
    # A form changes nothing, so every example may be asked of the same app.
    with app.test_request_context():
        form = CommentForm(ARTICLE, MultiDict(typed))
        good = form.validate()
    assert good != any(form.errors.values())
    assert form.parent_id is None or form.parent_id >= 0
    if form.website.data and not form.website.errors:
        parts = urlsplit(form.website.data)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert parts.username is None
        assert not {*form.website.data} & {*"\"'<>\\` \t\n"}
    if form.email.data and not form.email.errors:
        assert form.email.data.isascii()
        assert form.email.data.count("@") == 1
        assert not {*form.email.data} & {*'"<>\\, \r\n'}
    if good:
        assert 0 < len(form.name.data or "") <= LONGEST_NAME
        assert 0 < len(form.body.data or "") <= LONGEST_BODY
        assert "\0" not in (form.body.data or "")
