"""The page hit: an article with 20 comments, counted, against bare Flask of as many bytes."""

import tempfile
from pathlib import Path
from urllib.request import urlopen

from bench import blog, load
from bench.load import Sample
from bench.server import Server

NAME = "hit"
ROUNDS = 3
ARTICLES = 1000


def run(seconds: float = 3) -> None:
    """Print requests a second and CPU a request as ratios to bare Flask, sync and threaded."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        blog.filled(folder, ARTICLES)
        path = f"/articles/article-{ARTICLES}"
        page = folder / "page.html"
        with Server("wsgi:app", BLOG_INSTANCE_FOLDER=str(folder)) as ours:
            page.write_bytes(urlopen(ours.url + path).read())
        for threads in (1, 4):
            kind = "2 sync workers" if threads == 1 else f"2 workers with {threads} threads"
            _compare(folder, path, page, threads, kind, seconds)


def _compare(folder: Path, path: str, page: Path, threads: int, kind: str, seconds: float) -> None:
    paths = {
        "article": path,
        "home": "/",
        "tag": "/tags/t1",
        "category": "/categories/c1",
        "archive": "/archive",
    }
    samples: dict[str, list[Sample]] = {name: [] for name in ("bare", "gzip", *paths)}
    with (
        Server("wsgi:app", threads=threads, BLOG_INSTANCE_FOLDER=str(folder)) as ours,
        Server("bench.bare:app", threads=threads, BENCH_PAGE=str(page)) as bare,
    ):
        load.run(ours, path, seconds=1)
        for _ in range(ROUNDS):
            samples["bare"].append(load.run(bare, path, seconds=seconds))
            for name, address in paths.items():
                samples[name].append(load.run(ours, address, seconds=seconds))
            samples["gzip"].append(load.run(ours, path, "Accept-Encoding: gzip", seconds=seconds))
    print(
        f"\n{kind}, {load.CONNECTIONS} connections,"
        f" page of {page.stat().st_size:,} bytes, {ROUNDS} rounds"
    )
    print(
        f"  {'':10} {'req/s ratio':>22} {'CPU ratio':>20}"
        f" {'req/s':>8} {'CPU ms':>8} {'p99 ms':>8} errors"
    )
    plain = load.middle(samples["bare"])
    for name, rounds in samples.items():
        middle = load.middle(rounds)
        pairs = list(zip(rounds, samples["bare"], strict=True))
        rates = [ours.rate / bare.rate for ours, bare in pairs]
        costs = [ours.cpu / bare.cpu for ours, bare in pairs]
        print(
            f"  {name:10} {middle.rate / plain.rate:8.2f} ({load.spread(rates):>11})"
            f" {middle.cpu / plain.cpu:6.2f} ({load.spread(costs):>11})"
            f" {middle.rate:8.0f} {middle.cpu:8.3f} {middle.p99:8.1f} {middle.errors}"
        )
