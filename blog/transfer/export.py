"""The whole blog as files that other programs read too, and from which ours makes it anew."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blog.lib.database import db
from blog.lib.i18n import mark
from blog.lib.terminal import gettext as _
from blog.models import media
from blog.transfer import leaves, scratch, sheets
from blog.transfer.trouble import Trouble, explained

STANDS = mark("Nothing was exported.")
Step = Callable[[int], None]


@dataclass(slots=True)
class Exported:
    """How much stands in the folder, and which files of the library were missing."""

    articles: int = 0
    pages: int = 0
    comments: int = 0
    media: int = 0
    missing: tuple[str, ...] = ()


def export(folder: Path, *, step: Step = lambda _done: None) -> Exported:
    """Write the blog into a new or empty folder, which is there whole or not at all.

    The same blog gives the same bytes. `step` hears of each article. Raises Trouble.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(_("%(folder)s is not empty; name a new folder.", folder=folder))
    with explained(folder.parent, _(STANDS)):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with scratch.folder(folder.parent) as work:
            made = work / "export"
            made.mkdir(mode=0o755)
            done = _write(made, step)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    return done


def _write(folder: Path, step: Step) -> Exported:
    done = Exported()
    (folder / "articles").mkdir()
    (folder / "pages").mkdir()
    for name, text in leaves.articles():
        (folder / "articles" / name).write_text(text, "utf-8", newline="\n")
        done.articles += 1
        step(1)
    for name, text in leaves.pages():
        (folder / "pages" / name).write_text(text, "utf-8", newline="\n")
        done.pages += 1
    done.comments = sheets.write(folder / "comments.json", sheets.comments())
    done.media = sheets.write(folder / "media.json", sheets.files())
    sheets.write(folder / "mail.json", sheets.answers())
    sheets.write(folder / "views.json", sheets.history())
    sheets.write(folder / "blog.json", sheets.about())
    db.session.rollback()
    done.missing = _copy_media(folder / "media")
    return done


def _copy_media(target: Path) -> tuple[str, ...]:
    """Copy the library without what can be made anew; the paths of files that are gone."""
    missing = []
    for row in sheets.files():
        source, copy = media.folder() / row["path"], target / row["path"]
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, copy)
            os.utime(copy, (0, 0))
        except FileNotFoundError:
            missing.append(row["path"])
    db.session.rollback()
    return tuple(missing)
