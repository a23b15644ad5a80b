from io import BytesIO

import pytest
from PIL import Image, ImageChops

from blog.lib.glyphs import HEIGHT, WIDTH, draw


def seen(digits: str, seed: bytes) -> Image.Image:
    """How dark each pixel is."""
    picture = Image.open(BytesIO(draw(digits, seed)))
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    return picture.convert("RGBA").getchannel("A")


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast of two colours by WCAG 2.2."""

    def light(colour: tuple[int, ...]) -> float:
        parts = [c / 255 for c in colour]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("digits", ["0123", "4567", "8901", "1111", "8888"])
def test_the_digits_fill_the_picture_and_stay_inside(digits: str) -> None:
    for number in range(20):
        heavy = seen(digits, b"%d" % number).point(lambda value: 255 if value > 128 else 0)
        share = heavy.histogram()[255] / (WIDTH * HEIGHT)
        assert 0.08 < share < 0.5


def test_the_same_seed_draws_the_same_picture() -> None:
    assert draw("1234", b"a") == draw("1234", b"a") != draw("1234", b"b")


def test_other_digits_are_another_picture() -> None:
    assert ImageChops.difference(seen("1234", b"a"), seen("1239", b"a")).getbbox()


def test_the_picture_is_small() -> None:
    assert max(len(draw("8888", b"%d" % number)) for number in range(20)) < 6_000


@pytest.mark.parametrize(
    "ground", [(0xFA, 0xF8, 0xF3), (0xFF, 0xFD, 0xF9), (0x16, 0x15, 0x1A), (0x1C, 0x1B, 0x21)]
)
def test_the_ink_is_seen_on_light_and_on_dark(ground: tuple[int, int, int]) -> None:
    picture = Image.open(BytesIO(draw("1234", b"a"))).convert("RGBA")
    ink = max((pixel for _, pixel in picture.getcolors(9999) or []), key=lambda pixel: pixel[3])  # type: ignore[index]
    assert ink[3] == 255  # type: ignore[index]
    assert contrast(ink[:3], ground) >= 3  # type: ignore[index]
