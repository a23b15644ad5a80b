import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.lib.markup import Picture, render
from tests.support.html import first, nodes


def test_plain_markdown_becomes_html_text_and_counts() -> None:
    made = render("前言 *em* `code`\n\n> 引用 two words\n\n1. 一\n2. 二")
    assert "<em>em</em> <code>code</code>" in made.html
    assert made.text == "前言 em code\n引用 two words\n一\n二"
    assert (made.han, made.words) == (6, 4)


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


def test_a_picture_in_running_text_shows_its_title() -> None:
    assert first(render('字 ![a](/a "题") 字').html, "img")["title"] == "题"


@pytest.mark.parametrize(
    ("typed", "lead"),
    [
        ("# 题\n\n第一段。\n\n## 小节\n\n第二段。", "第一段。\n第二段。"),
        ("题\n===\n\n> 引\n\n- ## 项\n- 二", "引\n二"),
        ("# 只有\n\n## 标题", "只有\n标题"),
        ("", ""),
    ],
)
def test_the_lead_leaves_headings_out_unless_there_is_nothing_else(typed: str, lead: str) -> None:
    assert render(typed).lead == lead
