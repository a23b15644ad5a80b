"""Commands that keep the database in order."""

import sys

import click
from flask.cli import with_appcontext

from blog import migrations
from blog.models import indexing


@click.command()
@with_appcontext
def upgrade() -> None:
    """Migrate the database to this release, after a copy of it."""
    copy = migrations.upgrade()
    if copy:
        click.echo(f"The database before the migration is kept in {copy}.")


@click.command()
@with_appcontext
def reindex() -> None:
    """Rebuild the index of the search; the site may serve meanwhile."""
    total = indexing.begin_anew()
    with click.progressbar(length=total, label="Indexing", file=sys.stderr) as bar:
        while done := indexing.go_on():
            bar.update(done)
    click.echo(f"The search knows what is published: {total:,}.")
