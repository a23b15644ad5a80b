import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.transfer import prose


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('![a](x.png "t")', '![a](NEW:x.png:1 "t")'),
        ("[![a](x.png)](y.md)", "[![a](NEW:x.png:1)](NEW:y.md:0)"),
        ("![a](<x y.png>)", "![a](NEW:x y.png:1)"),
        ("![a](x%20y.png)", "![a](NEW:x y.png:1)"),
        ("[a]: x.png", "[a]: NEW:x.png:0"),
        ('<img alt="a" src="x.png">', '<img alt="a" src="NEW:x.png:1">'),
        ("`![a](x.png)`", "`![a](x.png)`"),
        ("```\n![a](x.png)\n```\n", "```\n![a](x.png)\n```\n"),
        ("> ~~~\n> ![a](x.png)\n> ~~~\n", "> ~~~\n> ![a](x.png)\n> ~~~\n"),
        ("![`a`](x.png)", "![`a`](NEW:x.png:1)"),
    ],
)
def test_addresses_outside_code_are_replaced(text: str, made: str) -> None:
    assert prose.readdress(text, lambda to, shown: f"NEW:{to}:{shown:d}") == made


@given(st.text(alphabet="`~![]()<>ab \n\\\"='", max_size=200))
def test_a_text_whose_addresses_stay_is_the_same(text: str) -> None:
    assert prose.readdress(text, lambda _to, _shown: None) == text
    assert "".join(piece for _code, piece in prose.parts(text)) == text


@pytest.mark.parametrize(
    "evil", ["`", "`a", "![", "[a](", "<img ", "[[", "\\", "``a`", "<!--more", "# ", "- ", "a]: "]
)
def test_texts_made_to_hurt_take_no_time(evil: str) -> None:
    text = evil * (100_000 // len(evil))
    started = time.process_time()
    prose.readdress(text, lambda _to, _shown: None)
    prose.has_html(text)
    prose.cut_more(text)
    prose.first_heading(text)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>x</b>", True),
        ("a <!-- b --> c", True),
        ("a < b > c", False),
        ("`<b>`", False),
        ("x", False),
    ],
)
def test_raw_html_is_seen_outside_code(text: str, html: bool) -> None:
    assert prose.has_html(text) is html


def test_the_part_before_the_more_mark_is_the_intro() -> None:
    assert prose.cut_more("一\n\n<!-- more -->\n\n二\n") == ("一", "一\n\n二\n")
    assert prose.cut_more("一\n") == ("", "一\n")


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("# 题 #\n文", "题", "文"),
        ("\n题\n===\n文", "题", "文"),
        ("## 二级\n文", "", "## 二级\n文"),
        ("文", "", "文"),
    ],
)
def test_a_first_heading_is_the_title(text: str, title: str, rest: str) -> None:
    assert prose.first_heading(text) == (title, rest)
