"""Memory that the workers of one server have in common, for what one of them has just built.

Else every worker would build an article's page anew after each comment.
"""

import mmap
import pickle
import zlib
from collections.abc import Hashable, Iterator
from hashlib import blake2b
from itertools import chain
from struct import Struct

_HEAD = Struct("=II")
_DIGEST = 16
_WAYS = 4
"""Slots that a key may stand in: with one, two pages of twenty that are read all the time would
often push each other out."""


class Common:
    """What was put last under each key, as long as no other key needed its slot.

    `slots` (a multiple of four) of so many bytes, each of which is memory only as far as it was
    ever written; keys are told apart by their `repr`. Made before the server forks. Nothing is
    locked, so that a killed worker leaves nothing locked: whoever reads what is just being written
    finds that its checksum is wrong, and nothing there.
    """

    def __init__(self, slots: int, size: int) -> None:
        self._slots, self._size = slots, size
        self._memory = mmap.mmap(-1, slots * size)
        self._turn = 0

    def put(self, key: Hashable, value: object) -> None:
        """Let the others find it; what is larger than a slot they have to make themselves."""
        name = _name(key)
        packed = name + pickle.dumps(value, 5)
        if len(packed) > self._size - _HEAD.size:
            return
        ways = self._ways(name)
        free = (at for at in ways if not _HEAD.unpack_from(self._memory, at)[0])
        self._turn += 1
        at = next(chain(self._standing(name), free), ways[self._turn % _WAYS])
        _HEAD.pack_into(self._memory, at, 0, 0)
        self._memory[at + _HEAD.size : at + _HEAD.size + len(packed)] = packed
        _HEAD.pack_into(self._memory, at, len(packed), zlib.crc32(packed))

    def get(self, key: Hashable) -> object | None:
        """What stands under this key."""
        name = _name(key)
        for at in self._standing(name):
            length, checksum = _HEAD.unpack_from(self._memory, at)
            packed = self._memory[at + _HEAD.size : at + _HEAD.size + length]
            if packed.startswith(name) and zlib.crc32(packed) == checksum:
                found: object = pickle.loads(packed[_DIGEST:])  # noqa: S301 - this server's own
                return found
        return None

    def _ways(self, name: bytes) -> range:
        """Where what has this name may stand."""
        width = _WAYS * self._size
        first = int.from_bytes(name[:4]) % (self._slots // _WAYS) * width
        return range(first, first + width, self._size)

    def _standing(self, name: bytes) -> Iterator[int]:
        """Where it stands: in two slots when two workers put it at once, the older one may be."""
        for at in self._ways(name):
            if self._memory[at + _HEAD.size : at + _HEAD.size + _DIGEST] == name:
                yield at


def _name(key: Hashable) -> bytes:
    # Not by `hash`, which each process salts for itself unless it was forked.
    return blake2b(repr(key).encode(), digest_size=_DIGEST).digest()
