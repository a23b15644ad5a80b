"""Fonts with Han glyphs, where systems keep them."""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageFont

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# The best first: what a heading is set in, then what any text is set in.
NAMES = (
    "NotoSerifCJK-Bold", "NotoSerifSC-Bold", "NotoSerifCJKsc-Bold", "SourceHanSerifSC-Bold",
    "SourceHanSerif-Bold", "SourceHanSerifCN-Bold", "NotoSansCJK-Bold", "NotoSansCJKsc-Bold",
    "NotoSansSC-Bold", "SourceHanSansSC-Bold", "SourceHanSans-Bold", "SourceHanSansCN-Bold",
    "Songti", "PingFang", "msyhbd", "NotoSerifCJK-Regular", "NotoSansCJK-Regular",
    "NotoSansCJKsc-Regular", "NotoSansSC", "SourceHanSansSC-Regular", "msyh",
    "STHeiti Medium", "wqy-zenhei", "wqy-microhei", "uming", "DroidSansFallbackFull",
)  # fmt: skip
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}


@cache
def _best() -> Path | None:
    """The file of the best font there is; looked for once a process."""
    files = {
        path.stem: path
        for folder in FOLDERS
        for top, _, names in os.walk(Path(folder).expanduser())
        for path in (Path(top) / name for name in names)
        if path.suffix.lower() in _SUFFIXES
    }
    return next((files[name] for name in NAMES if name in files), None)


@cache
def _simplified(path: Path) -> int:
    """The face with simplified forms: a collection holds those of each country."""
    from PIL import ImageFont

    for number in range(16 if path.suffix.lower() in {".ttc", ".otc"} else 0):
        try:
            family = ImageFont.truetype(str(path), 12, number).getname()[0] or ""
        except OSError:
            break
        if family.endswith((" SC", " CN")):
            return number
    return 0


def available() -> bool:
    """Whether this machine has a font that can write Chinese."""
    return _best() is not None


@cache
def han(size: int) -> "ImageFont.FreeTypeFont":
    """The best font with Han glyphs at that size in pixels. Raises LookupError without any."""
    from PIL import ImageFont  # a worker that draws nothing does without

    found = _best()
    if found is None:
        raise LookupError("no font with Han glyphs")
    return ImageFont.truetype(str(found), size, _simplified(found))
