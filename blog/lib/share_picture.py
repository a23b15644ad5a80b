"""Pictures made of a site's words: the seal as an icon, and what stands beside a shared link."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from blog.lib import fonts

SIZE = (1200, 630)
"""What Open Graph and Twitter's large card ask for."""
PAPER, INK, SOFT, SEAL, SHEET = "#faf8f3", "#23211d", "#655f55", "#a8321f", "#fffdf9"
_MARGIN = 90
_LINES = 4
_SIZES = (84, 72, 62, 54)
# Chinese setting: these never begin a line, those never end one (GB/T 15834, and CLREQ 3.1).
_NO_START = set(
    "\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\u2026\u2014\u300b\u3009\u300d\u300f\u3011\uff09"
    "\u201d\u2019\u00b7\uff5e\u2030\u2103,.;:?!)]}%"
)
_NO_END = set("\u300a\u3008\u300c\u300e\u3010\uff08\u201c\u2018([{")


@lru_cache(maxsize=64)
def draw(title: str, site: str, seal: str) -> bytes:
    """A PNG of SIZE with seal, title and the site's name. Raises LookupError without a font."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    width = SIZE[0] - 2 * _MARGIN
    size, lines = _fitting(title, width)
    font = fonts.han(size)
    pen.rectangle((0, 0, 14, SIZE[1]), fill=SEAL)
    top = _MARGIN
    for line in lines:
        pen.text((_MARGIN, top), line, font=font, fill=INK)
        top += round(size * 1.4)
    _stamp(pen, seal, _MARGIN, SIZE[1] - _MARGIN - 72, 72)
    name = _fit(site, fonts.han(36), width - 100)
    pen.text(
        (_MARGIN + 96, SIZE[1] - _MARGIN - 36), name, font=fonts.han(36), fill=SOFT, anchor="lm"
    )
    return _png(picture)


@lru_cache(maxsize=16)
def icon(seal: str, size: int) -> bytes:
    """The seal as a square PNG. Raises LookupError without a font."""
    picture = Image.new("RGB", (size, size), SEAL)
    _stamp(ImageDraw.Draw(picture), seal, 0, 0, size)
    return _png(picture)


@lru_cache(maxsize=16)
def ico(seal: str) -> bytes:
    """The seal as an ICO of 16, 32 and 48 pixels. Raises LookupError without a font."""
    picture = Image.open(BytesIO(icon(seal, 256)))
    made = BytesIO()
    picture.save(made, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    return made.getvalue()


def _stamp(pen: ImageDraw.ImageDraw, seal: str, left: int, top: int, size: int) -> None:
    pen.rounded_rectangle((left, top, left + size, top + size), radius=size // 6, fill=SEAL)
    middle = (left + size / 2, top + size / 2)
    pen.text(middle, seal, font=fonts.han(round(size * 0.62)), fill=SHEET, anchor="mm")


def _png(picture: Image.Image) -> bytes:
    made = BytesIO()
    picture.quantize(64).save(made, "PNG", optimize=True)
    return made.getvalue()


def _fitting(title: str, width: int) -> tuple[int, list[str]]:
    """The largest size at which the title fits, and its lines; the last is cut when none does."""
    for size in _SIZES:
        lines = wrap(title, width, fonts.han(size).getlength)
        if len(lines) <= _LINES:
            return size, lines
    rest = "".join(lines[_LINES - 1 :])
    return size, [*lines[: _LINES - 1], _fit(rest, fonts.han(size), width)]


def _fit(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


def _units(text: str) -> list[str]:
    """What no line break parts: a Han character with its punctuation, a Latin word, a space."""
    units: list[str] = []
    for letter in " ".join(text.split()):
        last = units[-1] if units else ""
        joined = last and (
            letter in _NO_START
            or last[-1] in _NO_END
            or (letter != " " and _latin(letter) and _latin(last[-1]))
        )
        if joined:
            units[-1] += letter
        else:
            units.append(letter)
    return units


def _latin(letter: str) -> bool:
    return letter != " " and ord(letter) < 0x2E80


def wrap(text: str, width: float, length: Callable[[str], float]) -> list[str]:
    """The text in lines no wider than `width`, broken where Chinese and English allow it."""
    lines = [""]
    for unit in _units(text):
        if lines[-1] and length(lines[-1] + unit.rstrip()) > width:
            lines.append("")
        rest = unit if lines[-1] else unit.lstrip()
        while len(rest) > 1 and length(rest) > width:  # a word longer than a line
            end = next((n for n in range(len(rest) - 1, 1, -1) if length(rest[:n]) <= width), 1)
            lines[-1:] = [rest[:end], ""]
            rest = rest[end:]
        lines[-1] += rest
    return [line.rstrip() for line in lines if line.strip()]
