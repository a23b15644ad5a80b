"""Commands that keep the database in order."""

import sys

import click
from flask.cli import with_appcontext

from blog import migrations
from blog.lib.terminal import gettext as _
from blog.models import indexing


@click.command()
@with_appcontext
def upgrade() -> None:
    """Migrate the database to this release, after a copy of it."""
    copy = migrations.upgrade()
    if copy:
        click.echo(_("The database before the migration is kept in %(path)s.", path=copy))


@click.command()
@with_appcontext
def reindex() -> None:
    """Rebuild the index of the search; the site may serve meanwhile."""
    total = indexing.begin_anew()
    quiet = not sys.stderr.isatty()
    with click.progressbar(length=total, label=_("Indexing"), file=sys.stderr, hidden=quiet) as bar:
        while done := indexing.go_on():
            bar.update(done)
    click.echo(_("The search knows what is published: %(total)s.", total=f"{total:,}"))
