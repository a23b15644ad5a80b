"""A file as it came in: judged by its content, cleaned, and made ready to be kept."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath

from blog.lib import filetypes
from blog.lib.filetypes import FileType, Kind

LONGEST_NAME = 200


class Reason(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    SIZE = "size"  # more bytes than its kind may have
    UNKNOWN = "unknown"  # of no type that is taken
    SVG = "svg"  # can hold script
    BROKEN = "broken"  # cut short or damaged
    PIXELS = "pixels"  # would fill the memory when opened


class Refused(ValueError):
    """The file is not taken; `reason` says why, `kind` what it would have been."""

    def __init__(self, reason: Reason, kind: Kind = Kind.DOCUMENT) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Upload:
    """What is kept of a file: its bytes and its type; of a picture its size in pixels."""

    data: bytes
    type: FileType
    width: int | None = None
    height: int | None = None
    variants: tuple[tuple[int, bytes], ...] = ()  # WebP by width in pixels, the narrowest first


def prepare(data: bytes, *, cleaned: bool = False) -> Upload:
    """The file, fit to be served; a `cleaned` picture is only looked at. Raises Refused.

    A picture takes up to some seconds of a processor: call it before any lock is taken.
    """
    if not data:
        raise Refused(Reason.EMPTY)
    found = filetypes.recognize(data)
    if found is None:
        return _picture(data, cleaned)
    if len(data) > filetypes.LARGEST[found.kind]:
        raise Refused(Reason.SIZE, found.kind)
    return Upload(data, found)


def _picture(data: bytes, cleaned: bool) -> Upload:
    # Pillow is asked for here alone: a worker that takes no pictures does without its memory.
    from blog.lib import images

    try:
        if len(data) > filetypes.LARGEST[Kind.PICTURE]:
            images.dimensions(data)  # what is no picture is refused as such, not for its size
            raise Refused(Reason.SIZE, Kind.PICTURE)
        picture = images.read(data)
        if cleaned:  # coding a JPEG anew gives another file each time
            picture = replace(picture, data=data)
        smaller = images.variants(picture)
    except images.Refused as refused:
        raise Refused(Reason(refused.reason.value), Kind.PICTURE) from refused
    return Upload(
        data=picture.data,
        type=filetypes.TYPES[picture.suffix],
        width=picture.width,
        height=picture.height,
        variants=tuple((variant.width, variant.data) for variant in reversed(smaller)),
    )


def tidy_name(name: str, suffix: str) -> str:
    """The file's name without folders and control characters, with the suffix of what it is."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem = shown.rpartition(".")[0] or shown
    return f"{stem[: LONGEST_NAME - len(suffix)] or 'file'}{suffix}"
