"""A page cut at its holes, to be joined again with fresh fillings, as it is or as gzip."""

import re
import secrets
import time
import zlib
from dataclasses import dataclass, field

from werkzeug.http import parse_etags, unquote_etag

# No text of a user's can hold a hole: its name is drawn when the process starts.
_SECRET = secrets.token_hex(8)
VIEWS = f"hole{_SECRET}views."
GROUPED = f"hole{_SECRET}grouped."
TOKEN = f"hole{_SECRET}token."
_HOLE = re.compile(f"hole{_SECRET}([a-z]+)\\.".encode())

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_GZIP_TAIL = b"\x03\x00"
_WINDOW = 32768


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
    packed: tuple[tuple[int, ...], list[bytes]] | None = None
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

    def known(self, wanted: str) -> bool:
        """Whether If-None-Match names this page; weak comparison, as GET and HEAD ask for."""
        return bool(wanted) and parse_etags(wanted).contains_weak(unquote_etag(self.tag)[0] or "")

    def join(self, fillings: list[bytes]) -> bytes:
        """The page with its holes filled."""
        pieces = self.texts[:1]
        for filling, text in zip(fillings, self.texts[1:], strict=True):
            pieces += (filling, text)
        return b"".join(pieces)

    def stitch(self, fillings: list[bytes]) -> bytes:
        """The page as one gzip member, without compressing anything per hit.

        Each text was deflated once, as the continuation of all before it, and ended on a byte
        boundary by a flush; the fillings go between as stored blocks (RFC 1951, 3.2.4), an empty
        final block ends it, and the CRC-32 and length run over the whole (RFC 1952).
        """
        lengths = tuple(map(len, fillings))
        # Read once: another thread may pack for a number that is a digit longer.
        known = self.packed
        if known is None or known[0] != lengths:
            known = self.packed = (lengths, _deflate(self.texts, lengths))
        parts = known[1]
        pieces = [_GZIP_HEAD, parts[0]]
        check = zlib.crc32(self.texts[0])
        length = len(self.texts[0])
        for filling, text, packed in zip(fillings, self.texts[1:], parts[1:], strict=True):
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


def _deflate(texts: list[bytes], lengths: tuple[int, ...]) -> list[bytes]:
    """The texts, each deflated knowing what stands before it, fillings of these lengths between.

    A back-reference says how far back, so it holds for every filling of the same length. NUL
    stands for what will be filled in, so nothing refers into a filling unless the page itself
    has a NUL, which HTML forbids; such a page is packed piece by piece.
    """
    alone = any(b"\0" in text for text in texts)
    packed = []
    before = b""
    for text, length in zip(texts, (*lengths, 0), strict=True):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=b"" if alone else before[-_WINDOW:])
        packed.append(packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))
        before += text + bytes(length)
    return packed
