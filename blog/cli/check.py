"""The command that looks whether everything is as it should be."""

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from blog.lib import database
from blog.models import holdings, indexing, tally

ADVICE = {
    "database": "Restore the last good backup: flask blog restore <file>.",
    "counts": "Mend them: flask blog check --repair.",
    "media": "Restore a backup that holds them, or upload them again.",
    "links": "Edit what links there.",
    "search": "Build it anew: flask blog reindex.",
}


@click.command()
@click.option("--repair", is_flag=True, help="Put kept counts right, and build the search anew.")
@with_appcontext
def check(repair: bool) -> None:
    """Verify database, kept counts, media files, links between articles, and the search."""
    try:
        found = {"database": database.faults()}
        if not found["database"]:
            if repair:
                _mend()
            found |= {
                "counts": tally.faults(),
                "media": list(holdings.media_faults()),
                "links": list(holdings.link_faults()),
                "search": list(holdings.search_faults()),
            }
    except DatabaseError as error:
        raise click.ClickException(
            f"The database cannot be read: {str(error.orig).strip()}. {ADVICE['database']}"
        ) from None
    for part, faults in found.items():
        for fault in faults:
            click.echo(fault)
        if faults:
            click.echo(ADVICE[part], err=True)
    if total := sum(map(len, found.values())):
        raise click.ClickException(f"{total} faults in {', '.join(p for p in found if found[p])}.")
    click.echo(f"Everything is as it should be: {', '.join(found)}.")


def _mend() -> None:
    if wrong := tally.faults():
        tally.mend()
        click.echo(f"{len(wrong)} kept counts were mended.")
    if list(holdings.search_faults()):
        indexing.begin_anew()
        while indexing.go_on():
            pass
        click.echo("The search was built anew.")
