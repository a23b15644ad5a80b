"""A page cut at its holes, to be joined again with fresh fillings, as it is or as gzip."""

import re
import secrets
import time
import zlib
from dataclasses import dataclass, field

# No text of a user's can hold a hole: its name is drawn when the process starts.
_SECRET = secrets.token_hex(8)
VIEWS = f"hole{_SECRET}views."
GROUPED = f"hole{_SECRET}grouped."
TOKEN = f"hole{_SECRET}token."
_HOLE = re.compile(f"hole{_SECRET}([a-z]+)\\.".encode())

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_GZIP_TAIL = b"\x03\x00"


@dataclass(slots=True)
class Kept:
    """A page cut at its holes: text, hole, text, hole, … text."""

    counted: int | None
    marks: tuple[int, ...]
    views: int
    texts: list[bytes] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    tag: str = ""
    packed: list[bytes] = field(default_factory=list)
    born: float = field(default_factory=time.monotonic)

    @property
    def size(self) -> int:
        """Bytes it takes, with room for its compressed form."""
        return sum(map(len, self.texts)) * 3 // 2 + 1024

    def cut(self, page: bytes, headers: list[tuple[str, str]]) -> None:
        """Take the page apart at its holes, and keep the headers but its length."""
        pieces = _HOLE.split(page)
        self.texts = pieces[::2]
        self.holes = [name.decode() for name in pieces[1::2]]
        self.headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        self.tag = next((value for name, value in headers if name == "ETag"), "")

    def join(self, fillings: list[bytes]) -> bytes:
        """The page with its holes filled."""
        pieces = self.texts[:1]
        for filling, text in zip(fillings, self.texts[1:], strict=True):
            pieces += (filling, text)
        return b"".join(pieces)

    def stitch(self, fillings: list[bytes]) -> bytes:
        """The page as one gzip member, without compressing anything per hit.

        Each text was deflated once and ended on a byte boundary by a full flush; the fillings go
        between as stored blocks (RFC 1951, 3.2.4), an empty final block ends it, and the CRC-32 and
        length run over the whole (RFC 1952).
        """
        if not self.packed:
            self.packed = [_deflate(text) for text in self.texts]
        pieces = [_GZIP_HEAD, self.packed[0]]
        check = zlib.crc32(self.texts[0])
        length = len(self.texts[0])
        for filling, text, packed in zip(fillings, self.texts[1:], self.packed[1:], strict=True):
            size = len(filling)
            pieces += (
                b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little"),
                filling,
                packed,
            )
            check = zlib.crc32(text, zlib.crc32(filling, check))
            length += size + len(text)
        pieces += (
            _GZIP_TAIL,
            check.to_bytes(4, "little"),
            (length & 0xFFFFFFFF).to_bytes(4, "little"),
        )
        return b"".join(pieces)


def _deflate(text: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
