"""Pictures as they arrive: judged by content, cleaned of what they tell, fitted."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, JpegImagePlugin, UnidentifiedImageError

from blog.lib.chunks import strip_gif, strip_png, strip_webp

LONGEST_SIDE = 2560
VARIANT_WIDTHS = (1600, 960, 480)

# Decoded, 40 megapixels take 160 MB. A JPEG is decoded at the size that is needed, so that the
# 108 megapixels of a telephone are no danger.
_MOST_PIXELS = 40_000_000
_MOST_PIXELS_JPEG = 110_000_000
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS_JPEG  # below it Pillow need not warn
_ORIENTATION = 0x0112
# EXIF 3.0, tag 274: what undoes the way the camera was held.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUALITY = 85
_VARIANT_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_STRIP = {"PNG": strip_png, "GIF": strip_gif, "WEBP": strip_webp}
_SUFFIX = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}


class Reason(StrEnum):
    """Why a file is not taken as a picture."""

    UNKNOWN = "unknown"  # no JPEG, PNG, GIF, WebP or AVIF
    SVG = "svg"  # can hold script
    BROKEN = "broken"  # cut short or damaged
    PIXELS = "pixels"  # would fill the memory when opened


class Refused(ValueError):
    """The file is not taken; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """A cleaned picture: its bytes, how to serve them, and its size in pixels."""

    data: bytes
    mime: str
    suffix: str
    width: int
    height: int
    animated: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """A smaller WebP of a picture, for `srcset`; sizes in pixels."""

    data: bytes
    width: int
    height: int


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        with _open(data) as image:
            yield image
    except Refused:
        raise
    except Exception as error:  # a hostile file makes Pillow raise nearly anything
        raise Refused(Reason.BROKEN) from error


def _open(data: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError:
        svg = b"<svg" in data[:4096].lower()
        raise Refused(Reason.SVG if svg else Reason.UNKNOWN) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(Reason.PIXELS) from None
    most = _MOST_PIXELS_JPEG if _format(image) == "JPEG" else _MOST_PIXELS
    if image.width * image.height > most:
        image.close()
        raise Refused(Reason.PIXELS)
    return image


def _format(image: Image.Image) -> str:
    # Several pictures in one JPEG (telephones add depth or a copy) are a format of Pillow's own.
    return "JPEG" if image.format in (None, "MPO") else str(image.format)


def _orientation(image: Image.Image) -> int:
    with suppress(Exception):  # what cannot be read turns nothing
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels as the picture is seen, from its head alone; raises Refused."""
    with _opened(data) as image:
        return image.size if _orientation(image) < 5 else (image.height, image.width)


def read(data: bytes) -> Picture:
    """The picture in `data`, fit to be served; raises Refused.

    The type follows from the content. EXIF (with its place), XMP, IPTC and comments are gone, the
    orientation is applied and the colour profile kept. The longest side is at most 2,560 pixels;
    an animation keeps its size (of an AVIF the first frame is taken). A picture that is neither
    turned nor scaled is not made worse.
    """
    with _opened(data) as image:
        kind = _format(image)
        scale = LONGEST_SIDE / max(image.size)
        turn = _TURNS.get(_orientation(image))
        animated = kind in _STRIP and bool(getattr(image, "is_animated", False))
        if animated or (kind in _STRIP and scale >= 1 and turn is None):
            image.load()
            return _picture(_STRIP[kind](data), kind, image.size, animated)
        fitted = _plain(image) if scale >= 1 else _scale(image, scale)
        if turn is not None:
            fitted = fitted.transpose(turn)
        kind = "PNG" if kind == "GIF" else kind  # 256 colours do not survive scaling
        return _picture(_encode(fitted, kind, image), kind, fitted.size, animated=False)


def variants(picture: Picture) -> list[Variant]:
    """WebP of `picture` at 1600, 960 and 480 pixels of width where it is wider, largest first.

    Empty for an animation. A variant that weighs no less than the picture is left out.
    """
    widths = [width for width in VARIANT_WIDTHS if width < picture.width]
    if picture.animated or not widths:
        return []
    made = []
    with _opened(picture.data) as whole:
        image, profile = whole, whole.info.get("icc_profile")
        for width in widths:
            image = _scale(image, width / image.width)
            data = _save(image, "WEBP", icc_profile=profile, quality=_VARIANT_QUALITY)
            made.append(Variant(data, *image.size))
    return [variant for variant in made if len(variant.data) < len(picture.data)]


def _picture(data: bytes, kind: str, size: tuple[int, int], animated: bool) -> Picture:
    return Picture(data, Image.MIME[kind], _SUFFIX[kind], *size, animated)


def _scale(image: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image.draft(None, size)  # a JPEG is then decoded at a half, a quarter or an eighth
    return _plain(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(image: Image.Image) -> Image.Image:
    """`image` in a mode that can be scaled and that every format here can hold."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info or image.mode in ("LA", "PA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGB")


def _encode(fitted: Image.Image, kind: str, image: Image.Image) -> bytes:
    # A profile for ink means nothing to the screen colours the picture now has.
    profile = None if image.mode == "CMYK" else image.info.get("icc_profile")
    if isinstance(image, JpegImagePlugin.JpegImageFile) and fitted is image:
        sampling = JpegImagePlugin.get_sampling(image)
        tables = image.quantization
        return _save(image, kind, icc_profile=profile, qtables=tables, subsampling=sampling)
    quality = {} if kind == "PNG" else {"quality": _QUALITY}
    return _save(fitted, kind, icc_profile=profile, **quality)


def _save(image: Image.Image, kind: str, **options: object) -> bytes:
    image.load()
    image.info = {}  # Pillow writes comments and more from here
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
