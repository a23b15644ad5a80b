"""The page hit: an article with 20 comments, counted, against bare Flask of as many bytes."""

import tempfile
from pathlib import Path

from bench import blog, load, table
from bench.load import Target
from bench.page import fetch
from bench.server import Server

NAME = "hit"
ARTICLES = 1000
PATH = f"/articles/article-{ARTICLES}"
GZIP = ("Accept-Encoding: gzip",)
# One header more is read for 4 % of a hit: what gzip costs is told beside a reader who sends one.
IDENTITY = ("Accept-Encoding: identity",)


def run() -> None:
    """Print requests a second and CPU a request, plain and gzip, sync and threaded."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        blog.filled(folder, ARTICLES)
        with Server.of(folder) as ours:
            size = len(fetch(ours.url + PATH).body)
        for threads, rounds, seconds in ((1, 11, 1), (4, 8, 1)):
            with (
                Server.of(folder, threads=threads) as ours,
                Server.bare(size, threads=threads) as bare,
            ):
                compare(ours, bare, size, rounds, seconds)


def compare(ours: Server, bare: Server, size: int, rounds: int, seconds: int) -> None:
    """Print the lines of a hit, plain and gzip, for these two servers."""
    targets = {
        "bare": Target(bare, f"/{size}"),
        "plain": Target(ours, PATH),
        "identity": Target(ours, PATH, IDENTITY),
        "gzip": Target(ours, PATH, GZIP),
    }
    samples = load.interleaved(targets, rounds, seconds)
    kind = "sync workers" if ours.threads == 1 else f"workers of {ours.threads} threads"
    table.head(
        f"hit of an article with 20 comments, {size:,} bytes, {ours.workers} {kind},"
        f" {load.CONNECTIONS} connections, {rounds} rounds of {seconds} s, against bare Flask"
    )
    # Threads swing too much from run to run to be held to a goal.
    least, most = (1.1, 0.85) if ours.threads == 1 else (None, None)
    table.against("article", samples["plain"], samples["bare"], least=least, most=most)
    table.against("article, gzip", samples["gzip"], samples["bare"])
    pairs = zip(samples["gzip"], samples["identity"], strict=True)
    ratios = [a.cpu / b.cpu for a, b in pairs]
    table.line("gzip against plain, CPU a request", ratios, most=most and 1.0)
