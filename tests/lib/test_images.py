import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from blog.lib import images
from blog.lib.images import Picture, Reason, Refused, dimensions, read, variants

SECRET = b"47.3769N-8.5417E"
RED, BLUE = (200, 30, 30), (30, 30, 200)


def two_halves(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Red at the left, blue at the right, so that a turn is seen."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def encode(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = SECRET.decode()
    tags.get_ifd(0x8825)[29] = SECRET.decode()
    return tags


def frames(kind: str, **options: Any) -> bytes:
    first = two_halves(mode="P" if kind == "GIF" else "RGB")
    second = first.transpose(Image.Transpose.ROTATE_180)
    return encode(first, kind, save_all=True, append_images=[second], loop=0, **options)


def is_near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


def decoded(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.data))
    image.load()
    assert image.size == (picture.width, picture.height)
    return image


@pytest.mark.parametrize(
    ("kind", "mime", "suffix"),
    [
        ("JPEG", "image/jpeg", ".jpg"),
        ("PNG", "image/png", ".png"),
        ("GIF", "image/gif", ".gif"),
        ("WEBP", "image/webp", ".webp"),
        ("AVIF", "image/avif", ".avif"),
    ],
)
def test_a_picture_is_known_by_its_content(kind: str, mime: str, suffix: str) -> None:
    data = encode(two_halves(), kind)
    picture = read(data)
    assert (picture.mime, picture.suffix, picture.animated) == (mime, suffix, False)
    assert (picture.width, picture.height) == dimensions(data) == (60, 40)
    assert is_near(decoded(picture).convert("RGB").getpixel((5, 20)), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_nothing_is_left_of_where_and_by_whom_it_was_taken(kind: str, orientation: int) -> None:
    extra: dict[str, Any] = {"exif": exif(orientation)}
    if kind != "PNG":
        extra["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if kind == "JPEG":
        extra["comment"] = SECRET
    if kind == "PNG":
        extra["pnginfo"] = PngImagePlugin.PngInfo()
        extra["pnginfo"].add_text("Author", SECRET.decode())
    data = encode(two_halves(), kind, **extra) + SECRET
    assert SECRET in data
    picture = read(data)
    assert SECRET not in picture.data
    assert not decoded(picture).getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_taken_sideways_is_turned_upright(kind: str) -> None:
    data = encode(two_halves().transpose(Image.Transpose.ROTATE_90), kind, exif=exif(6))
    picture = read(data)
    assert dimensions(data) == (picture.width, picture.height) == (60, 40)
    assert is_near(decoded(picture).convert("RGB").getpixel((5, 20)), RED)
    assert is_near(decoded(picture).convert("RGB").getpixel((55, 20)), BLUE)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_undone(orientation: int) -> None:
    quarter = two_halves()
    quarter.paste((30, 200, 30), (0, 0, 30, 20))
    back = {5: images._TURNS[5], 6: images._TURNS[8], 7: images._TURNS[7], 8: images._TURNS[6]}
    turn = back.get(orientation) or images._TURNS.get(orientation)
    held = quarter.transpose(turn) if turn is not None else quarter
    picture = read(encode(held, "PNG", exif=exif(orientation)))
    assert decoded(picture).convert("RGB").tobytes() == quarter.tobytes()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_a_picture_that_fits_is_not_encoded_anew(kind: str) -> None:
    data = encode(two_halves(), kind)
    assert decoded(read(data)).convert("RGB").tobytes() == (
        Image.open(BytesIO(data)).convert("RGB").tobytes()
    )


def test_a_jpeg_that_fits_keeps_its_quality() -> None:
    data = encode(Image.effect_noise((200, 200), 90).convert("RGB"), "JPEG", quality=97)
    again = read(read(data).data)
    assert Image.open(BytesIO(again.data)).quantization == Image.open(BytesIO(data)).quantization  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("size", [(40, 60), (3000, 30)])
def test_the_colour_profile_is_kept(kind: str, size: tuple[int, int]) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = read(encode(two_halves(size), kind, icc_profile=profile))
    assert decoded(picture).info["icc_profile"] == profile
    assert all(
        Image.open(BytesIO(variant.data)).info["icc_profile"] == profile
        for variant in variants(picture)
    )


def test_ink_colours_become_screen_colours() -> None:
    picture = read(encode(two_halves(mode="CMYK"), "JPEG", icc_profile=b"ink"))
    assert decoded(picture).mode == "RGB"
    assert "icc_profile" not in decoded(picture).info


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_an_oversized_picture_is_scaled(kind: str) -> None:
    picture = read(encode(two_halves((3000, 1500)), kind))
    assert (picture.width, picture.height) == (2560, 1280)
    assert picture.mime == ("image/png" if kind == "GIF" else f"image/{kind.lower()}")
    assert is_near(decoded(picture).convert("RGB").getpixel((100, 600)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(60, 40), (2700, 20)])
def test_every_mode_of_a_png_is_taken(mode: str, size: tuple[int, int]) -> None:
    source = Image.new(mode, size, 40_000) if mode == "I;16" else two_halves(size).convert(mode)
    picture = read(encode(source, "PNG"))
    assert max(picture.width, picture.height) <= 2560
    assert decoded(picture).convert("L").getextrema() != (0, 0)
    assert all(variant.width < picture.width for variant in variants(picture))


def test_transparency_survives_scaling() -> None:
    clear = Image.new("P", (2600, 10), 0)
    picture = read(encode(clear, "PNG", transparency=0))
    assert decoded(picture).getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_stays_one_without_its_notes(kind: str) -> None:
    notes: dict[str, Any] = {"comment": SECRET} if kind == "GIF" else {"exif": exif()}
    data = frames(kind, **notes)
    assert SECRET in data
    picture = read(data)
    assert picture.animated
    assert SECRET not in picture.data
    assert decoded(picture).n_frames == 2  # type: ignore[attr-defined]
    assert decoded(picture).info.get("loop") == 0
    assert variants(picture) == []


def test_variants_are_smaller_webps_and_never_larger_than_the_picture() -> None:
    noise = Image.effect_noise((1000, 500), 60).convert("RGB")
    made = variants(read(encode(noise, "JPEG", quality=90)))
    assert [(variant.width, variant.height) for variant in made] == [(960, 480), (480, 240)]
    for variant in made:
        image = Image.open(BytesIO(variant.data))
        assert (image.format, image.size) == ("WEBP", (variant.width, variant.height))


def test_a_small_picture_has_no_variants() -> None:
    assert variants(read(encode(two_halves((480, 20)), "PNG"))) == []


def test_a_variant_heavier_than_the_picture_is_left_out() -> None:
    chequer = Image.new("1", (1000, 1000))
    chequer.putdata([(x // 2 + y // 2) % 2 for y in range(1000) for x in range(1000)])
    picture = read(encode(chequer, "PNG"))
    assert all(len(variant.data) < len(picture.data) for variant in variants(picture))


def bomb(kind: str, side: int) -> bytes:
    if kind == "PNG":
        chunk = b"IHDR" + struct.pack(">II", side, side) + b"\x08\x02\x00\x00\x00"
        body = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
        return b"\x89PNG\r\n\x1a\n" + body + struct.pack(">I4s", 0, b"IDAT") + bytes(4)
    frame = b"," + struct.pack("<HHHH", 0, 0, side, side) + b"\0\x02\x01\x44\0;"
    return b"GIF89a" + struct.pack("<HH", side, side) + b"\0\0\0" + frame


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.UNKNOWN),
        (b"<html><script>alert(1)</script>", Reason.UNKNOWN),
        (b"%PDF-1.7", Reason.UNKNOWN),
        (b"BM" + bytes(60), Reason.UNKNOWN),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', Reason.SVG),
        (b"\xef\xbb\xbf <SVG onload=alert(1)>", Reason.SVG),
        (bomb("PNG", 30_000), Reason.PIXELS),
        (bomb("PNG", 10_000), Reason.PIXELS),
        (bomb("GIF", 60_000), Reason.PIXELS),
        (encode(two_halves((300, 300)), "JPEG")[:-400], Reason.BROKEN),
        (encode(two_halves((300, 300)), "PNG")[:-40], Reason.BROKEN),
        (encode(two_halves((300, 300)), "WEBP")[:-40], Reason.BROKEN),
        (encode(two_halves((300, 300)), "AVIF")[:-40], Reason.BROKEN),
        (frames("GIF")[:-30], Reason.BROKEN),
    ],
)
def test_what_is_no_picture_for_us_is_refused_by_name(data: bytes, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        read(data)
    assert refused.value.reason is reason


WHOLE = [encode(two_halves(), kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "AVIF")]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(
    whole: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        picture = read(bytes(damaged))
    except Refused:
        return
    assert dimensions(picture.data) == (picture.width, picture.height)
