"""The checksum of a whole, from that of its unchanging parts and what changes."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from blog.lib import checksum


@given(before=st.binary(), text=st.binary(max_size=60), behind=st.binary())
def test_a_place_that_changes_changes_the_checksum_by_its_effect(
    before: bytes, text: bytes, behind: bytes
) -> None:
    blank = zlib.crc32(before + bytes(len(text)) + behind)
    effect = checksum.effect([len(behind)])
    assert blank ^ checksum.applied(effect, checksum.raw(text)) == zlib.crc32(
        before + text + behind
    )


@given(text=st.binary(max_size=60), others=st.lists(st.binary(), min_size=1, max_size=5))
def test_a_text_that_stands_in_several_places_has_one_effect(
    text: bytes, others: list[bytes]
) -> None:
    whole = b"".join(other + text for other in others)
    blank = b"".join(other + bytes(len(text)) for other in others)
    distances = [
        sum(len(other) + len(text) for other in others[at + 1 :]) for at in range(len(others))
    ]
    effect = checksum.effect(distances)
    assert zlib.crc32(blank) ^ checksum.applied(effect, checksum.raw(text)) == zlib.crc32(whole)
