"""Emphasis as Chinese writers mean it."""

import pytest

from blog.lib.markup import render
from tests.support.html import nodes


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
