import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from blog.lib.markup import clean_comment, comment_text
from blog.lib.markup.comment import _parser
from blog.lib.markup.text import tidy
from tests.support.html import HOSTILE

ALLOWED = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
REL = "nofollow ugc noopener"

PIECES = st.sampled_from(
    [
        *("*", "**", "_", "`", "```", "~~~", "[", "]", "(", ")", "](", "![", "<", ">", "</", "/>"),
        *("<script>", "</script>", "<b>", "<a href=", " onerror=", "<!--", "-->", "<![CDATA["),
        *("&", "&lt;", "&amp;", "&#60;", "&#x3c", "&copy", "\\", "\n", "\n\n", "\n> ", "\n- "),
        *("\n1. ", "\n# ", "|", "---", "\n***\n", "http://a.b/c", "www.a.b", "://", "javascript:"),
        *("<http://a.b>", "<a@b.c>", "mailto:a@b.c", "data:", "中", "。", "”", "“", "a", "1", "\t"),
        *(
            "\r",
            "\x00",
            "\x0c",
            "\ud800",
            "\u2028",
            "\ufeff",
            "\u202e",
            "é",
            "😀",
            "'",
            '"',
            "    ",
        ),
    ]
)
TYPED = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of_tree(source: str) -> str:
    """The text of the Markdown parser's own token tree, white space aside."""
    parts: list[str] = []
    for block in _parser().parse(tidy(source)):
        parts += [token.content for token in block.children or ()]
        parts += [block.content] if block.type == "fence" else []
    return squeezed("".join(parts))


def text_of_page(html: str) -> str:
    """The text a browser's parser finds."""
    body = LexborHTMLParser(f"<article>{html}</article>").css_first("article")
    assert body is not None
    return squeezed(body.text())


def assert_only_allowed(html: str) -> None:
    body = LexborHTMLParser(f"<article>{html}</article>").css_first("article")
    assert body is not None
    for node in body.css("*"):
        if node.tag == "article":
            continue
        assert node.tag in ALLOWED
        attributes = node.attributes
        if node.tag == "a":
            assert set(attributes) <= {"href", "rel"}
            assert attributes["rel"] == REL
            assert re.match(r"(?:https?|mailto):", attributes["href"] or "", re.IGNORECASE)
        elif node.tag == "ol":
            assert set(attributes) <= {"start"}
            assert (attributes.get("start") or "1").isdigit()
        else:
            assert not attributes


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("谢谢分享", "<p>谢谢分享</p>"),
        ("一\n二\n\n三", "<p>一<br>\n二</p>\n<p>三</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("**中文。**后面", "<p><strong>中文。</strong>后面</p>"),
        ("> 引\n\n回", "<blockquote>\n<p>引</p>\n</blockquote>\n<p>回</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("```py\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("[x](http://a.b/)", f'<p><a href="http://a.b/" rel="{REL}">x</a></p>'),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_the_small_markdown_of_comments(typed: str, html: str) -> None:
    assert clean_comment(typed) == html


@pytest.mark.parametrize(
    "typed",
    [
        "<b>bold</b>",
        "&lt;b&gt; &amp; &copy; &#60;",
        "see &lt; at http://a.b/c",
        "# 标题",
        "![图](http://a.b/c.png)",
        "***",
        "* * *",
        "| a | b |",
        "~~no~~",
        "[x]: http://a.b 'title'",
        "[x](javascript:alert(1))",
        "[x](/admin)",
        "a<b",
        "C:\\path\\to",
        "<!-- note -->",
    ],
)
def test_whatever_is_not_in_it_reads_back_as_typed(typed: str) -> None:
    assert comment_text(clean_comment(typed)) == typed


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("看https://a.b/c。好", "https://a.b/c"),
        ("(http://a.b/c)", "http://a.b/c"),
        ("http://a.b/c,还有", "http://a.b/c"),
        ("http://a.b/c中文", "http://a.b/c"),
        ("见 https://en.wikipedia.org/wiki/A_(b)_c!", "https://en.wikipedia.org/wiki/A_(b)_c"),
        ("http://a.b/*x*/y.", "http://a.b/*x*/y"),
        ("http://a.b/?x=1&y=2;", "http://a.b/?x=1&y=2"),
        ("HTTP://A.b/", "HTTP://A.b/"),
        ("去www.a.com/b吧", "http://www.a.com/b"),
        ("<https://a.b/c>", "https://a.b/c"),
        ("<a@b.cn>", "mailto:a@b.cn"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
    ],
)
def test_an_address_becomes_a_link_and_the_chinese_stays_outside(typed: str, address: str) -> None:
    links = LexborHTMLParser(clean_comment(typed)).css("a")
    assert [link.attributes["href"] for link in links] == [address]
    assert text_of_page(clean_comment(typed)) == squeezed(typed.strip("<>"))


@pytest.mark.parametrize(
    "typed", ["awww.a.b", "xhttp://a.b", "http://", "http://。", "`http://a.b`"]
)
def test_what_only_resembles_an_address_stays_text(typed: str) -> None:
    assert "<a" not in clean_comment(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "www.a.b.0",
        "http://1.2.3.4.5/",
        "http://a:99999/",
        "http://xn--a/",
        "[字](http://a.0)",
        "[字](http:)",
    ],
)
def test_what_no_browser_takes_for_an_address_stays_as_it_was_typed(typed: str) -> None:
    assert clean_comment(typed) == f"<p>{typed}</p>"


def test_the_collection_of_hostile_strings_is_large() -> None:
    assert len(HOSTILE) >= 200


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_string_is_shown_and_nothing_of_it_lives(typed: str) -> None:
    html = clean_comment(typed)
    assert_only_allowed(html)
    assert text_of_page(html) == text_of_tree(typed)


@settings(deadline=None)
@given(TYPED)
def test_any_text_keeps_its_words_and_gets_allowed_tags_only(typed: str) -> None:
    html = clean_comment(typed)
    assert_only_allowed(html)
    assert text_of_page(html) == text_of_tree(typed)


@given(st.text(st.sampled_from(" \t\n<>&\"'*_\\中a\u3000\u00a0") | st.characters()))
def test_code_between_fences_is_kept_to_the_letter(typed: str) -> None:
    code = tidy(typed).replace("`", "'")
    html = clean_comment(f"````\n{code}\n````")
    assert_only_allowed(html)
    kept = LexborHTMLParser(html).css_first("pre code")
    assert kept is not None
    assert kept.text() == f"{code}\n"


@given(TYPED, TYPED)
def test_nothing_of_one_comment_is_left_for_the_next(one: str, other: str) -> None:
    alone = clean_comment(other)
    clean_comment(one)
    assert clean_comment(other) == alone


@settings(deadline=None)
@given(TYPED)
def test_cleaning_gives_html_that_stays_the_same_when_parsed_again(typed: str) -> None:
    html = clean_comment(typed)
    html.encode()
    body = LexborHTMLParser(f"<article>{html}</article>").css_first("article")
    assert body is not None
    again = body.inner_html or ""
    assert text_of_page(again) == text_of_page(html)
    assert len(LexborHTMLParser(again).css("*")) == len(LexborHTMLParser(html).css("*"))


@pytest.mark.no_cover  # tracing every line of a parser would take three times the parsing
@pytest.mark.parametrize(
    "mark", ["[", "![", ">", "> ", "*", "*a", "- ", "`", "<", "&", "[a](", "中。**"]
)
def test_a_hundred_thousand_marks_are_no_trouble(mark: str) -> None:
    typed = mark * (100_000 // len(mark))
    html = clean_comment(typed)
    assert_only_allowed(html)
    assert text_of_page(html) == text_of_tree(typed)


def test_threads_do_not_mix_up_comments() -> None:
    typed = [f"**第{n}。**条 http://a.b/{n} <b>{n}</b>" for n in range(40)]
    alone = [clean_comment(text) for text in typed]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert list(pool.map(clean_comment, typed)) == alone


def test_the_text_of_a_comment_has_a_line_a_block_and_no_marks() -> None:
    html = clean_comment("**一**\n二 <b>\n\n> 三\n\n- 四\n- 五 http://a.b/?c=1&d")
    assert comment_text(html).split("\n") == [
        "一",
        "二 <b>",
        "三",
        "四",
        "五 http://a.b/?c=1&d",
    ]
