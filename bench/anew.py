"""The first hit after an edit: an article with 20 comments, built anew."""

import tempfile
from pathlib import Path

from bench import blog, table
from bench.hit import ARTICLES, PATH
from bench.inside import Inside

NAME = "anew"
ROUNDS = 5


def run() -> None:
    """Print milliseconds of processor: built anew, and kept."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        blog.filled(Path(name), ARTICLES)
        inside = Inside(blog.opened(Path(name)), articles=ARTICLES)
        inside.anew(PATH)
        built, kept = [], []
        for _ in range(ROUNDS):
            built.append(inside.anew(PATH))
            kept.append(inside.hit(PATH))
        inside.close()
    table.head(f"processor time in the process, {ROUNDS} rounds")
    table.line("first hit after an edit, 20 comments", built, "ms", most=1.5)
    table.line("each later hit", kept, "ms")
