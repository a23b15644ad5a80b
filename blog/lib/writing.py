"""Writing in the session's transaction, so that the lock is held as short as can be.

On SQLite each reader's hit waits while somebody else writes. So a verb works out what it is to
write before the first statement that does, and what it then says goes to the driver as it stands:
an `update()` that SQLAlchemy must first put into words takes twenty times as long.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, inspect
from sqlalchemy.dialects import postgresql, sqlite

from blog.lib.database import Base, db, is_sqlite


def begin_write() -> None:
    """Take the write lock before reading, for a verb that must read and then write as one.

    A deferred transaction that reads first and then writes fails at once when another
    writer came between; on PostgreSQL the verb's own row locks do the same work.
    """
    if is_sqlite() and not db.session.connection().connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # a live connection has its driver's
        db.session.connection().exec_driver_sql("BEGIN IMMEDIATE")


def execute(sql: str, *parameters: object) -> CursorResult[Any]:
    """What a statement answers that is run as it stands, among the others of the session.

    Placeholders are `?`. What the session holds is written before, as for statements of its own:
    all verbs take the rows they change in one order, or two could wait for each other for ever.
    """
    if db.session.autoflush:
        db.session.flush()
    told = sql if is_sqlite() else sql.replace("?", "%s")
    return db.session.connection().exec_driver_sql(told, parameters)


def upsert(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of some columns; where a key stands already, set those columns. One statement."""
    if not rows:
        return
    keys = [column.name for column in inspect(model).primary_key]
    adding: Any = (sqlite if is_sqlite() else postgresql).insert(model.__table__)
    others = {name: adding.excluded[name] for name in rows[0] if name not in keys}
    db.session.execute(adding.on_conflict_do_update(index_elements=keys, set_=others), rows)
