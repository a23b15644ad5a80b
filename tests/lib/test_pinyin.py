import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.pinyin import sound_probes, sound_terms, sounds_like


@pytest.mark.parametrize(
    ("text", "typed", "heard"),
    [
        ("网络安全", "anquan", True),
        ("網絡安全", "wangluoanquan", True),
        ("网络安全", "wlaq", True),
        ("网络安全", "anqu", False),
        ("西安", "xian", True),
        ("先生", "xian", True),
        ("重庆银行", "chongqingyinhang", True),
        ("重庆银行", "zhongqing", True),  # each reading counts: no dictionary tells them apart
        ("旅行", "lvxing", True),
        ("旅行", "luxing", True),
        ("安 全", "anquan", False),
        ("旅行", "x", False),
        ("plain", "pl", False),
    ],
)
def test_a_text_is_heard_in_letters(text: str, typed: str, heard: bool) -> None:
    assert sounds_like(text, typed) is heard


@pytest.mark.parametrize("typed", ["anq", "anqu", "wangluoanq", "w"])
def test_while_typing_the_last_syllable_may_be_begun(typed: str) -> None:
    assert sounds_like("网络安全", typed, whole=False)


@given(st.text(alphabet="安全系统重庆旅行银行abc ,", max_size=20), st.integers(0, 19))
def test_what_is_heard_is_found_by_the_index(text: str, start: int) -> None:
    part = text[start : start + 2]
    terms = set(sound_terms(text))
    for typed in ("anquan", "xitong", "chongqing", "lvxing", "yinhang", "aq", "xt"):
        if sounds_like(part, typed):
            assert any(set(probe.terms) <= terms for probe in sound_probes(typed))


@given(st.text(max_size=60))
def test_any_text_can_be_asked_for(typed: str) -> None:
    for probe in sound_probes(typed) + sound_probes(typed, whole=False):
        assert probe
        assert all(term.isalnum() and term.isascii() for term in (*probe.terms, probe.start or "0"))
