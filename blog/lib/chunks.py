"""PNG, GIF and WebP files without what they say besides the picture, and not encoded anew.

Only the blocks that the picture and its animation need are kept, so comments, EXIF, XMP, unknown
blocks and anything behind the file's end are gone, and no quality is lost. All raise ValueError
where the file does not follow its format.
"""

# PNG (W3C, third edition), chapter 11, with the animation chunks; colour is part of the picture.
_PNG = frozenset(
    b"IHDR PLTE tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD acTL fcTL fdAT IDAT IEND".split()
)
# RFC 9649, section 2.7.
_WEBP = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_EXIF_AND_XMP = 0b1100
# GIF89a: these application blocks say how often to repeat, all others are someone's notes.
_GIF_LOOPS = frozenset((b"NETSCAPE2.0", b"ANIMEXTS1.0"))


def strip_png(data: bytes) -> bytes:
    """A PNG, animated or not, with the chunks it is drawn from alone."""
    kept = [data[:8]]
    at, name = 8, b""
    while name != b"IEND":
        head = _part(data, at, at + 8)
        name, end = head[4:], at + 12 + int.from_bytes(head[:4], "big")
        if name in _PNG:
            kept.append(_part(data, at, end))
        at = end
    return b"".join(kept)


def strip_webp(data: bytes) -> bytes:
    """A WebP, animated or not, with picture, animation and colour profile alone."""
    kept = []
    at, stop = 12, 8 + int.from_bytes(_part(data, 4, 8), "little")
    while at < stop:
        head = _part(data, at, at + 8)
        name, length = head[:4], int.from_bytes(head[4:], "little")
        chunk = _part(data, at, at + 8 + length) + bytes(length % 2)
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_EXIF_AND_XMP]) + chunk[9:]
        if name in _WEBP:
            kept.append(chunk)
        at += len(chunk)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def strip_gif(data: bytes) -> bytes:
    """A GIF, animated or not, without comments, texts and applications' notes."""
    at = 13 + _palette(_part(data, 0, 13)[10])
    kept = [_part(data, 0, at)]
    while (mark := data[at : at + 1]) not in (b";", b""):  # some programs forget the last byte
        if mark == b",":
            end = _blocks(data, at + 11 + _palette(_part(data, at, at + 10)[9]))
            kept.append(data[at:end])
        elif mark == b"!":
            end = _blocks(data, at + 2)
            if data[at + 1] == 0xF9 or data[at + 3 : at + 14] in _GIF_LOOPS:
                kept.append(data[at:end])
        else:
            raise ValueError("neither a picture nor an extension")
        at = end
    return b"".join(kept) + b";"


def _palette(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> int:
    while length := _part(data, at, at + 1)[0]:
        at += 1 + length
    return at + 1


def _part(data: bytes, start: int, end: int) -> bytes:
    part = data[start:end]
    if len(part) != end - start:
        raise ValueError("the file ends too early")
    return part
