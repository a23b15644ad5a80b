import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from blog.lib.markup import clean_imported
from tests.support.html import HOSTILE

LIVE = re.compile(r"(?:javascript|vbscript|data|blob|file|feed|view-source):", re.IGNORECASE)


def assert_dead(html: str) -> None:
    body = LexborHTMLParser(f"<article>{html}</article>").css_first("article")
    assert body is not None
    for node in body.css("*"):
        assert node.tag not in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "base",
        }
        assert node.tag not in {"form", "button", "textarea", "select", "link", "meta", "template"}
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc", "formaction", "xlink:href", "target", "ping"}
            if name in {"href", "src", "srcset"}:
                assert not LIVE.match((value or "").strip())


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("<p>一<br>二</p>", "<p>一<br>二</p>"),
        ("<h1>题</h1>", "<h2>题</h2>"),
        ('<p style="color:red" onclick="x()">a</p>', "<p>a</p>"),
        ("a<script>x</script>b", "ab"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="/b">a</a>', '<a href="/b">a</a>'),
        ('<a href="https://b.c/">a</a>', '<a href="https://b.c/" rel="noopener">a</a>'),
        ('<a href="//b.c/" target="_blank">a</a>', '<a href="//b.c/" rel="noopener">a</a>'),
        (
            '<img src="a.png" onerror="x">',
            '<img src="a.png" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer">',
        ),
        ('<p id="comments" class="views language-c">a</p>', '<p class="language-c">a</p>'),
        ('<p id="Comment-3">a</p>', "<p>a</p>"),
        ('<p id="自己的">a</p>', '<p id="自己的">a</p>'),
        ("<ruby>汉<rt>hàn</rt></ruby>", "<ruby>汉<rt>hàn</rt></ruby>"),
        ('<details open=""><summary>a</summary>b</details>',) * 2,
        ('<input type="text" name="q">', '<input type="checkbox" disabled="">'),
        ("&lt;b&gt; &amp;", "&lt;b&gt; &amp;"),
        ("a&#1;b&#x1f;", "a\ufffdb\ufffd"),
    ],
)
def test_structure_stays_and_what_runs_goes(raw: str, clean: str) -> None:
    assert tags(clean_imported(raw)) == tags(clean)


def tags(html: str) -> list[tuple[str, dict[str, str | None], str]]:
    """Elements with their attributes and text; the order of attributes says nothing."""
    nodes = LexborHTMLParser(f"<article>{html}</article>").css("article, article *")
    return [(str(node.tag), dict(node.attributes), node.text()) for node in nodes]


def test_a_tag_inside_an_attribute_is_left_alone() -> None:
    html = clean_imported('<p title="<img src=x><a href=http://a.b>">a</p>')
    (node,) = LexborHTMLParser(html).css("p")
    assert node.attributes == {"title": "<img src=x><a href=http://a.b>"}


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_of_a_hostile_string_lives(raw: str) -> None:
    assert_dead(clean_imported(raw))


PIECES = st.sampled_from(
    [
        *("<", ">", "</", "/>", "<script>", "<svg>", "<math>", "<style>", "<img src=x onerror=x>"),
        *('<a href="', '" ', "'", "javascript:x", "<!--", "-->", "<table>", "<p>", "</p>", "<h1>"),
        *("<noscript>", "<title>", "<textarea>", "<form>", "<iframe srcdoc=", "&lt;", "\x00", "中"),
        *(
            "<mtext>",
            "<mglyph>",
            "<annotation-xml>",
            "<template>",
            "style=",
            ' title="<img src=x>"',
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join))
def test_any_html_comes_out_dead_and_cleaning_twice_changes_nothing(raw: str) -> None:
    html = clean_imported(raw)
    assert_dead(html)
    assert tags(clean_imported(html)) == tags(html)
