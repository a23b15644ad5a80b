import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from blog.lib.markup import Picture, render
from blog.lib.markup import formula as formula_module
from blog.lib.markup.formula import formula

HOSTILE: list[str] = json.loads(
    (Path(__file__).parents[1] / "support" / "hostile.json").read_text("utf-8")
)
LIVE = re.compile(r"\s*(?:javascript|data|vbscript|file):", re.IGNORECASE)


def nodes(html: str, selector: str) -> list[LexborNode]:
    return LexborHTMLParser(html).css(selector)


def first(html: str, selector: str) -> dict[str, str | None]:
    return dict(nodes(html, selector)[0].attributes)


def test_plain_markdown_becomes_html_text_and_counts() -> None:
    made = render("前言 *em* `code`\n\n> 引用 two words\n\n1. 一\n2. 二")
    assert "<em>em</em> <code>code</code>" in made.html
    assert made.text == "前言 em code\n引用 two words\n一\n二"
    assert (made.han, made.words) == (6, 4)


@pytest.mark.parametrize(
    ("source", "bold"),
    [
        ("**中文。**后面", "中文。"),
        ("前面**“引用”**后面", "“引用”"),
        ("前面**(括号)**后面", "(括号)"),
        ("前面**(ascii)**后面", "(ascii)"),
        ("**注意:**这里", "注意:"),
        ("**问号?**然后", "问号?"),
        ("他说**《书名》**好", "《书名》"),
        ("**`code`**后面", "code"),
        ("这是**“English”**的", "“English”"),
        ("**结束……**开始", "结束……"),
        ("**日本語。**テスト", "日本語。"),
        ("**한국어(괄호)**입니다", "한국어(괄호)"),
        ("**100%**是", "100%"),
        ("**[链接](/x)**后面", "链接"),
        ("plain **word** here", "word"),
        ("说:**“好。”**abc", "“好。”"),
    ],
)
def test_bold_ends_where_a_chinese_writer_ends_it(source: str, bold: str) -> None:
    assert [node.text() for node in nodes(render(source).html, "strong")] == [bold]


@pytest.mark.parametrize(
    "source",
    ["a ** b ** c", "** 中文 **", "snake_case_name", "2 * 3 * 4", "中文_强调_中文", "a**“b"],
)
def test_marks_that_are_no_emphasis_stay(source: str) -> None:
    assert not nodes(render(source).html, "strong, em")
    assert render(source).text == source


def test_chinese_emphasis_and_strikethrough_pair_up_in_a_row() -> None:
    html = render("**甲。**乙**丙。**丁 ~~删。~~留 *斜。*体").html
    assert [n.text() for n in nodes(html, "strong")] == ["甲。", "丙。"]
    assert [n.text() for n in nodes(html, "s, em")] == ["删。", "斜。"]


def test_headings_start_at_two_leave_no_level_out_and_keep_their_chinese() -> None:
    made = render(
        "# 操作 步骤!\n\n### 深\n\n## Hot\n\n## Hot\n\n# 操作 步骤\n\n####### no\n\n# *a* `b`"
    )
    assert [(h.level, h.anchor, h.text) for h in made.headings] == [
        (2, "操作-步骤", "操作 步骤!"),
        (3, "深", "深"),
        (3, "section-hot", "Hot"),
        (3, "section-hot-2", "Hot"),
        (2, "操作-步骤-2", "操作 步骤"),
        (2, "a-b", "a b"),
    ]
    assert not nodes(made.html, "h1")
    assert [n.attributes["id"] for n in nodes(made.html, "h2, h3")] == [
        h.anchor for h in made.headings
    ]
    assert {n.attributes["href"] for n in nodes(made.html, "a.anchor")} == {
        f"#{h.anchor}" for h in made.headings
    }


@pytest.mark.parametrize(
    "name", ["hot", "related", "tags", "crumbs", "comments", "comment-12", "views", "top", "main"]
)
def test_an_anchor_never_takes_an_id_of_the_page(name: str) -> None:
    (heading,) = render(f"## {name.title()}").headings
    assert heading.anchor == f"section-{name}"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "a 2", "a-2", "Hot", "hot 2", "", "中", "!"]), max_size=12))
def test_anchors_are_unique(titles: list[str]) -> None:
    made = render("\n\n".join(f"## {title}" for title in titles))
    anchors = [heading.anchor for heading in made.headings]
    assert len(set(anchors)) == len(anchors) == len(titles)


def test_a_picture_alone_is_a_figure_that_keeps_its_place() -> None:
    known = {"/media/a.png": Picture(800, 600, "已知", "说明", "/media/a-400.webp 400w")}
    source = '![](/media/a.png)\n\n![图](/b.png "题注")\n\n字 ![](/media/a.png) 字\n\n![x](https://e.c/d.png)'
    made = render(source, title="题", picture=known.get)
    shown = nodes(made.html, "img")
    assert first(made.html, "img") == {
        "src": "/media/a.png",
        "srcset": "/media/a-400.webp 400w",
        "sizes": "(min-width: 720px) 680px, 100vw",
        "width": "800",
        "height": "600",
        "alt": "已知",
        "decoding": "async",
        "fetchpriority": "high",
    }
    assert [n.text() for n in nodes(made.html, "figure > figcaption")] == ["说明", "题注"]
    assert [n.attributes.get("loading") for n in shown] == [None, "lazy", "lazy", "lazy"]
    assert [n.attributes.get("referrerpolicy") for n in shown] == [None, None, None, "no-referrer"]
    assert len(nodes(made.html, "p img")) == 1
    assert made.unnamed_pictures == 0, "who described the upload gave it its words"
    assert made.pictures == ("/media/a.png", "/b.png", "/media/a.png", "https://e.c/d.png")


@pytest.mark.parametrize(
    ("source", "known", "alt"),
    [
        ("![写](/a)", Picture(1, 1, "alt", "cap"), "写"),
        ("![](/a)", Picture(1, 1, "alt", "cap"), "alt"),
        ("![](/a)", Picture(1, 1, "", "cap"), "cap"),
        ('![](/a "题")', None, "题"),
        ("![](/a)", None, "文章"),
    ],
)
def test_words_for_a_picture_come_from_the_nearest_who_gave_some(
    source: str, known: Picture | None, alt: str
) -> None:
    html = render(source, title="文章", picture=lambda _: known).html
    assert first(html, "img")["alt"] == alt
    assert "data-unnamed" not in html


def test_pictures_line_by_line_and_in_links_are_figures_too() -> None:
    html = render("![a](/a)\n![b](/b)\n\n[![c](/c)](/d)").html
    assert len(nodes(html, "figure > img")) == 2
    assert first(html, "figure > a")["href"] == "/d"
    assert not nodes(html, "p")


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.youtube.com/watch?v=abc", "YouTube"),
        ("https://youtu.be/abc", "YouTube"),
        ("https://www.bilibili.com/video/BV1x", "哔哩哔哩 Bilibili"),
        ("https://vimeo.com/1", "Vimeo"),
        ("https://v.youku.com/v_show/id_X.html", "优酷 Youku"),
        ("https://v.qq.com/x/cover/a.html", "腾讯视频 v.qq.com"),
        ("<https://youtu.be/abc>", "YouTube"),
    ],
)
def test_a_bare_link_to_a_video_becomes_a_card(address: str, site: str) -> None:
    html = render(f"前\n\n{address}\n\n后").html
    (card,) = nodes(html, "a.card.video")
    assert card.attributes["href"] == address.strip("<>")
    assert card.attributes["rel"] == "noopener"
    assert nodes(html, ".site")[0].text() == site
    assert not nodes(html, "iframe, img, script")


@pytest.mark.parametrize(
    "source",
    [
        "看 https://youtu.be/abc",
        "[片](https://youtu.be/abc)",
        "https://www.youtube.com/",
        "https://notyoutube.com/watch",
        "https://qq.com/x",
        "https://youtube.com.evil.example/x",
    ],
)
def test_other_links_are_no_cards(source: str) -> None:
    assert not nodes(render(source).html, ".card")


def test_links_keep_their_address_and_leave_the_chinese_outside() -> None:
    made = render(
        "见https://e.com/a(b)。[里](/articles/中文) [锚](#x) [信](mailto:a@b.c) 和http://a.b/c,好"
    )
    assert made.links == (
        *("https://e.com/a(b)", "/articles/中文", "#x", "mailto:a@b.c", "http://a.b/c"),
    )
    rels = [n.attributes.get("rel") for n in nodes(made.html, "a")]
    assert rels == ["noopener", None, None, None, "noopener"]


@pytest.mark.parametrize("scheme", ["javascript:x", "data:text/html,x", "vbscript:x", "file:///x"])
def test_a_link_that_would_run_is_refused(scheme: str) -> None:
    made = render(f"[a]({scheme}) ![b]({scheme}) <{scheme}>")
    assert not nodes(made.html, "a, img")
    assert made.links == made.pictures == ()


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


def test_tables_tasks_and_notes_are_accessible_without_a_language() -> None:
    html = render(
        "|名|数|\n|-|-:|\n|一|1|\n\n- [x] 做完 **了**\n- [ ] 还没\n\n注[^a]又[^a]\n\n[^a]: 文"
    ).html
    assert first(html, "div.table") == {
        "class": "table",
        "tabindex": "0",
        "role": "group",
        "aria-label": "名 · 数",
    }
    assert nodes(html, "td.right")[0].text() == "1"
    boxes = [dict(n.attributes) for n in nodes(html, "li.task > input")]
    assert [box["aria-label"] for box in boxes] == ["做完 了", "还没"]
    assert ["checked" in box for box in boxes] == [True, False]
    assert all(box["type"] == "checkbox" and "disabled" in box for box in boxes)
    refs = [n.attributes["href"] for n in nodes(html, "[role=doc-noteref], .footnote-backref")]
    assert refs == ["#fn-1", "#fn-1", "#fnref-1", "#fnref-1-2"]
    ids = [n.attributes["id"] for n in nodes(html, "[id]")]
    assert ids == ["fnref-1", "fnref-1-2", "fn-1"]
    assert "style=" not in html


def test_lines_of_chinese_join_without_a_space() -> None:
    made = render("第一行\n第二行\nLatin\nline **粗**\n尾")
    assert made.text == "第一行第二行\nLatin\nline 粗\n尾"
    assert "第一行第二行" in made.html


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


def test_raw_html_is_shown_as_typed_unless_allowed() -> None:
    source = "<b>x</b> $y$\n\n<div onclick=z>**q**</div>\n\n<script>w</script>"
    made = render(source)
    assert "<b>" in made.text
    assert not nodes(made.html, "b, div, script")
    allowed = render(source, allow_html=True)
    assert nodes(allowed.html, "b")[0].text() == "x"
    assert nodes(allowed.html, "math")
    assert "onclick" not in allowed.html
    assert "script" not in allowed.html
    assert allowed.text == "x y\n**q**"


def test_raw_pictures_without_words_are_counted_and_listed() -> None:
    source = '<div><img src="/a"></div>\n\n字 <img src=/b alt=乙> ![](/c)'
    made = render(source, allow_html=True)
    assert made.unnamed_pictures == 2
    assert made.pictures == ("/a", "/b", "/c")


def test_the_sanitizer_leaves_what_we_render_ourselves() -> None:
    source = (
        "## 题\n\n![a](/a 't')\n\nhttps://youtu.be/abc\n\n|a|\n|:-:|\n|b|\n\n"
        "- [x] t\n\n注[^1]\n\n[^1]: n\n"
        "\n```py\nx = 1\n```\n\n[l](http://a.b) $x$"
    )
    ours, cleaned = render(source).html, render(source, allow_html=True).html
    for selector in (
        "h2",
        "a",
        "img",
        "div",
        "td",
        "input",
        "pre",
        "code",
        "li",
        "section",
        "math",
    ):
        before = [dict(n.attributes) for n in nodes(ours, selector)]
        assert [dict(n.attributes) for n in nodes(cleaned, selector)] == before, selector


PIECES = st.sampled_from(
    [
        *(
            "*",
            "**",
            "~~",
            "_",
            "`",
            "```",
            "[",
            "]",
            "(",
            ")",
            "](",
            "![",
            "<",
            ">",
            "</div>",
            "<b>",
        ),
        *(
            "\n",
            "\n\n",
            "\n> ",
            "\n- ",
            "\n- [x] ",
            "\n1. ",
            "\n# ",
            "\n|",
            "|",
            "-|-",
            "---",
            "$",
            "$$",
        ),
        *(
            "[^1]",
            "\n[^1]: ",
            "[^",
            "^[",
            "http://a.b/c",
            "https://youtu.be/a",
            "&lt;",
            "\\",
            "中",
            "。",
        ),
        *(
            "\r",
            "\x00",
            "\ud800",
            "😀",
            '"',
            "    ",
            "\t",
            "\\frac",
            "{",
            "}",
            "<img src=x>",
            "<!--",
        ),
    ]
)


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


def test_a_picture_in_running_text_shows_its_title() -> None:
    assert first(render('字 ![a](/a "题") 字').html, "img")["title"] == "题"
