"""Commands that keep the database in order."""

import click
from flask.cli import with_appcontext

from blog import migrations


@click.command()
@with_appcontext
def upgrade() -> None:
    """Migrate the database to this release, after a copy of it."""
    copy = migrations.upgrade()
    if copy:
        click.echo(f"The database before the migration is kept in {copy}.")
