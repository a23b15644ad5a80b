import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.bigrams import Probe, holder, probe, terms
from blog.lib.fold import fold

words = st.text(alphabet="安全系统保证管理abC 1,。、資訊-é", max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全文搜索", ["全文", "文搜", "搜索"]),
        ("Python 的 v1.2", ["python", "的", "v1", "2"]),
        ("用Python写", ["用", "python", "写"]),
        ("資訊,安全", ["资讯", "安全"]),
        ("snake_case don't", ["snake", "case", "don", "t"]),
        ("かな한글", ["かな", "な한", "한글"]),
        ("全文 全文", ["全文", "全文"]),
        ("x" * 5000, ["x" * 64]),
        ("🎉 — …", []),
    ],
)
def test_a_text_is_split_into_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("搜索", Probe(("搜索",), exact=True)),
        ("全文搜索", Probe(("全文", "文搜", "搜索"))),
        ("安", Probe(())),
        ("安 全文", Probe(("全文",))),
        ("Café", Probe((), "cafe", exact=True)),
        ("go", Probe(("go",), exact=True)),
        ("c++", Probe(("c",))),
        ("hello world", Probe(("hello",), "world")),
        ('"; DROP TABLE', Probe(("drop",), "table")),
        ("iphone手机", Probe(("iphone", "手机"))),
    ],
)
def test_a_query_asks_for_what_an_index_can_tell(query: str, expected: Probe) -> None:
    assert probe(query) == expected


@pytest.mark.parametrize(
    ("needle", "text", "held"),
    [
        ("全文", "在全文里", True),
        ("photo", "two photographs", True),
        ("photo", "telephoto", False),
        ("go", "google", False),
        ("go", "使用go写", True),
        ("c++", "c++ 与 c", True),
        ("c", "abc", False),
    ],
)
def test_a_text_holds_words_from_their_beginning(needle: str, text: str, held: bool) -> None:
    assert holder(needle)(text) is held


@given(st.text(st.characters(exclude_categories=["Cn", "Cs"])))
def test_a_term_is_letters_and_digits_alone(text: str) -> None:
    assert all(term.isalnum() and len(term) <= 64 for term in terms(text))


@given(words, st.data())
def test_no_han_string_of_a_text_is_missed(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    part = folded[start : start + data.draw(st.integers(2, 4))]
    if part and all("\u4e00" <= character <= "\u9fff" for character in part):
        assert set(probe(part).terms) <= set(terms(text))
        assert holder(part)(folded)
