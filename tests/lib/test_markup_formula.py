"""Formulas: where a TeX writer means one, and without anything that runs."""

import pytest

from blog.lib.markup import formula as formula_module
from blog.lib.markup import render
from blog.lib.markup.formula import formula
from tests.support.html import nodes


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("$a^2$", 1),
        ("设 $x$,则 $\\sqrt{x}$。", 2),
        ("$$\nE=mc^2\n$$", 1),
        ("$$E=mc^2$$", 1),
        ("文 $$x$$ 文", 1),
        ("> $$\n> x\n> $$", 1),
        ("$\\text{中文}$", 1),
        ("$5 and $6", 0),
        ("US$5 到 US$6", 0),
        ("这个$很贵,那个$便宜", 0),
        ("a $ b $ c", 0),
        ("\\$a$ b", 0),
        ("`$a$`", 0),
        ("$$\nx\n\ny", 0),
    ],
)
def test_dollars_are_formulas_only_where_a_tex_writer_means_it(source: str, count: int) -> None:
    assert len(nodes(render(source).html, "math")) == count


@pytest.mark.parametrize(
    "tex",
    [
        "\\text{<script>alert(1)</script>}",
        "\\href{javascript:alert(1)}{x}",
        "\\begin{align}a&=b\\\\c&=d\\end{align}",
        "\\color{red}x",
        "\\frac{1}{",
        "\\newcommand{\\a}{\\a\\a}\\a",
        "{" * 3000,
        "\\sqrt" * 5000,
        "\\sqrt{" * 330 + "}" * 330,
        "<img src=x onerror=alert(1)>",
    ],
)
def test_a_formula_brings_no_style_script_or_crash(tex: str) -> None:
    for display in (False, True):
        html = formula(tex, display=display)
        assert not nodes(html, "script, img, a, [style], [href]")
        assert "\x1b" not in html
    render(f"$${tex}$$")


def test_without_the_library_a_formula_stays_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_module, "_converter", None)
    assert '<code class="math">a&lt;b</code>' in render("$a<b$").html
