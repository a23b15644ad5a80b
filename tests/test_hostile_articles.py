"""Whatever an article is made of: it renders, nothing in it lives, and nothing of it is lost."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.lib.markup import render
from tests.support.html import HOSTILE, LIVE, nodes

# fmt: off
PIECES = st.sampled_from([
    "*", "**", "~~", "_", "`", "```", "[", "]", "(", ")", "](", "![", "<", ">", "</div>", "<b>",
    "\n", "\n\n", "\n> ", "\n- ", "\n- [x] ", "\n1. ", "\n# ", "\n|", "|", "-|-", "---", "$", "$$",
    "[^1]", "\n[^1]: ", "[^", "^[", "http://a.b/c", "https://youtu.be/a", "&lt;", "\\", "中", "。",
    "\r", "\x00", "\ud800", "😀", '"', "    ", "\t", "\\frac", "{", "}", "<img src=x>", "<!--",
])
# fmt: on


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join), st.booleans())
def test_no_text_makes_rendering_fail_or_run(source: str, allow_html: bool) -> None:
    made = render(source, title="题", allow_html=allow_html)
    made.html.encode()
    for node in nodes(made.html, "*"):
        assert node.tag not in {"script", "style", "iframe", "svg", "form", "object", "embed"}
        assert not any(name.startswith("on") or name == "style" for name in node.attributes)
    assert render(source, title="题", allow_html=allow_html) == made


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_of_a_hostile_string_lives_in_an_article(source: str) -> None:
    for allow_html in (False, True):
        html = render(source, allow_html=allow_html).html
        assert not nodes(html, "script, iframe, svg, form, object, embed, style, base, meta, link")
        for node in nodes(html, "*"):
            for name, value in node.attributes.items():
                assert not name.startswith("on")
                if name in {"href", "src"}:
                    assert not LIVE.match(value or "")


@pytest.mark.no_cover  # tracing every line of a parser would take three times the parsing
@pytest.mark.parametrize(
    "mark", ["[", ">", "*", "![", "- ", "`", "$", "<", "|", "$$a\n", "# a\n", "a"]
)
def test_a_hundred_thousand_marks_are_no_trouble(mark: str) -> None:
    assert render(mark * (100_000 // len(mark))).html


def test_threads_render_the_same() -> None:
    sources = [f"# 第{n}\n\n**章。**[^1]\n\n[^1]: {n} $x_{n}$" for n in range(30)]
    alone = [render(source) for source in sources]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, sources)) == alone


@pytest.mark.parametrize(
    "source", ["> " * 60 + "深", "- " * 60 + "深", "*a **b " * 40 + "深 " + "c** d* " * 40]
)
def test_what_is_nested_too_deep_stays_as_text_and_is_not_lost(source: str) -> None:
    made = render(source)
    assert "深" in made.text
    depth = deepest = 0
    for tag in re.findall(r"<(/?)(?:blockquote|ul|li|em|strong)\b", made.html):
        depth += -1 if tag else 1
        deepest = max(deepest, depth)
    assert depth == 0
    assert 10 < deepest <= 18
