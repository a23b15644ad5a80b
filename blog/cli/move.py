"""The command that moves a blog to PostgreSQL."""

import click
from flask.cli import with_appcontext

from blog.cli.backup import tell
from blog.lib.terminal import gettext as _
from blog.transfer import move
from blog.transfer.trouble import Trouble


@click.command("copy-to")
@click.argument("database_url", metavar="DATABASE_URL")
@with_appcontext
def copy_to(database_url: str) -> None:
    """Copy this blog into an empty PostgreSQL database, and check the copy.

    The site may serve meanwhile; what is read or written after the copy began is not in it.
    """
    try:
        copied = move.copy_to(database_url, tell=tell)
    except Trouble as trouble:
        raise click.ClickException(str(trouble)) from None
    rows = sum(table.rows for table in copied.values())
    click.echo(
        _(
            "%(rows)s rows of %(tables)s tables were copied and are the same."
            " Set BLOG_DATABASE_URL to the new address and restart the blog.",
            rows=f"{rows:,}",
            tables=len(copied),
        )
    )
