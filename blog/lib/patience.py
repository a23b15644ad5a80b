"""Connections to PostgreSQL that wait for an answer no longer than a reader should."""

from collections.abc import Generator
from typing import Any

import psycopg
from psycopg.errors import _WaitTimeout

CONNECT_SECONDS = 3
ANSWER_SECONDS = 5.0


class Impatient(psycopg.Connection[Any]):
    """A connection that gives itself up when an answer takes longer than ANSWER_SECONDS.

    A server that froze, or a line that swallows everything, looks to the driver like a slow query.
    Raises psycopg.OperationalError then.
    """

    def wait(
        self, gen: Generator[Any, Any, Any], interval: float = 0.1, timeout: float | None = None
    ) -> Any:
        """What the driver waits by for each answer."""
        try:
            return super().wait(gen, interval, timeout or ANSWER_SECONDS)
        except _WaitTimeout:
            self.close()
            raise psycopg.OperationalError("the database does not answer in time") from None


def connect(*arguments: Any, **options: Any) -> Impatient:
    """As psycopg.connect."""
    return Impatient.connect(*arguments, **({"connect_timeout": CONNECT_SECONDS} | options))
