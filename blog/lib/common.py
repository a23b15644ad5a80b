"""Memory that the workers of one server have in common, for what one of them has just built.

Else every worker would build an article's page anew after each comment.
"""

import mmap
import pickle
import zlib
from collections.abc import Hashable
from struct import Struct

SLOTS = 128
SLOT = 64 * 1024
"""Bytes of a slot, which is memory only as far as it was ever written."""
_HEAD = Struct("=II")


class Common:
    """What was put last under each key, as long as no other key needed its slot.

    Made before the server forks. Nothing is locked, so that a killed worker leaves nothing locked:
    whoever reads what is just being written finds that its checksum is wrong, and nothing there.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, SLOTS * SLOT)

    def put(self, key: Hashable, value: object) -> None:
        """Let the others find it; what is larger than a slot they have to make themselves."""
        packed = pickle.dumps((key, value), 5)
        if len(packed) > SLOT - _HEAD.size:
            return
        at = self._slot(key)
        _HEAD.pack_into(self._memory, at, 0, 0)
        self._memory[at + _HEAD.size : at + _HEAD.size + len(packed)] = packed
        _HEAD.pack_into(self._memory, at, len(packed), zlib.crc32(packed))

    def get(self, key: Hashable) -> object | None:
        """What stands under this key."""
        at = self._slot(key)
        length, checksum = _HEAD.unpack_from(self._memory, at)
        packed = self._memory[at + _HEAD.size : at + _HEAD.size + length]
        if not length or zlib.crc32(packed) != checksum:
            return None
        found, value = pickle.loads(packed)  # noqa: S301 - of this server's own processes
        return value if found == key else None

    def _slot(self, key: Hashable) -> int:
        # Not by `hash`, which each process salts for itself unless it was forked.
        return zlib.crc32(repr(key).encode()) % SLOTS * SLOT
