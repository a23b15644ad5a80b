"""The file of a backup: a zip that any program opens, with a seal over every byte of it.

Digests of the parts stand in the manifest and say which part is damaged. The seal, a SHA-256 at
the very end of the file (in the comment of the zip), covers what lies between the parts as well.
"""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO

from blog.lib.i18n import mark
from blog.lib.terminal import gettext as _
from blog.transfer import manifest
from blog.transfer.manifest import Manifest, Part

SEAL = b"suibi backup, sha256 of all before this: "
HEX = 64
CHUNK = 1 << 20
CONTENTS = mark("what holds its parts together")


class Damaged(Exception):
    """The file does not hold what was put into it; `part` says where."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Writer:
    """A backup while it is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts: list[Part] = []
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=True)

    def add(self, name: str, source: IO[bytes], size: int, *, pack: bool = False) -> Part:
        """Put in what `source` holds, about `size` bytes; `pack` what is not packed already."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        info.file_size = size
        digest, length = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=size > 1 << 30) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                length += len(chunk)
                target.write(chunk)
        part = Part(name, length, digest.hexdigest())
        self.parts.append(part)
        return part

    def seal(self, contents: Manifest) -> None:
        """Add the manifest, close and seal the file, and see it onto the disk."""
        self._zip.writestr(manifest.NAME, contents.to_json())
        self._zip.comment = SEAL + b"0" * HEX
        self._zip.close()
        seal = _digest(self._file, _size(self._file) - HEX)
        self._file.seek(-HEX, os.SEEK_END)
        self._file.write(seal)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close and remove the unfinished file."""
        self._zip.fp = None  # or it would still write its directory, on a disk that may be full
        with suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)


class Archive:
    """A backup whose every byte was found as it was written."""

    def __init__(self, opened: zipfile.ZipFile, contents: Manifest) -> None:
        self._zip = opened
        self.manifest = contents

    def extract(self, part: Part, target: Path) -> None:
        """Write the part to this path, where nothing may be yet. Raises Damaged."""
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in _chunks(self._zip, part):
                file.write(chunk)

    def read(self, name: str) -> bytes:
        """All bytes of a small part. Raises KeyError, Damaged."""
        found = {part.name: part for part in self.manifest.parts}
        return b"".join(_chunks(self._zip, found[name]))


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The backup in this file, read once from end to end. Raises Damaged, OSError."""
    with path.open("rb") as file:
        whole = _sealed(file)
        with _directory(file) as found:
            contents = _manifest(found)
            _check(found, contents)
            if not whole:
                raise Damaged(_(CONTENTS))
            yield Archive(found, contents)


def _sealed(file: IO[bytes]) -> bool:
    """Whether the seal fits the file. Raises Damaged when there is no seal at all."""
    size = _size(file)
    if size < HEX + len(SEAL):
        raise Damaged(_("its end, which is cut off"))
    digest = _digest(file, size - HEX)
    return file.read(HEX) == digest


def _digest(file: IO[bytes], length: int) -> bytes:
    """The digest of the first `length` bytes, after which the file stands then."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(min(CHUNK, length)):
        digest.update(chunk)
        length -= len(chunk)
    return digest.hexdigest().encode()


def _size(file: IO[bytes]) -> int:
    return file.seek(0, os.SEEK_END)


@contextmanager
def _directory(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        found = zipfile.ZipFile(file)
    except Exception as error:  # a damaged directory raises whatever its bytes happen to mean
        raise Damaged(_(CONTENTS)) from error
    with found:
        yield found


def _manifest(found: zipfile.ZipFile) -> Manifest:
    try:
        contents = Manifest.from_json(found.read(manifest.NAME))
        _ = contents.database  # raises ValueError when there is none
    except Exception as error:  # as above
        raise Damaged(manifest.NAME) from error
    return contents


def _check(found: zipfile.ZipFile, contents: Manifest) -> None:
    for part in contents.parts:
        steps = PurePosixPath(part.name)
        if steps.is_absolute() or ".." in steps.parts or "\\" in part.name or "\0" in part.name:
            raise Damaged(manifest.NAME)
        for _piece in _chunks(found, part):
            pass


def _chunks(found: zipfile.ZipFile, part: Part) -> Iterator[bytes]:
    """The bytes of a part. Raises Damaged at the latest after the last of them."""
    digest, length = hashlib.sha256(), 0
    try:
        source = found.open(part.name)
    except Exception as error:  # as above
        raise Damaged(part.name) from error
    with source:
        while True:
            try:
                chunk = source.read(CHUNK)
            except Exception as error:  # as above
                raise Damaged(part.name) from error
            length += len(chunk)
            if not chunk or length > part.size:
                break
            digest.update(chunk)
            yield chunk
    if (length, digest.hexdigest()) != (part.size, part.sha256):
        raise Damaged(part.name)
