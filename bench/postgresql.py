"""The hit once more, with the blog in a PostgreSQL of its own: one round trip a hit."""

import tempfile
from pathlib import Path

from bench import blog, hit
from bench.page import fetch
from bench.server import SECRET, Server

NAME = "postgresql"


def run(rounds: int = 3, seconds: int = 3) -> None:
    """Print the lines of `hit` for it; say so where there is no PostgreSQL."""
    try:
        from tests.support import postgresql
    except ImportError:  # its driver is no part of what the blog needs
        programs = None
    else:
        programs = postgresql.programs()
    if programs is None:
        print("\nnot measured on PostgreSQL: it or its driver is not installed here")
        return
    database = postgresql.Server(programs)
    try:
        with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
            folder, url = Path(name), postgresql.create(database.url)
            app = blog.opened(folder, url)
            blog.fill(app, hit.ARTICLES)
            blog.close(app)
            place = {"BLOG_DATABASE_URL": url, "BLOG_SECRET_KEY": SECRET}
            with Server.of(folder, **place) as ours:
                size = len(fetch(ours.url + hit.PATH).body)
                print("\nIn PostgreSQL, the server's own processor time left out:", end="")
                with Server.bare(size) as bare:
                    hit.compare(ours, bare, size, rounds, seconds)
    finally:
        database.stop()
