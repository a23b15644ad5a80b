"""Moving a blog into PostgreSQL: one transaction, which commits only a copy that is the same."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, DateTime, NullPool, Table, create_engine, func, make_url, select
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from blog import config
from blog.lib import child
from blog.lib.i18n import mark
from blog.lib.terminal import gettext as _
from blog.transfer import backup, digest, scratch
from blog.transfer.backup import Tell
from blog.transfer.manifest import Tables
from blog.transfer.postgresql import REDRAW
from blog.transfer.trouble import Trouble, explained

STANDS = mark("The blog is as it was, and nothing was written to the other database.")
OWN = ("articles", "pages", "comments", "media", "users", "categories", "tags")
"""Tables of which an empty blog has no rows."""
AT_ONCE = 500


def copy_to(address: str, *, tell: Tell = lambda _step: None) -> Tables:
    """Copy the blog as it is now into an empty PostgreSQL database; what was copied.

    Raises Trouble, having committed nothing. What is read or written here meanwhile stays behind.
    """
    url = _target(address)
    instance = Path(current_app.instance_path)
    with explained(instance, _(STANDS)), scratch.folder(instance) as work:
        tell(_("preparing the other database"))
        _flask(url, "upgrade")
        tell(_("copying the database as it is now"))
        live = backup.engine()
        live.dump(work / "dump", work)
        with live.unpack(work / "dump", work) as source:
            copied = _copy(source, url, tell)
    tell(_("building the search"))
    _flask(url, "reindex")
    return copied


def _target(address: str) -> str:
    try:
        options = {option.name: option for option in config.OPTIONS}
        url = str(options["DATABASE_URL"].read(address))
    except ValueError as error:
        raise Trouble(_("The address must be %(error)s.", error=error)) from None
    if not url.startswith("postgresql+psycopg://"):
        raise Trouble("A blog is copied to PostgreSQL: postgresql://name:password@host/database.")
    return url


def _flask(url: str, command: str) -> None:
    """Run one of our commands on that database, in a process of its own."""
    settings = {
        "DATABASE_URL": url,
        "INSTANCE_FOLDER": current_app.instance_path,
        "SECRET_KEY": current_app.config["SECRET_KEY"],
    }
    done = child.run(settings, command)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if re.search(r"(?i)error|fatal|denied|fail", line)]
        reason = (errors or lines or [_("no reason given")])[0][:300]
        raise Trouble(
            _(
                "The other database cannot be used: %(reason)s %(stands)s",
                reason=reason,
                stands=_(STANDS),
            )
        )


def _copy(source: str, target: str, tell: Tell) -> Tables:
    engines = [create_engine(make_url(url), poolclass=NullPool) for url in (source, target)]
    with engines[0].connect() as here, engines[1].begin() as there:
        _must_be_empty(there)
        mine, theirs = digest.reflect(here), digest.reflect(there)
        if set(mine.tables) != set(theirs.tables):
            raise Trouble(
                _("Upgrade this blog first: `flask blog upgrade`. %(stands)s", stands=_(STANDS))
            )
        with _references_later(there):
            for name in sorted(theirs.tables):
                there.execute(theirs.tables[name].delete())
            for name in sorted(theirs.tables):
                tell(_("copying %(name)s", name=name))
                _copy_rows(here, there, mine.tables[name], theirs.tables[name])
        tell(_("comparing"))
        copied = digest.tables(there)
        if wrong := digest.differing(digest.tables(here), copied):
            raise Trouble(
                _(
                    "The copy differs in %(wrong)s. %(stands)s",
                    wrong=", ".join(wrong),
                    stands=_(STANDS),
                )
            )
        for statement in REDRAW[:2]:
            there.execute(sql(statement))
    return copied


def _must_be_empty(there: Connection) -> None:
    for name in OWN:
        if there.scalar(sql(f"SELECT 1 FROM {name} LIMIT 1")):  # noqa: S608 - a constant
            raise Trouble(
                _(
                    "The other database already holds %(name)s: name an empty one. %(stands)s",
                    name=name,
                    stands=_(STANDS),
                )
            )


@contextmanager
def _references_later(there: Connection) -> Iterator[None]:
    """Let references be checked at the end: a reply may stand before what it answers."""
    found = there.execute(
        sql(
            "SELECT conrelid::regclass, quote_ident(conname) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, name in found:
        there.execute(
            sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED")
        )
    yield
    there.execute(sql("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, name in found:
        there.execute(sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE"))


def _copy_rows(here: Connection, there: Connection, mine: Table, theirs: Table) -> None:
    names = [column.name for column in mine.columns]
    convert = [_converter(theirs.columns[name].type) for name in names]
    rows = here.execute(select(*mine.columns).execution_options(yield_per=AT_ONCE))
    for batch in rows.partitions(AT_ONCE):
        values = [
            {name: change(value) for name, change, value in zip(names, convert, row, strict=True)}
            for row in batch
        ]
        try:
            there.execute(theirs.insert(), values)
        except DBAPIError as error:
            reason = str(error.orig).splitlines()[0]
            raise Trouble(
                _(
                    "A row of %(name)s cannot be copied: %(reason)s. %(stands)s",
                    name=mine.name,
                    reason=reason,
                    stands=_(STANDS),
                )
            ) from error
    _go_on_counting(there, theirs)


def _converter(kind: object) -> Callable[[Any], Any]:
    """What makes of a value of SQLite the one PostgreSQL stores: its moments know their zone."""
    if isinstance(kind, DateTime) and kind.timezone:
        return lambda value: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
    return lambda value: value


def _go_on_counting(there: Connection, table: Table) -> None:
    """Let the next number of the table come after those that were copied."""
    if "id" not in table.columns:
        return
    column = table.columns["id"]
    sequence = there.scalar(
        sql("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{table.name}"'}
    )
    highest = there.scalar(select(func.max(column)))
    if sequence and highest:
        there.execute(sql("SELECT setval(:name, :value)"), {"name": sequence, "value": highest})
