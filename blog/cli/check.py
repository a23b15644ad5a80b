"""The command that looks whether everything is as it should be."""

from collections.abc import Iterable

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from blog.lib import database
from blog.lib.i18n import mark
from blog.lib.terminal import gettext as _
from blog.lib.terminal import ngettext
from blog.models import holdings, indexing, tally

ADVICE = {
    "database": mark("Restore the last good backup: flask blog restore <file>."),
    "counts": mark("Mend them: flask blog check --repair."),
    "media": mark("Restore a backup that holds them, or upload them again."),
    "links": mark("Edit what links there."),
    "search": mark("Build it anew: flask blog reindex."),
}
NAMES = {
    "database": mark("database"),
    "counts": mark("counts"),
    "media": mark("media"),
    "links": mark("links"),
    "search": mark("search"),
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
            _(
                "The database cannot be read: %(reason)s. %(advice)s",
                reason=str(error.orig).strip(),
                advice=_(ADVICE["database"]),
            )
        ) from None
    for part, faults in found.items():
        for fault in faults:
            click.echo(fault)
        if faults:
            click.echo(_(ADVICE[part]), err=True)
    if total := sum(map(len, found.values())):
        wrong = _named(part for part, faults in found.items() if faults)
        raise click.ClickException(
            ngettext(
                "%(num)s fault in %(parts)s.", "%(num)s faults in %(parts)s.", total, parts=wrong
            )
        )
    click.echo(_("Everything is as it should be: %(parts)s.", parts=_named(found)))


def _named(parts: Iterable[str]) -> str:
    return _(", ").join(_(NAMES[part]) for part in parts)


def _mend() -> None:
    if wrong := tally.faults():
        tally.mend()
        click.echo(
            ngettext(
                "%(num)s kept count was mended.", "%(num)s kept counts were mended.", len(wrong)
            )
        )
    if list(holdings.search_faults()):
        indexing.begin_anew()
        while indexing.go_on():
            pass
        click.echo(_("The search was built anew."))
