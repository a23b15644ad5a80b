"""Counting what a page asks of the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from blog.lib.database import Hotline, db


class Statements:
    """`with sql() as asked: client.get("/")`, then `asked.statements` is a list of SQL."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.statements: list[str] = []

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(self.statements)

    def steps(self, *tables: str) -> list[str]:
        """How SQLite goes to these tables and what it sorts: `SCAN t`, `USE TEMP B-TREE FOR …`."""
        found = []
        for statement in self.statements:
            bound = (None,) * statement.count("?")
            with db.engine.connect() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", bound).all()
            sought = (*tables, "TEMP B-TREE")
            found += [str(row[-1]) for row in plan if any(name in row[-1] for name in sought)]
        return found

    @contextmanager
    def listening(self) -> Iterator["Statements"]:
        """Every statement, on whichever of the two ways to the database it went."""
        with self.app.app_context():
            engine = db.engine
        ask = Hotline._ask

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            self.statements.append(statement)

        def noted(
            line: Hotline, sql: str, parameters: Sequence[object], every: bool = False
        ) -> Any:
            self.statements.append(sql)
            return ask(line, sql, parameters, every)

        event.listen(engine, "before_cursor_execute", note)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Hotline, "_ask", noted)
            try:
                yield self
            finally:
                event.remove(engine, "before_cursor_execute", note)
