"""The memory of the whole server after a minute of load and a save, beside two others."""

import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import blog, load, table
from bench.load import Target
from bench.page import fetch
from bench.people import Admin
from bench.server import Server

NAME = "memory"
ARTICLES = 10_000
READ = 2000


def run(seconds: int = 60) -> None:
    """Print megabytes as PSS: what processes share is counted once."""
    drawn = random.Random(1)
    articles = [f"/articles/article-{drawn.randint(1, ARTICLES)}" for _ in range(READ)]
    paths = articles + ["/", "/tags/t1", "/archive", "/feed.atom"] * 20
    drawn.shuffle(paths)
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        blog.filled(folder, ARTICLES)
        with Server.of(folder, BLOG_PROXIES="1") as ours:
            size = len(fetch(ours.url + articles[0]).body)
            database = f"sqlite:///{folder / 'blog.db'}"
            with (
                Server.bare(size) as bare,
                Server("bench.least:app", BENCH_DATABASE=database) as least,
                ThreadPoolExecutor() as together,
            ):
                begun = [server.memory() for server in (ours, bare, least)]
                targets = (
                    Target(ours, "/", (), "turn.lua", tuple(paths)),
                    Target(bare, f"/{size}"),
                    Target(least, "/", (), "turn.lua", tuple(articles)),
                )
                loads = together.map(lambda target: load.run(target, seconds=seconds), targets)
                for sample in loads:
                    if sample.errors:
                        raise SystemExit(f"{sample.errors} errors under load")
                saved = Admin(ours.port).save(1, "一句。").status
                if saved != 303:
                    raise SystemExit(f"the save answered {saved}")
                ended = [server.memory() for server in (ours, bare, least)]
    table.head(
        f"memory (PSS), 2 sync workers, {ARTICLES:,} articles, {seconds} s of load, one save"
    )
    told = [f"at the start {megabytes:.0f} MB" for megabytes in begun]
    table.line("the whole server", [ended[0]], "MB", most=90, told=told[0])
    table.line("bare Flask", [ended[1]], "MB", told=told[1])
    table.line("the least blog of the same packages", [ended[2]], "MB", told=told[2])
