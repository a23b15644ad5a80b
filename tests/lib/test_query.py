import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.query import LONGEST, MOST, Query, clean, parse


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("安全 密码", Query(("安全", "密码"))),
        ("資訊\u3000ＡＢＣ", Query(("资讯", "abc"))),
        ('"网络 安全" 密码', Query(("网络 安全", "密码"))),
        ("\u300c网络 安全\u300d", Query(("网络 安全",))),
        ("密码 -广告", Query(("密码",), ("广告",))),
        ('密码 -"两 字"', Query(("密码",), ("两 字",))),
        ("tag:旅行 标签\uff1a茶", Query(tags=("旅行", "茶"))),
        ('category:"长 途" 分类:技术', Query(categories=("长 途", "技术"))),
        ("Hello, world!", Query(("hello", "world"))),
        ("c++ c#", Query(("c++", "c#"))),
        ("???", Query(("???",))),
        ("-only", Query(("only",))),
        ("-", Query(("-",))),
        ('"open end', Query(("open", "end"))),
        ("http://example.org", Query(("http://example.org",))),
        ("tag: apart", Query(("tag", "apart"))),
        ("well-known", Query(("well-known",))),
        ("", Query()),
        (" \t\n\0 ", Query()),
        (":¯:", Query()),
    ],
)
def test_what_is_typed_means_something(typed: str, query: Query) -> None:
    assert parse(typed) == query


def test_what_is_too_long_is_cut() -> None:
    assert len(clean("字" * 500)) == LONGEST
    assert len(parse("一二 " * 50).words) == 1
    assert len(parse(" ".join(map(str, range(50)))).words) == MOST


@given(st.text(max_size=200))
def test_nothing_is_a_syntax_error(typed: str) -> None:
    query = parse(typed)
    assert bool(query) or not clean(typed).strip() or not (query.words or query.excluded)
    assert all(
        piece.strip() for pieces in (query.words, query.excluded, query.tags) for piece in pieces
    )
