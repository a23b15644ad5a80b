import pytest

from blog.lib.filetypes import TYPES, Kind, recognize


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.7\n", ".pdf"),
        (b"PK\x03\x04\x14\x00", ".zip"),
        (b"PK\x05\x06" + bytes(18), ".zip"),  # an empty one
        (b"\x00\x00\x00\x18ftypmp42", ".mp4"),
        (b"\x00\x00\x00\x20ftypisom", ".mp4"),
        (b"ID3\x04\x00", ".mp3"),
        (b"\xff\xfb\x90\x64", ".mp3"),  # MPEG 1, 128 kbit/s, 44.1 kHz
        (b"\xff\xf3\x40\xc0", ".mp3"),  # MPEG 2
    ],
)
def test_a_file_is_known_by_its_first_bytes(data: bytes, suffix: str) -> None:
    assert recognize(data) == TYPES[suffix]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b" %PDF-1.7",
        b"MZ\x90\x00",
        b"\x00\x00\x00\x18ftypheic",
        b"\x00\x00\x00\x18ftypavif",
        b"\x00\x00\x00\x18ftypqt  ",
        b"\xff\xd8\xff\xe0",  # JPEG
        b"\xff\xfe<\x00h\x00",  # text in UTF-16
        b"\xff\xfb",
        b"\xff\xfb\xf0\x64",  # a bit rate that is forbidden
        b"\xff\xfb\x9c\x64",  # a sampling rate that is reserved
    ],
)
def test_what_only_looks_like_it_is_not_known(data: bytes) -> None:
    assert recognize(data) is None


def test_nothing_that_is_served_can_run() -> None:
    """HTML, SVG and script have no type here, so no address."""
    kinds = {found.mime.partition("/")[0] for found in TYPES.values()}
    assert kinds == {"image", "audio", "video", "application"}
    assert not any("xml" in found.mime or "html" in found.mime for found in TYPES.values())
    documents = {s for s, found in TYPES.items() if found.kind == Kind.DOCUMENT}
    assert documents == {".pdf", ".zip"}
