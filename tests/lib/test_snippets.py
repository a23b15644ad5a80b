import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.snippets import marked, snippet

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "needles", "shown"),
    [
        ("说安全的事", ["安全"], "说<mark>安全</mark>的事"),
        ("資訊安全", ["资讯", "讯安"], "<mark>資訊安</mark>全"),
        ("a<b> Café", ["cafe"], "a&lt;b&gt; <mark>Café</mark>"),
        ("telephoto photos", ["photo"], "telephoto <mark>photo</mark>s"),
        ("无", ["安全"], "无"),
    ],
)
def test_hits_are_marked_in_the_text_as_written(text: str, needles: list[str], shown: str) -> None:
    assert marked(text, needles) == shown


def test_a_snippet_begins_shortly_before_the_hit() -> None:
    shown = str(snippet("前" * 300 + "安全" + "后" * 300, ["安全"], 60))
    assert shown == f"…{'前' * 24}<mark>安全</mark>{'后' * 34}…"


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("只有安全", ["安全"]) == "只有<mark>安全</mark>"


def test_no_character_is_cut_in_two() -> None:
    text = FAMILY * 40 + "安全" + FAMILY * 200
    shown = re.sub("</?mark>|…", "", snippet(text, ["安全"], 50))
    assert shown.replace("安全", "").replace(FAMILY, "") == ""


def test_a_hit_far_down_is_shown() -> None:
    assert "<mark>安全</mark>" in snippet("甲" * 50_000 + "安全", ["安全"])


def test_nothing_found_shows_nothing() -> None:
    assert snippet("甲" * 100, ["安全"]) == ""


@given(st.text(max_size=300), st.text(min_size=1, max_size=4))
def test_only_marks_are_markup(text: str, needle: str) -> None:
    shown = str(marked(text, [needle.casefold()]))
    assert html.unescape(re.sub("</?mark>", "", shown)) == html.unescape(html.escape(text))
    assert "<" not in re.sub("</?mark>", "", shown)
