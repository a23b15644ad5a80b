"""A flipped byte anywhere in a backup is found, and the part it is in is named."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.transfer import archive
from blog.transfer.archive import CONTENTS, Damaged, Writer
from blog.transfer.manifest import Manifest, Table

PARTS = {
    # Packed, and nowhere the same: a flipped bit cannot stand for equal bytes elsewhere.
    "database.sqlite3": random.Random(7).randbytes(3000).hex().encode(),
    "media/ab/picture.webp": bytes(range(256)) * 20,
    "media/cd/other.png": b"\x89PNG" * 50,
    "secret_key": b"secret",
    "config.py": b'BLOG_PROXIES = "1"\n',
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "backup.zip"
    writer = Writer(path)
    for name, data in PARTS.items():
        writer.add(name, io.BytesIO(data), len(data), pack=name.startswith("database"))
    writer.seal(
        Manifest(
            made_at="2026-11-22T10:00:00+00:00",
            version="0.1.0",
            engine="sqlite",
            revision="0004",
            tables={"articles": Table(3, "ab")},
            parts=tuple(writer.parts),
        )
    )
    return path


def damaged(made: Path, tmp_path: Path, change: Callable[[bytearray], object]) -> str | None:
    """The part that is named when the file is changed so."""
    data = bytearray(made.read_bytes())
    change(data)
    path = tmp_path / "damaged.zip"
    path.write_bytes(data)
    try:
        with archive.opened(path):
            return None
    except Damaged as damage:
        return damage.part


def test_what_is_whole_is_read(made: Path, tmp_path: Path) -> None:
    assert damaged(made, tmp_path, lambda data: None) is None
    with archive.opened(made) as found:
        for part in found.manifest.parts:
            assert found.read(part.name) == PARTS[part.name]


@pytest.mark.parametrize("name", PARTS)
def test_a_flipped_byte_in_a_part_is_named_by_the_part(
    made: Path, tmp_path: Path, name: str
) -> None:
    import zipfile

    with zipfile.ZipFile(made) as opened:
        info = opened.getinfo(name)
    start = info.header_offset + 30 + len(name)
    # The last bits of a packed part only end it: flipped, the seal is broken and nothing else.
    for at in (start, start + info.compress_size // 2, start + info.compress_size - 8):

        def flip(data: bytearray, at: int = at) -> None:
            data[at] ^= 0x10

        assert damaged(made, tmp_path, flip) == name


def test_a_flipped_byte_in_the_manifest_is_named(made: Path, tmp_path: Path) -> None:
    at = made.read_bytes().index(b'"made_at"') + 2

    def flip(data: bytearray) -> None:
        data[at] ^= 1

    assert damaged(made, tmp_path, flip) == "manifest.json"


def test_a_flipped_byte_in_the_seal_is_found(made: Path, tmp_path: Path) -> None:
    def flip(data: bytearray) -> None:
        data[-1] ^= 1

    assert damaged(made, tmp_path, flip) == CONTENTS


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_found(
    made: Path, tmp_path: Path, where: float, bit: int
) -> None:
    def flip(data: bytearray) -> None:
        data[int(where * len(data))] ^= 1 << bit

    assert damaged(made, tmp_path, flip) is not None


def test_a_flipped_byte_at_every_place_outside_the_parts_is_found(
    made: Path, tmp_path: Path
) -> None:
    """Names, dates and flags between the parts, and the table of contents."""
    data = made.read_bytes()
    directory = data.index(b"PK\x01\x02")
    for at in [*range(60), *range(directory, len(data))]:

        def flip(data: bytearray, at: int = at) -> None:
            data[at] ^= 0x01

        assert damaged(made, tmp_path, flip) is not None, at


@pytest.mark.parametrize("left", [0, 10, 500, -1])
def test_a_file_cut_short_is_found(made: Path, tmp_path: Path, left: int) -> None:
    def cut(data: bytearray) -> None:
        del data[left:]

    assert damaged(made, tmp_path, cut) is not None


@pytest.mark.parametrize("name", ["media/../../etc/passwd", "/etc/passwd", "media/a\\b"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bad.zip"
    writer = Writer(path)
    writer.add("database.sqlite3", io.BytesIO(b"x"), 1)
    writer.add(name, io.BytesIO(b"x"), 1)
    writer.seal(
        Manifest(
            made_at="2026-11-22T10:00:00+00:00",
            version="0.1.0",
            engine="sqlite",
            revision="0004",
            tables={},
            parts=tuple(writer.parts),
        )
    )
    with pytest.raises(Damaged), archive.opened(path):
        pass


def test_an_abandoned_file_is_gone(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "half.zip")
    writer.add("media/a", io.BytesIO(b"x"), 1)
    writer.abandon()
    assert list(tmp_path.iterdir()) == []
