"""A PostgreSQL server for tests that need one beside the blog's own database."""

from collections.abc import Iterator

import pytest

from tests.support import postgresql
from tests.support.needed import missing


@pytest.fixture(scope="session")
def other_server(database_server: str | None) -> Iterator[str]:
    """The address of a PostgreSQL server."""
    if database_server:
        yield database_server
        return
    programs = postgresql.programs() or missing("PostgreSQL", "postgresql")
    running = postgresql.Server(programs)
    yield running.url
    running.stop()


@pytest.fixture
def empty(other_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    url = postgresql.create(other_server)
    yield url
    postgresql.drop(other_server, url)
