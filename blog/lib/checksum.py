"""The CRC-32 of a text of which a few places change, without reading the rest of it again."""

import zlib
from collections.abc import Iterable

_ALL = 0xFFFFFFFF
# x to the power of 32 under the polynomial of CRC-32, its bits in the order the register has them.
_POLYNOMIAL = 0xEDB88320
_ONE = 0x80000000

Effect = tuple[tuple[int, ...], ...]
"""Eight tables, one a nibble of the register, from the lowest on."""


def raw(text: bytes) -> int:
    """The register after `text`, begun and ended without the inversions of CRC-32."""
    return zlib.crc32(text, _ALL) ^ _ALL


def effect(distances: Iterable[int]) -> Effect:
    """What a text does to the CRC-32 of a longer one in which it stands, for `applied`.

    `distances` are how many bytes follow each place where it stands. A CRC is linear over GF(2):
    the checksum of a whole is that of the whole with NUL in those places, XOR what `raw` of the
    text becomes when it is moved past the bytes that follow, that is multiplied by x to the power
    of eight times their number (RFC 1952, 8; Brown, "Fast CRC calculation", 2012).
    """
    image = 0
    for distance in distances:
        image ^= zlib.crc32(bytes(distance), _ONE ^ _ALL) ^ _ALL
    images = [0] * 32
    for bit in range(31, -1, -1):
        images[bit] = image
        image = image >> 1 ^ (_POLYNOMIAL if image & 1 else 0)
    tables = []
    for first in range(0, 32, 4):
        table = [0]
        for one in images[first : first + 4]:
            table += [one ^ other for other in table]
        tables.append(tuple(table))
    return tuple(tables)


def applied(tables: Effect, register: int) -> int:
    """What the checksum changes by, for a text whose `raw` is `register`."""
    a, b, c, d, e, f, g, h = tables
    return (
        a[register & 15]
        ^ b[register >> 4 & 15]
        ^ c[register >> 8 & 15]
        ^ d[register >> 12 & 15]
        ^ e[register >> 16 & 15]
        ^ f[register >> 20 & 15]
        ^ g[register >> 24 & 15]
        ^ h[register >> 28]
    )
