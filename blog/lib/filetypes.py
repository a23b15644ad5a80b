"""What a file is, judged by its bytes, and how each kind is served."""

from dataclasses import dataclass
from enum import StrEnum

MB = 1024 * 1024


class Kind(StrEnum):
    """How a file is used on a page."""

    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file the blog takes."""

    suffix: str
    mime: str
    kind: Kind


TYPES = {
    found.suffix: found
    for found in (
        FileType(".jpg", "image/jpeg", Kind.PICTURE),
        FileType(".png", "image/png", Kind.PICTURE),
        FileType(".gif", "image/gif", Kind.PICTURE),
        FileType(".webp", "image/webp", Kind.PICTURE),
        FileType(".avif", "image/avif", Kind.PICTURE),
        FileType(".mp3", "audio/mpeg", Kind.AUDIO),
        FileType(".mp4", "video/mp4", Kind.VIDEO),
        FileType(".pdf", "application/pdf", Kind.DOCUMENT),
        FileType(".zip", "application/zip", Kind.DOCUMENT),
    )
}
"""Every type that is ever served, by suffix: what is not here has no address."""

LARGEST = {
    Kind.PICTURE: 25 * MB,
    Kind.AUDIO: 64 * MB,
    Kind.VIDEO: 64 * MB,
    Kind.DOCUMENT: 64 * MB,
}
"""The most bytes of an upload."""

# ISO/IEC 14496-12: the brands of files that an MP4 player opens. HEIC and AVIF are others.
_MP4_BRANDS = frozenset(
    (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash")
)


def recognize(data: bytes) -> FileType | None:
    """The type of a file that is no picture, from its first bytes; None for one not taken.

    A zip that claims to be more than a zip (an office file, a book) is still sent as a zip.
    """
    if data.startswith(b"%PDF-"):
        return TYPES[".pdf"]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return TYPES[".zip"]
    if data[4:8] == b"ftyp" and data[8:12] in _MP4_BRANDS:
        return TYPES[".mp4"]
    if data.startswith(b"ID3") or _is_mpeg_frame(data[:4]):
        return TYPES[".mp3"]
    return None


def _is_mpeg_frame(head: bytes) -> bool:
    """Whether these four bytes begin a frame of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3).

    Eleven bits of sync, a version and a layer that exist, a bit rate and a sampling rate that are
    neither free nor forbidden.
    """
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, sampling = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and 0 < rate < 15 and sampling != 3
