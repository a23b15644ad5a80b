import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.share_picture import wrap

FULL_STOP, QUOTE = "\u3002", "\u300a"


def length(text: str) -> float:
    """A Han character is two wide, anything else one."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六", ["一二三", "四五六"]),
        (f"一二三{FULL_STOP}四", ["一二", f"三{FULL_STOP}四"]),
        (f"一二{QUOTE}三四", ["一二", f"{QUOTE}三四"]),
        ("one two", ["one", "two"]),
        ("a bc de", ["a bc", "de"]),
        ("incomprehensible", ["incomp", "rehens", "ible"]),
        ("  一 \n 二 ", ["一 二"]),
        ("", []),
    ],
)
def test_a_title_is_broken_where_its_script_allows(text: str, lines: list[str]) -> None:
    assert wrap(text, 6, length) == lines


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Zs", "Cc", "Zl", "Zp"])))
def test_no_line_loses_a_letter_or_is_too_wide(text: str) -> None:
    lines = wrap(text, 12, length)
    assert "".join(lines) == "".join(text.split())
    assert all(length(line) <= 12 for line in lines)
