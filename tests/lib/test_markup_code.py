"""Code in an article: coloured when its language is known, and never changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.lib.markup import render
from tests.support.html import first, nodes


def test_code_is_coloured_named_and_reachable() -> None:
    html = render('```Python title="x"\ndef f(): return "<a>"\n```').html
    assert first(html, "pre") == {"class": "code", "tabindex": "0", "data-lang": "python"}
    assert first(html, "code") == {"class": "language-python"}
    assert nodes(html, "code .k")
    assert nodes(html, "code")[0].text() == 'def f(): return "<a>"\n'


@pytest.mark.parametrize("info", ["", "nosuchlanguage", '"><script>', "../../etc", "a" * 90])
def test_code_of_an_unknown_language_is_plain(info: str) -> None:
    html = render(f"```{info}\n\n a <b>\n\n```").html
    assert nodes(html, "pre > code")[0].text() == "\n a <b>\n\n"
    assert not nodes(html, "span, script")


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["python", "html", "diff", "console", "json", "text"]))
def test_colours_never_change_the_code(code: str, name: str) -> None:
    html = render(f"~~~~{name}\n{code}\n~~~~").html
    plain = render(f"~~~~\n{code}\n~~~~").html
    assert [n.text() for n in nodes(html, "pre")] == [n.text() for n in nodes(plain, "pre")]
