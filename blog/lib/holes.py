"""A page cut at its holes, to be joined again with fresh fillings, as it is or as gzip."""

import re
import secrets
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from werkzeug.http import parse_etags, unquote_etag

from blog.lib import checksum
from blog.lib.checksum import Effect

# No text of a user's can hold a hole: its name is drawn when the process starts.
_SECRET = secrets.token_hex(8)
VIEWS = f"hole{_SECRET}views."
GROUPED = f"hole{_SECRET}grouped."
TOKEN = f"hole{_SECRET}token."
_HOLE = re.compile(f"hole{_SECRET}([a-z]+)\\.".encode())

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_GZIP_TAIL = b"\x03\x00"
_WINDOW = 32768


class Packed(NamedTuple):
    """A page packed for fillings of these lengths: what stands around them, ready to be joined."""

    lengths: tuple[int, ...]
    texts: list[bytes]
    check: int
    effects: tuple[Effect, ...]
    size: bytes


@dataclass(slots=True)
class Kept:
    """A page cut at its holes: text, hole, text, hole, … text."""

    counted: int | None
    marks: tuple[int, ...]
    views: int
    texts: list[bytes] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)
    names: tuple[str, ...] = ()
    headers: list[tuple[str, str]] = field(default_factory=list)
    tag: str = ""
    packed: Packed | None = None
    born: float = field(default_factory=time.monotonic)

    @property
    def size(self) -> int:
        """Bytes it takes, with room for its compressed form."""
        return sum(map(len, self.texts)) * 3 // 2 + 4096

    def cut(self, page: bytes, headers: list[tuple[str, str]]) -> None:
        """Take the page apart at its holes, and keep the headers but its length."""
        pieces = _HOLE.split(page)
        self.texts = pieces[::2]
        self.holes = [name.decode() for name in pieces[1::2]]
        self.names = tuple(dict.fromkeys(self.holes))
        self.headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        self.tag = next((value for name, value in headers if name == "ETag"), "")

    @property
    def sets_cookie(self) -> bool:
        """Whether it is for one reader."""
        return any(name.lower() == "set-cookie" for name, _ in self.headers)

    def known(self, wanted: str) -> bool:
        """Whether If-None-Match names this page; weak comparison, as GET and HEAD ask for."""
        return bool(wanted) and parse_etags(wanted).contains_weak(unquote_etag(self.tag)[0] or "")

    def join(self, fillings: Mapping[str, bytes]) -> bytes:
        """The page with its holes filled, each by its name."""
        return b"".join(self._filled(self.texts, fillings))

    def stitch(self, fillings: Mapping[str, bytes]) -> bytes:
        """The page as one gzip member, without compressing or reading any of it per hit.

        Each text was deflated once, as the continuation of all before it, and ended on a byte
        boundary by a flush; the fillings go between as stored blocks (RFC 1951, 3.2.4), an empty
        final block ends it, and the CRC-32 and length run over the whole (RFC 1952).
        """
        filled = [fillings[name] for name in self.names]
        lengths = tuple(map(len, filled))
        # Read once: another thread may pack for a number that is a digit longer.
        packed = self.packed
        if packed is None or packed.lengths != lengths:
            packed = self.packed = self._pack(lengths)
        check = packed.check
        for effect, filling in zip(packed.effects, filled, strict=True):
            check ^= checksum.applied(effect, checksum.raw(filling))
        pieces = self._filled(packed.texts, fillings)
        pieces += (check.to_bytes(4, "little"), packed.size)
        return b"".join(pieces)

    def _filled(self, texts: list[bytes], fillings: Mapping[str, bytes]) -> list[bytes]:
        pieces = texts[:1]
        for name, text in zip(self.holes, texts[1:], strict=True):
            pieces += (fillings[name], text)
        return pieces

    def _pack(self, by_name: tuple[int, ...]) -> Packed:
        known = dict(zip(self.names, by_name, strict=True))
        lengths = [known[name] for name in self.holes]
        texts = _deflate(self.texts, lengths)
        for at, length in enumerate(lengths):
            texts[at] += b"\x00" + length.to_bytes(2, "little")
            texts[at] += (length ^ 0xFFFF).to_bytes(2, "little")
        texts[0] = _GZIP_HEAD + texts[0]
        texts[-1] += _GZIP_TAIL
        blank = self.join({name: bytes(length) for name, length in known.items()})
        behind: dict[str, list[int]] = {name: [] for name in self.names}
        distance = 0
        for name, text in zip(reversed(self.holes), reversed(self.texts), strict=False):
            distance += len(text)
            behind[name].append(distance)
            distance += known[name]
        return Packed(
            by_name,
            texts,
            zlib.crc32(blank),
            tuple(checksum.effect(behind[name]) for name in self.names),
            (len(blank) & 0xFFFFFFFF).to_bytes(4, "little"),
        )


def _deflate(texts: list[bytes], lengths: Sequence[int]) -> list[bytes]:
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
