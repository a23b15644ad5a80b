from hypothesis import given
from hypothesis import strategies as st

from blog.transfer.values import fit

TEXTS = st.text(st.characters() | st.sampled_from("\ud83d\ude00\0\x1f"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


def test_half_an_emoji_and_what_no_text_holds_are_marked_however_deep() -> None:
    assert fit({"a\0": ["切\ud83d", {"b": "\x01"}, 3, None]}) == {
        "a\ufffd": ["切\ufffd", {"b": "\ufffd"}, 3, None]
    }
    assert fit("😀\t字\n") == "😀\t字\n"


@given(VALUES)
def test_whatever_comes_can_be_written_down(value: object) -> None:
    str(fit(value)).encode()
