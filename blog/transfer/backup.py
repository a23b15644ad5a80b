"""Making a backup: one file that was read back, unpacked and compared before it has its name."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from blog.lib.database import db, utcnow
from blog.lib.i18n import mark
from blog.lib.terminal import gettext as _
from blog.models import media
from blog.models.backup import Backup
from blog.transfer import archive, digest, manifest, scratch
from blog.transfer.archive import Archive, Writer
from blog.transfer.manifest import Manifest, Tables
from blog.transfer.postgresql import Postgresql
from blog.transfer.sqlite import Sqlite, inventory
from blog.transfer.trouble import Trouble, explained
from blog.version import __version__

STANDS = mark("The blog is as it was, and so are earlier backups.")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and proved."""

    path: Path
    size: int
    media: int
    gone: tuple[Path, ...]


def engine() -> Sqlite | Postgresql:
    """The engine this app's database is kept in."""
    url = make_url(str(current_app.config["DATABASE_URL"]))
    return Sqlite(url) if url.get_backend_name() == "sqlite" else Postgresql(url)


def back_up(
    target: Path,
    *,
    keep: int = 0,
    with_secret: bool = False,
    with_media: bool = True,
    tell: Tell = lambda _step: None,
) -> Made:
    """Write a backup to `target`, or into it when it is a folder. Raises Trouble.

    With `keep` the moment becomes part of the name, and only the newest so many stay.
    """
    moment = utcnow()
    path = _named(target, moment, dated=keep > 0)
    with explained(path.parent, _(STANDS)), scratch.folder(path.parent) as work:
        writer = Writer(work / "backup")
        try:
            _write(writer, work, moment, with_secret, with_media, tell)
        except BaseException:
            writer.abandon()
            raise
        tell(_("reading it back"))
        _prove(work)
        size = writer.path.stat().st_size
        writer.path.replace(path)
        _settle(path.parent)
    gone = _rotate(target, path, keep) if keep else ()
    with suppress(SQLAlchemyError):  # a blog that waits for its upgrade has no such table yet
        Backup.record(path.name, size, moment)
    db.session.rollback()
    count = sum(part.name.startswith(manifest.MEDIA) for part in writer.parts)
    return Made(path, size, count, gone)


def _write(
    writer: Writer, work: Path, moment: datetime, with_secret: bool, with_media: bool, tell: Tell
) -> None:
    live = engine()
    tell(_("copying the database"))
    dump = work / "dump"
    tables = live.dump(dump, work)
    with dump.open("rb") as file:
        writer.add(live.part, file, dump.stat().st_size, pack=live.name == "sqlite")
    dump.unlink()
    if with_media:
        tell(_("copying media"))
        _add_media(writer, media.folder())
    if with_secret:
        _add_secrets(writer, work)
    tell(_("sealing the file"))
    contents = Manifest(
        made_at=moment.isoformat(),
        version=__version__,
        engine=live.name,
        revision=revision(),
        tables=tables,
        parts=tuple(writer.parts),
    )
    writer.seal(contents)


def _add_media(writer: Writer, folder: Path) -> None:
    """Every file, also those nobody names. One that vanishes meanwhile was deleted for good."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name.startswith(".") or not path.is_file() or path.is_symlink():
            continue
        with suppress(FileNotFoundError), path.open("rb") as file:
            writer.add(manifest.MEDIA + name, file, os.fstat(file.fileno()).st_size)


def _add_secrets(writer: Writer, work: Path) -> None:
    secret = work / "secret"
    secret.write_text(str(current_app.config["SECRET_KEY"]))
    settings = Path(current_app.instance_path) / "config.py"
    for name, path in ((manifest.SECRET, secret), (manifest.CONFIG, settings)):
        if path.is_file():
            with path.open("rb") as file:
                writer.add(name, file, path.stat().st_size)


def revision() -> str:
    """The migration the live database is at; empty when it never was migrated."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _prove(work: Path) -> None:
    """Read every byte back, restore the database in `work`, compare. Raises Trouble."""
    try:
        with archive.opened(work / "backup") as found:
            with_database(found, work, lambda _url, _tables: None)
    except archive.Damaged as damage:
        raise Trouble(
            _(
                "What was written cannot be read back: %(part)s is damaged. The disk fails; name a "
                "folder on another one. %(stands)s",
                part=damage.part,
                stands=_(STANDS),
            )
        ) from damage


def with_database(found: Archive, work: Path, use: Callable[[str, Tables], None]) -> None:
    """Unpack the database in `work`, compare it with the manifest, and call `use` on it."""
    part = found.manifest.database
    dump = work / "dump"
    found.extract(part, dump)
    with engine().unpack(dump, work) as url:
        dump.unlink()
        tables = inventory(url)
        if wrong := digest.differing(tables, found.manifest.tables):
            raise Trouble(
                _(
                    "The backup does not hold what it says: %(wrong)s. %(stands)s",
                    wrong=", ".join(wrong),
                    stands=_(STANDS),
                )
            )
        use(url, tables)


def _settle(folder: Path) -> None:
    """See the new name onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _named(target: Path, moment: datetime, *, dated: bool) -> Path:
    target = target.absolute()
    if target.is_dir():
        return target / f"suibi-{moment:%Y%m%d-%H%M%S}.zip"
    if not dated:
        return target
    return target.with_name(f"{target.stem}-{moment:%Y%m%d-%H%M%S}{target.suffix}")


def _rotate(target: Path, made: Path, keep: int) -> tuple[Path, ...]:
    """Remove all but the newest `keep` of this name; those that were removed."""
    stem, end = ("suibi", ".zip") if target.is_dir() else (target.stem, target.suffix)
    ours = re.compile(re.escape(stem) + r"-\d{8}-\d{6}" + re.escape(end))
    there = sorted(path for path in made.parent.iterdir() if ours.fullmatch(path.name))
    gone = tuple(path for path in there[:-keep] if path != made)
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
