"""Pages built anew: an article with 20 comments after an edit, and articles long unread."""

import tempfile
from pathlib import Path
from statistics import median

from bench import blog, table
from bench.hit import ARTICLES, PATH
from bench.inside import Inside

NAME = "anew"
ROUNDS = 5
UNREAD = 60


def run() -> None:
    """Print milliseconds of processor: built anew, built from nothing, and kept."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        blog.filled(Path(name), ARTICLES)
        inside = Inside(blog.opened(Path(name)), articles=ARTICLES)
        inside.anew(PATH)
        built, unread, kept = [], [], []
        for number in range(ROUNDS):
            built.append(inside.anew(PATH))
            others = range(number * UNREAD + 1, (number + 1) * UNREAD + 1)
            unread.append(median(inside.get(f"/articles/article-{other}") for other in others))
            kept.append(inside.hit(PATH))
        inside.close()
    table.head(f"processor time in the process, {ROUNDS} rounds")
    table.line("first hit after an edit, 20 comments", built, "ms", most=1.5)
    table.line("first hit of an article long unread", unread, "ms")
    table.line("each later hit", kept, "ms")
