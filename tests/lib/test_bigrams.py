import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.bigrams import query_terms, terms
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
        ("搜索", ["搜索"]),
        ("安", []),
        ("安 全文", ["全文"]),
        ("全文 全文", ["全文"]),
        ("Café", ["cafe"]),
        ('"; DROP TABLE', ["drop", "table"]),
    ],
)
def test_a_query_asks_for_terms_that_an_index_can_tell(query: str, expected: list[str]) -> None:
    assert query_terms(query) == expected


@given(st.text(st.characters(exclude_categories=["Cn", "Cs"])))
def test_a_term_is_letters_and_digits_alone(text: str) -> None:
    assert all(term.isalnum() and len(term) <= 64 for term in terms(text))


@given(words, st.data())
def test_no_han_string_of_a_text_is_missed(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    part = folded[start : start + data.draw(st.integers(2, 4))]
    if part and all("\u4e00" <= character <= "\u9fff" for character in part):
        assert set(query_terms(part)) <= set(terms(text))
