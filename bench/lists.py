"""Home, a tag, the archive, a category, the feed: each against bare Flask of as many bytes."""

import tempfile
from pathlib import Path

from bench import blog, load, table
from bench.load import Target
from bench.page import fetch
from bench.server import Server

NAME = "lists"
ARTICLES = 1000
ROUNDS = 3
PAGES = {
    "home": "/",
    "tag": "/tags/t1",
    "archive": "/archive",
    "category": "/categories/c1",
    "feed": "/feed.atom",
}


def run(seconds: int = 2) -> None:
    """Print requests a second and CPU a request of each."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        blog.filled(folder, ARTICLES)
        with Server.of(folder) as ours:
            sizes = {page: len(fetch(ours.url + path).body) for page, path in PAGES.items()}
            with Server.bare(*sizes.values()) as bare:
                targets = {}
                for page, path in PAGES.items():
                    targets[f"bare {page}"] = Target(bare, f"/{sizes[page]}")
                    targets[page] = Target(ours, path)
                samples = load.interleaved(targets, ROUNDS, seconds)
    table.head(
        f"lists of {ARTICLES:,} articles, 2 workers as deployed, {ROUNDS} rounds of {seconds} s"
    )
    for page in PAGES:
        table.against(page, samples[page], samples[f"bare {page}"], least=1.0)
