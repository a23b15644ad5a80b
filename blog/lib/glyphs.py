"""Digits drawn so that people read them and programs find it hard: the picture of a captcha.

Bent glyphs and strokes are drawn once a process (about 0.1 s, at the first picture); a picture is
then only joined from them.
"""

from functools import cache
from io import BytesIO
from math import sin, tau
from random import Random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 272, 88  # pixels, for 136 by 44 CSS pixels on dense screens

# One colour of four to one and more against the paper and the sheet of both schemes, on no ground.
_INK = (0xC6, 0x5A, 0x44)
_VARIANTS = 8
_TILE, _STRIP = 112, 4
_LEVELS = 16
_PALETTE = bytes(_INK) * _LEVELS
_ALPHA = bytes(level * 255 // (_LEVELS - 1) for level in range(_LEVELS))
_TO_LEVEL = [value * (_LEVELS - 1) // 255 for value in range(256)]


def _bend(glyph: Image.Image, chance: Random) -> Image.Image:
    glyph = glyph.rotate(chance.uniform(-16, 16), Image.Resampling.BICUBIC)
    height, wave, phase = chance.uniform(3, 6), chance.uniform(70, 130), chance.uniform(0, tau)
    strips = []
    for top in range(0, _TILE, _STRIP):
        bottom = top + _STRIP
        above, below = (height * sin(tau * y / wave + phase) for y in (top, bottom))
        corners = (above, top, below, bottom, _TILE + below, bottom, _TILE + above, top)
        strips.append(((0, top, _TILE, bottom), corners))
    return glyph.transform(glyph.size, Image.Transform.MESH, strips, Image.Resampling.BILINEAR)


@cache
def _tiles() -> dict[str, list[Image.Image]]:
    """Masks of each digit, cut to the ink, by digit."""
    chance = Random()  # noqa: S311 (shapes, not secrets)
    tiles: dict[str, list[Image.Image]] = {}
    for digit in "0123456789":
        tiles[digit] = []
        for _ in range(_VARIANTS):
            font = ImageFont.load_default(chance.randint(74, 88))
            glyph = Image.new("L", (_TILE, _TILE))
            width = chance.choice((0, 1, 1, 2))
            middle = (_TILE // 2, _TILE // 2)
            ImageDraw.Draw(glyph).text(middle, digit, 255, font, "mm", stroke_width=width)
            bent = _bend(glyph, chance)
            tiles[digit].append(bent.crop(bent.getbbox()))
    return tiles


@cache
def _strokes(thinnest: int, thickest: int) -> list[Image.Image]:
    """Masks of the whole picture with one thin wave from edge to edge."""
    chance = Random()  # noqa: S311 (shapes, not secrets)
    strokes = []
    for _ in range(2 * _VARIANTS):
        stroke = Image.new("L", (WIDTH * 2, HEIGHT * 2))
        middle, height = chance.uniform(0.25, 0.75) * HEIGHT * 2, chance.uniform(10, 40)
        wave, phase = chance.uniform(180, 400), chance.uniform(0, tau)
        line = [
            (x, middle + height * sin(tau * x / wave + phase)) for x in range(0, WIDTH * 2 + 8, 8)
        ]
        ImageDraw.Draw(stroke).line(line, 255, chance.randint(thinnest, thickest), joint="curve")
        strokes.append(stroke.resize((WIDTH, HEIGHT), Image.Resampling.BOX))
    return strokes


def draw(digits: str, seed: bytes) -> bytes:
    """A transparent PNG of `digits`, 272 by 88 pixels and about 3 KB.

    In one process the same seed draws the same picture, so that asking again shows no second view
    of the same digits. Lines are drawn over the digits and one is cut out of them.
    """
    chance = Random(seed)  # noqa: S311 (where the tiles stand, not which)
    canvas = Image.new("L", (WIDTH, HEIGHT))
    tiles = [chance.choice(_tiles()[digit]) for digit in digits]
    room = WIDTH - sum(tile.width for tile in tiles)
    gap = min(room / (len(tiles) + 1), 12)
    left = chance.uniform(gap, max(gap, room - gap * len(tiles)))
    for tile in tiles:
        top = chance.randint(0, max(0, HEIGHT - tile.height))
        canvas.paste(255, (round(left), top), tile)
        left += tile.width + gap * chance.uniform(-0.4, 1)
    canvas.paste(0, None, chance.choice(_strokes(2, 4)))
    for line in chance.sample(_strokes(3, 4), 2):
        canvas.paste(255, None, line)
    picture = canvas.point(_TO_LEVEL)
    picture.putpalette(_PALETTE)
    out = BytesIO()
    picture.save(out, "PNG", bits=4, transparency=_ALPHA, compress_level=6)
    return out.getvalue()
