import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.fold import _EVEN, fold, simplify, spans


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("資訊安全", "资讯安全"),
        ("裏面的衆人", "里面的众人"),
        ("乾淨的頭髮", "干净的头发"),
        ("Ｐｙｔｈｏｎ　３．１２", "python 3.12"),
        ("Café", "CAFE"),
        ("Straße", "STRASSE"),
        ("Ørsted Łódź", "orsted lodz"),
        ("İstanbul", "istanbul"),
        ("安\u200b全\ufe0f", "安全"),
        ("Σίσυφος", "ΣΙΣΥΦΟΣ"),
    ],
)
def test_spellings_of_one_text_fold_alike(typed: str, same: str) -> None:
    assert fold(typed) == fold(same)


@pytest.mark.parametrize(
    ("one", "other"), [("が", "か"), ("안녕", "안영"), ("土", "士"), ("未", "末")]
)
def test_different_letters_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_simplified_text_stays_as_it_is() -> None:
    text = "怎么保证系统的安全性,以及在各种场景下正确地使用它们?后来干了什么,面条里有只鸡。"
    assert fold(text) == text.replace(",", ",").replace("?", "?")


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [("資訊與頭髮", "资讯与头发"), ("著名 Café 乾坤", "著名 Café 乾坤"), ("", "")],
)
def test_text_is_simplified_as_it_is_said(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_a_han_character_stays_one_character(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "needle", "found"),
    [
        ("全文搜尋與資訊安全", "资讯", ["資訊"]),
        ("A ﬁne Café, a cafe", "CAFÉ", ["Café", "cafe"]),
        ("Straße und Strasse", "strasse", ["Straße", "Strasse"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("安\u200b全第一", "安全", ["安\u200b全"]),
        ("nothing here", "x", []),
        ("anything", "", []),
    ],
)
def test_a_hit_is_found_where_it_stands_in_the_text(
    text: str, needle: str, found: list[str]
) -> None:
    assert [text[start:stop] for start, stop in spans(text, needle)] == found


@given(st.text(), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    text = unicodedata.normalize("NFC", text)
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    for begin, end in spans(text, part):
        assert fold(part) in fold(text[begin:end])


def test_what_folds_one_for_one_is_found_where_it_stands() -> None:
    every = "".join(map(chr, range(0x10000)))
    even = "".join(_EVEN.findall(every))
    assert len(even) > 20_000
    assert [len(fold(letter)) for letter in even] == [1] * len(even)
    assert fold(even) == "".join(map(fold, even))


def test_both_ways_of_finding_find_the_same() -> None:
    text = "資訊安全,Ｆｕｌｌ width “引号”——安全。"
    for needle in ("安全", "full", "“引", "信息", "资讯"):
        wide = spans(f"{text}é", needle)
        assert spans(text, needle) == wide
