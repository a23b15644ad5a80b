import struct
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from blog.lib.chunks import strip_gif, strip_png, strip_webp

Strip = Callable[[bytes], bytes]
STRIP: dict[str, Strip] = {"GIF": strip_gif, "PNG": strip_png, "WEBP": strip_webp}


def whole(kind: str) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", STRIP)
def test_a_file_with_nothing_to_hide_stays_as_it_is(kind: str) -> None:
    assert STRIP[kind](whole(kind)) == whole(kind)


@pytest.mark.parametrize("kind", STRIP)
def test_what_stands_behind_the_end_is_cut_off(kind: str) -> None:
    assert STRIP[kind](whole(kind) + b"PK\x03\x04") == whole(kind)


@pytest.mark.parametrize("kind", STRIP)
@pytest.mark.parametrize("share", [0.01, 0.2, 0.99])
def test_a_file_that_ends_early_is_refused(kind: str, share: float) -> None:
    data = whole(kind)
    with pytest.raises(ValueError, match="ends too early"):
        STRIP[kind](data[: int(len(data) * share)])


def test_an_unknown_png_chunk_is_dropped() -> None:
    data = whole("PNG")
    secret = struct.pack(">I", 6) + b"prVtsecret" + bytes(4)
    assert strip_png(data[:33] + secret + data[33:]) == data


def test_a_gif_keeps_how_often_it_repeats_and_no_other_application() -> None:
    data = whole("GIF")
    at = 13 + (3 << (data[10] & 7) + 1)
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    note = b"!\xff\x0bXMP DataXMP\x04secr\x00!\xfe\x02hi\x00!\x01\x01x\x00"
    assert strip_gif(data[:at] + loop + note + data[at:]) == data[:at] + loop + data[at:]


def test_a_gif_without_its_last_byte_gets_one() -> None:
    assert strip_gif(whole("GIF")[:-1]) == whole("GIF")


def test_a_gif_with_rubbish_between_its_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        strip_gif(whole("GIF")[:-1] + b"rubbish;")


def test_a_webp_no_longer_says_that_it_has_notes() -> None:
    out = BytesIO()
    Image.new("RGB", (9, 9)).save(out, "WEBP", exif=b"Exif\0\0secret", xmp=b"secret")
    clean = strip_webp(out.getvalue())
    assert b"secret" not in clean
    assert clean[20] & 0b1100 == 0
    assert len(clean) == 8 + struct.unpack("<I", clean[4:8])[0]


@pytest.mark.parametrize("strip", STRIP.values())
@given(st.binary(max_size=200))
def test_no_bytes_make_a_stripper_do_worse_than_refuse(strip: Strip, data: bytes) -> None:
    try:
        clean = strip(data)
    except ValueError:
        return
    assert len(clean) <= len(data) + 20
