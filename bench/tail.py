"""The slowest hits: 8 workers, a comment per 100 hits and a save in the admin per 1,000."""

import http.client
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import blog, load, table
from bench.beside import Beside
from bench.hit import ARTICLES
from bench.load import Target
from bench.page import fetch
from bench.people import Admin, Answer, Line
from bench.server import Server

NAME = "tail"
ROUNDS = 3
READ = 20


def run(seconds: int = 5, comments: int = 0) -> None:
    """Print the 99th percentile of the hits against bare Flask's, and all errors.

    Each article has so many comments before.
    """
    paths = tuple(f"/articles/article-{n}" for n in range(1, READ + 1))
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        blog.filled(folder, ARTICLES)
        with Server.of(folder, workers=8, BLOG_PROXIES="1") as ours:
            for n in range(comments * READ):
                if (status := Line(ours.port).comment(n % READ + 1).status) != 303:
                    raise SystemExit(f"a comment answered {status}")
            size = len(fetch(ours.url + paths[0]).body)
            with Server.bare(size, workers=8) as bare:
                hits = Target(ours, "/", (), "turn.lua", paths)
                constant = Target(bare, "/", (), "turn.lua", (f"/{size}",))
                admin, pairs, writers = Admin(ours.port), [], []
                # The first comment and the first save of a worker load what they need.
                with _Writer(folder, admin):
                    load.run(hits, seconds=seconds)
                load.run(constant, seconds=1)
                for _ in range(ROUNDS):
                    plain = load.run(constant, seconds=seconds)
                    with _Writer(folder, admin) as writer:
                        pairs.append((load.run(hits, seconds=seconds), plain))
                    writers.append(writer)
    written = sum(writer.comments for writer in writers)
    saves = sum(writer.saves for writer in writers)
    failed = [error for writer in writers for error in writer.failed]
    read = sum(sample.requests for sample, _ in pairs)
    table.head(
        f"{read:,} hits on {READ} articles by 16 connections of 8 workers,"
        f" {written} comments, {saves} saves, {ROUNDS} rounds of {seconds} s"
    )
    table.line(
        "99th percentile of a hit against bare Flask",
        [sample.p99 / plain.p99 for sample, plain in pairs],
        most=1.5,
        told="; ".join(f"{a.p99:.1f} ms, bare {b.p99:.1f} ms" for a, b in pairs),
    )
    errors = [float(sample.errors) for sample, _ in pairs]
    table.line("errors of hits a round", errors, "", most=0)
    table.line("errors of comments and saves", [len(failed)], "", most=0, told=", ".join(failed))


class _Writer(Beside):
    """Comments and saves in step with the hits that the database has counted."""

    def __init__(self, folder: Path, admin: Admin) -> None:
        super().__init__()
        self.admin, self.port = admin, admin.line.connection.port
        self.database = folder / "blog.db"
        self.comments = self.saves = 0
        self.failed: list[str] = []

    def run(self) -> None:
        counted = sqlite3.connect(self.database, timeout=10)
        query = f"SELECT sum(views) FROM article_views WHERE article_id <= {READ}"  # noqa: S608 - a number
        before = counted.execute(query).fetchone()[0]
        while not self.ended.is_set():
            hits = counted.execute(query).fetchone()[0] - before
            if hits > self.saves * 1000:
                self.saves += 1
                self._note("save", self.admin.save, self.saves % READ + 1, "一句。")
            if hits > self.comments * 100:
                self.comments += 1
                self._note("comment", Line(self.port).comment, self.comments % READ + 1)
            else:
                time.sleep(0.005)
        counted.close()

    def _note(self, what: str, act: Callable[..., Answer], *arguments: object) -> None:
        try:
            status = act(*arguments).status
        except (OSError, http.client.HTTPException) as error:
            self.failed.append(f"{what}: {error!r}")
            return
        if status != 303:
            self.failed.append(f"{what}: {status}")
