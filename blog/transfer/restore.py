"""Bringing a backup back: checked whole, tried out, then put in place in one transaction."""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app

from blog import migrations
from blog.lib import child
from blog.lib.database import db, utcnow
from blog.lib.i18n import mark
from blog.lib.terminal import gettext as _
from blog.models import backup as backups
from blog.models import media
from blog.transfer import archive, backup, manifest, scratch
from blog.transfer.archive import Archive
from blog.transfer.backup import Tell
from blog.transfer.manifest import Manifest, Part, Tables
from blog.transfer.trouble import Trouble, Unreadable, explained

STANDS = mark("The blog that was there still is.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; `before` is the backup of what was there, `secret` that it changed."""

    manifest: Manifest
    media: int
    before: Path | None
    secret: bool


def restore(path: Path, *, tell: Tell = lambda _step: None) -> Restored:
    """Let the blog be as it is in this backup. Raises Trouble, having changed nothing shown.

    Media come first and none is deleted; the database follows in one transaction, with marks that
    no kept page holds and no login open. What was there is kept as a backup of its own.
    """
    instance = Path(current_app.instance_path)
    try:
        with explained(instance, _(STANDS)):
            instance.mkdir(parents=True, exist_ok=True)
            tell(_("reading the backup"))
            with archive.opened(path) as found, scratch.folder(instance) as work:
                _suits(found.manifest)
                return _put(found, work, instance, tell)
    except archive.Damaged as damage:
        raise Trouble(
            _(
                "%(path)s is damaged or no backup of this blog: %(part)s is not what was written. "
                "Take another backup. %(stands)s",
                path=path,
                part=damage.part,
                stands=_(STANDS),
            )
        ) from damage


def _suits(contents: Manifest) -> None:
    """Raise Trouble when this release cannot take that backup."""
    live = backup.engine()
    if contents.engine != live.name:
        raise Trouble(
            _(
                "This backup is of a blog in %(engine)s, and this one is kept in %(name)s: restore "
                "it into %(engine)s, then use `flask blog copy-to`. %(stands)s",
                engine=contents.engine,
                name=live.name,
                stands=_(STANDS),
            )
        )
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    try:
        known = contents.format == manifest.FORMAT and scripts.get_revision(contents.revision)
    except CommandError:
        known = None
    if not known:
        raise Trouble(
            _(
                "This backup was made by release %(version)s, which is newer than this one: upgrade"
                " first. %(stands)s",
                version=contents.version,
                stands=_(STANDS),
            )
        )


def _put(found: Archive, work: Path, instance: Path, tell: Tell) -> Restored:
    contents = found.manifest
    live = backup.engine()
    before: list[Path] = []

    def place(url: str, _tables: Tables) -> None:
        tell(_("bringing it up to this release"))
        _migrate(url, work)
        live.redraw(url)
        if live.exists():
            tell(_("keeping what is there"))
            before.append(_keep(backups.folder()))
        tell(_("bringing media"))
        for part in contents.media:
            _bring(found, part)
        os.sync()
        tell(_("bringing the database"))
        # The pool's connections end here, before the tables below them are others.
        db.session.remove()
        db.engine.dispose()
        live.replace(url, work)

    tell(_("trying the database"))
    backup.with_database(found, work, place)
    changed = _bring_secrets(found, instance)
    return Restored(contents, len(contents.media), before[0] if before else None, changed)


def _keep(folder: Path) -> Path:
    """A backup of what is there without its media, none of which go; raw when it is damaged."""
    folder.mkdir(exist_ok=True)
    kept = folder / f"before-restore-{utcnow():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.zip"
    try:
        return backup.back_up(kept, with_media=False, with_secret=True).path
    except Unreadable:
        return backup.engine().keep_raw(folder)


def _migrate(url: str, work: Path) -> None:
    """Bring that database to this release's migration, in a process of its own."""
    settings = {
        "DATABASE_URL": url,
        "INSTANCE_FOLDER": work / "instance",
        "SECRET_KEY": secrets.token_hex(16),
    }
    done = child.run(settings, "upgrade")
    if done.returncode:
        reason = (done.stderr.strip() or _("no reason given")).splitlines()[-1]
        raise Trouble(
            _(
                "The backup could not be brought to this release: %(reason)s %(stands)s",
                reason=reason,
                stands=_(STANDS),
            )
        )


def _bring(found: Archive, part: Part) -> None:
    """Put one file into the media folder, unless it is there already."""
    target = media.folder() / part.name.removeprefix(manifest.MEDIA)
    if target.is_file() and target.stat().st_size == part.size:
        with target.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == part.sha256:
                return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        found.extract(part, draft)
        draft.chmod(0o644)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _bring_secrets(found: Archive, instance: Path) -> bool:
    """Put the secret in place if the backup has one, and the settings file where none is."""
    if found.manifest.has(manifest.CONFIG) and not (instance / "config.py").exists():
        _write_private(instance / "config.py", found.read(manifest.CONFIG))
    if not found.manifest.has(manifest.SECRET):
        return False
    secret = found.read(manifest.SECRET)
    if secret == str(current_app.config["SECRET_KEY"]).encode():
        return False
    _write_private(instance / "secret_key", secret)
    return True


def _write_private(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink()
