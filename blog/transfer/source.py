"""Files from a stranger's folder or zip, under limits, never unpacked to disk."""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from blog.lib.terminal import gettext as _

MOST_FILES = 100_000
MOST_BYTES = 8 * 1024**3
DEEPEST = 30
LARGEST_TEXT = 2 * 1024**2
LARGEST_PICTURE = 50 * 1024**2
# Text packs to a tenth, a drawing to a fiftieth; what unpacks to far more was made to hurt.
MOST_PACKED = 300
PACKED_FREE = 1024**2
IGNORED = frozenset(
    "node_modules themes scaffolds _site public vendor archetypes layouts _layouts _includes "
    "_sass __MACOSX".split()
)


class Refused(ValueError):
    """The folder, zip or file cannot be taken; the message is one sentence for its owner."""


@dataclass(slots=True)
class Source:
    """The files by their path within the folder or zip, and what had to be passed over, and why."""

    name: str
    sizes: dict[str, int] = field(default_factory=dict)
    passed: dict[str, str] = field(default_factory=dict)

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file of at most `limit`; raises Refused."""
        raise NotImplementedError

    def open(self, path: str) -> IO[bytes]:
        """The file, to be read bit by bit; raises Refused."""
        raise NotImplementedError

    def text(self, path: str) -> bytes:
        """The bytes of a text file; raises Refused when it is too large to be one."""
        return self.read(path, LARGEST_TEXT)

    def picture(self, path: str) -> bytes:
        """The bytes of a picture; raises Refused when it is too large to be one."""
        return self.read(path, LARGEST_PICTURE)

    def _add(self, path: str, size: int) -> None:
        parts = PurePosixPath(path).parts
        if any(part in IGNORED or part.startswith(".") for part in parts[:-1]):
            return
        if len(parts) > DEEPEST:
            raise Refused(
                _(
                    "%(name)s has folders nested deeper than %(deepest)s: %(path)s…",
                    name=self.name,
                    deepest=DEEPEST,
                    path=path[:80],
                )
            )
        self.sizes[path] = size
        if len(self.sizes) > MOST_FILES:
            raise Refused(
                _(
                    "%(name)s holds more than %(most)s files.",
                    name=self.name,
                    most=f"{MOST_FILES:,}",
                )
            )


def _too_large(path: str, limit: int) -> Refused:
    return Refused(_("%(path)s is larger than %(limit)s MB.", path=path, limit=limit // 1024**2))


@dataclass(slots=True)
class _Folder(Source):
    root: Path = field(default_factory=Path)

    def walk(self) -> None:
        """Find the regular files; links are followed only within the folder."""
        home = self.root.resolve()
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(f for f in folders if f not in IGNORED and f[0] != ".")
            for name in sorted(files):
                self._find(Path(folder) / name, home)

    def _find(self, found: Path, home: Path) -> None:
        path = found.relative_to(self.root).as_posix()
        try:
            if found.is_symlink() and not found.resolve().is_relative_to(home):
                self.passed[path] = _("is a link that leads out of the folder")
                return
            status = found.stat()
        except OSError as error:
            self.passed[path] = _("cannot be read (%(strerror)s)", strerror=error.strerror)
            return
        if stat.S_ISREG(status.st_mode):
            self._add(_utf8(path), status.st_size)

    def read(self, path: str, limit: int) -> bytes:
        try:
            with (self.root / path).open("rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise _unread(path, error) from error
        if len(data) > limit:
            raise _too_large(path, limit)
        return data

    def open(self, path: str) -> IO[bytes]:
        try:
            return (self.root / path).open("rb")
        except OSError as error:
            raise _unread(path, error) from error


def _unread(path: str, error: OSError) -> Refused:
    return Refused(_("%(path)s cannot be read (%(why)s).", path=path, why=error.strerror))


def _utf8(path: str) -> str:
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = path.encode(errors="replace").decode()
        raise Refused(_("A file has a name that is not UTF-8: %(shown)s", shown=shown)) from None
    return path


@dataclass(slots=True)
class _Zip(Source):
    archive: zipfile.ZipFile = field(kw_only=True)
    infos: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def walk(self) -> None:
        """Judge every entry by its head before any is unpacked."""
        total = 0
        for info in self.archive.infolist():
            path = _entry_name(info)
            told = {"name": self.name, "path": path[:200]}
            if path.startswith("/") or ".." in PurePosixPath(path).parts or path[1:2] == ":":
                raise Refused(_("%(name)s holds a path that leads out of it: %(path)s", **told))
            if info.is_dir():
                continue
            if stat.S_ISLNK(info.external_attr >> 16):
                self.passed[path] = _("is a link, and links in a zip are not followed")
                continue
            total += info.file_size
            if total > MOST_BYTES:
                most = MOST_BYTES // 1024**3
                raise Refused(_("%(name)s unpacks to more than %(most)s GB.", most=most, **told))
            if info.file_size > max(PACKED_FREE, info.compress_size * MOST_PACKED):
                raise Refused(
                    _("%(name)s holds a file packed too tightly to be true: %(path)s", **told)
                )
            self.infos[path] = info
            self._add(path, info.file_size)
        self._unwrap()

    def _unwrap(self) -> None:
        """Drop the one folder that most zips put around everything."""
        while self.sizes and all("/" in path for path in self.sizes):
            tops = {path.partition("/")[0] for path in self.sizes}
            if len(tops) > 1 or tops & {"content", "source", "_posts", "articles", "posts"}:
                return
            cut = len(tops.pop()) + 1
            self.sizes = {path[cut:]: size for path, size in self.sizes.items()}
            self.infos = {path[cut:]: info for path, info in self.infos.items()}

    def read(self, path: str, limit: int) -> bytes:
        try:
            with self.archive.open(self.infos[path]) as file:
                data = file.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise Refused(_("%(path)s is damaged in the zip.", path=path)) from error
        except RuntimeError as error:
            raise Refused(_("%(path)s is locked with a password in the zip.", path=path)) from error
        if len(data) > limit:
            raise _too_large(path, limit)
        return data

    def open(self, path: str) -> IO[bytes]:
        try:
            return self.archive.open(self.infos[path])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise Refused(_("%(path)s is damaged or locked in the zip.", path=path)) from error


def _entry_name(info: zipfile.ZipInfo) -> str:
    """The entry's path; one not marked as UTF-8 may be GBK, as Windows writes in China."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    return name.replace("\\", "/")


class Joined(Source):
    """Two sources as one; of files under the same path the first one's is taken."""

    def __init__(self, first: Source, second: Source) -> None:
        super().__init__(first.name, second.sizes | first.sizes, first.passed | second.passed)
        self.first, self.second = first, second

    def _of(self, path: str) -> Source:
        return self.first if path in self.first.sizes else self.second

    def read(self, path: str, limit: int) -> bytes:
        return self._of(path).read(path, limit)

    def open(self, path: str) -> IO[bytes]:
        return self._of(path).open(path)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The files of a folder, of a zip, or the one file there; raises Refused."""
    if path.is_dir():
        folder = _Folder(str(path), root=path)
        folder.walk()
        yield folder
    elif zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                packed = _Zip(str(path), archive=archive)
                packed.walk()
                yield packed
        except zipfile.BadZipFile as error:
            raise Refused(_("%(path)s is a damaged zip.", path=path)) from error
    elif path.is_file():
        yield _Folder(str(path), {path.name: path.stat().st_size}, root=path.parent)
    else:
        raise Refused(_("There is no file or folder %(path)s.", path=path))
