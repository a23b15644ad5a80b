"""Commands that make a backup and bring one back."""

import os
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from blog.lib.terminal import gettext as _
from blog.lib.terminal import ngettext
from blog.transfer import backup as backups
from blog.transfer import restore as restoring
from blog.transfer.trouble import Trouble


def tell(step: str) -> None:
    """Say what is being done, to a person who watches."""
    if sys.stderr.isatty() or "SUIBI_PROGRESS" in os.environ:  # a job of the desk
        click.echo(f"{step[0].upper()}{step[1:]} …", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="Put the moment into the name, and keep only the newest so many.",
)
@click.option(
    "--with-secret",
    is_flag=True,
    help="Put in the secret key and instance/config.py too: whoever has the file can then sign"
    " as this blog.",
)
@with_appcontext
def backup(file: Path, keep: int | None, with_secret: bool) -> None:
    """Write the whole blog to FILE (or into it, a folder), and prove that it can be restored.

    Safe while the site serves.
    """
    try:
        made = backups.back_up(file, keep=keep or 0, with_secret=with_secret, tell=tell)
    except Trouble as trouble:
        raise click.ClickException(str(trouble)) from None
    click.echo(
        _(
            "%(path)s holds the blog and was restored on trial: %(size)s MB, %(files)s.",
            path=made.path,
            size=f"{made.size / 1e6:,.1f}",
            files=ngettext("%(num)s media file", "%(num)s media files", made.media),
        )
    )
    if made.gone:
        click.echo(
            ngettext(
                "%(num)s older backup was removed.",
                "%(num)s older backups were removed.",
                len(made.gone),
            )
        )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def restore(file: Path) -> None:
    """Let the blog be as it is in FILE, a backup. What is there now is kept as a backup too.

    Safe while the site serves; every login is closed.
    """
    try:
        done = restoring.restore(file, tell=tell)
    except Trouble as trouble:
        raise click.ClickException(str(trouble)) from None
    moment = f"{done.manifest.moment:%Y-%m-%d %H:%M:%S} UTC"
    click.echo(_("The blog is as it was at %(moment)s.", moment=moment))
    if done.before:
        click.echo(_("What was there before is kept in %(path)s.", path=done.before))
    if done.secret:
        click.echo(_("The secret key is another now: restart the blog."))
