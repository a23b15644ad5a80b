"""What a database holds, as numbers that two databases can be compared by."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import Connection, MetaData, inspect, select

from blog.transfer.manifest import Table, Tables

# Made from the rest, and of another shape in each engine.
DERIVED = ("search", "sqlite_")
AT_ONCE = 500


def names(connection: Connection) -> list[str]:
    """The tables that hold something of their own, by name."""
    found = inspect(connection).get_table_names()
    return sorted(name for name in found if not name.startswith(DERIVED))


def reflect(connection: Connection) -> MetaData:
    """The tables as this database has them, whichever release made them."""
    metadata = MetaData()
    metadata.reflect(connection, only=names(connection), resolve_fks=False)
    return metadata


def tables(connection: Connection) -> Tables:
    """Rows and digest of each table: the same in SQLite and PostgreSQL for the same content."""
    metadata = reflect(connection)
    found = {}
    for name in sorted(metadata.tables):
        table = metadata.tables[name]
        columns = sorted(table.columns, key=lambda column: column.name)
        rows = connection.execute(select(*columns).execution_options(yield_per=AT_ONCE))
        found[name] = _sum(rows)
    return found


def _sum(rows: Iterable[Iterable[object]]) -> Table:
    """The digests of the rows, added up: rows come in no order that two engines agree on."""
    total = count = 0
    for row in rows:
        count += 1
        text = "\x1f".join(plain(value) for value in row)
        total += int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return Table(count, f"{total % 2**256:064x}")


def plain(value: object) -> str:
    """A stored value as text, the same whichever engine and driver handed it over."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return f"t{aware.astimezone(UTC).isoformat()}"
    if isinstance(value, date):
        return f"d{value.isoformat()}"
    if isinstance(value, bytes | memoryview):
        return f"b{bytes(value).hex()}"
    if isinstance(value, str):
        return f"s{len(value)}:{value}"
    if isinstance(value, int):  # a bool is one
        return f"i{int(value)}"
    return f"{type(value).__name__}{value!r}"


def differing(one: Tables, other: Tables) -> list[str]:
    """The names of the tables that do not hold the same in both."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
