"""Queries made once: for what a page that is built anew must read, or a verb under the lock.

As SQLAlchemy's own the same query costs four times as much, most of it in finding out again what
it asks for.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import CompoundSelect, Dialect, Select

from blog.lib.database import Hotline
from blog.lib.writing import execute

Process = Callable[[Any], Any]


class Prepared:
    """A query with bound parameters, made from what SQLAlchemy says it is."""

    def __init__(self, query: Select[Any] | CompoundSelect[Any]) -> None:
        self.query = query
        self._forms: dict[type[Dialect], _Form] = {}

    def rows(self, **values: object) -> list[Any]:
        """All rows, as named tuples of what the columns' types make of them. Raises Unavailable.

        They are asked on the hotline, which sees what is committed, not what the session has only
        written.
        """
        hotline: Hotline = current_app.extensions["hotline"]
        form = self._form(hotline.dialect)
        return form.named(hotline.rows(form.sql, form.bound(values)))

    def rows_within(self, **values: object) -> list[Any]:
        """The rows as the session's own transaction sees them, for which it may hold them.

        Raises what the session raises.
        """
        form = self._form(current_app.extensions["hotline"].dialect)
        return form.named([tuple(row) for row in execute(form.sql, *form.bound(values))])

    def _form(self, dialect: Dialect) -> "_Form":
        kind = type(dialect)
        if kind not in self._forms:
            self._forms[kind] = _Form(self.query, dialect)
        return self._forms[kind]

    def first(self, **values: object) -> Any:
        """The first row; None when there is none."""
        return next(iter(self.rows(**values)), None)


class _Form:
    """The query as one kind of database understands it."""

    def __init__(self, query: Select[Any] | CompoundSelect[Any], dialect: Dialect) -> None:
        made: Any = query.compile(dialect=dialect)
        # Lists of constants are spelled out once every parameter has a value, if none of use.
        spelled = made.construct_expanded_state(
            {name: None for name, bind in made.binds.items() if bind.required}
        )
        self.sql: str = spelled.statement
        self._fixed: dict[str, Any] = spelled.parameters
        self._order: Sequence[str] = spelled.positiontup
        self._into: dict[str, Process] = {
            name: process
            for name, bind in made.binds.items()
            if (process := bind.type.dialect_impl(dialect).bind_processor(dialect))
        }
        columns = query.selected_columns
        row: Any = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        self._make: Process = row._make
        self._outof: list[tuple[int, Process]] = [
            (place, process)
            for place, column in enumerate(columns)
            if (process := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]

    def bound(self, values: dict[str, object]) -> list[object]:
        """The values in the order of the placeholders."""
        given = self._fixed | values
        return [
            self._into[name](given[name]) if name in self._into else given[name]
            for name in self._order
        ]

    def named(self, rows: list[tuple[Any, ...]]) -> list[Any]:
        """The rows with names, their values as the types of the columns give them."""
        if not self._outof:
            return list(map(self._make, rows))
        found = []
        for row in rows:
            values = list(row)
            for place, process in self._outof:
                values[place] = process(values[place])
            found.append(self._make(values))
        return found
