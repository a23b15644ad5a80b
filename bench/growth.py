"""What growth costs: hits, and pages built anew, at 100, 10,000 and 100,000 articles."""

import tempfile
from pathlib import Path
from statistics import median

from bench import blog, table
from bench.inside import Inside

NAME = "growth"
SIZES = (100, 10_000, 100_000)
ROUNDS = 3
MOST = {"article, kept": 1.05, "article, built anew": 1.2}


def run() -> None:
    """Print how much dearer each is at the last size than at the first."""
    taken = [_measure(size) for size in SIZES]
    sizes = " / ".join(f"{size:,}" for size in SIZES)
    table.head(f"growth {sizes} articles, processor time, {ROUNDS} rounds")
    for what in taken[0]:
        few, many = taken[0][what], taken[-1][what]
        told = " / ".join(f"{median(column[what]):.3f}" for column in taken) + " ms"
        ratios = [b / a for a, b in zip(few, many, strict=True)]
        table.line(what, ratios, most=MOST.get(what, 1.5), told=told)


def _measure(size: int) -> dict[str, list[float]]:
    """Milliseconds of each round by page."""
    last = min(500, size // 10)
    pages = {
        "home": "/",
        "tag": "/tags/t1",
        "category": "/categories/c1",
        "archive": "/archive",
        "feed": "/feed.atom",
        "page 500 (of 100 articles the last)": f"/?page={last}",
    }
    article = f"/articles/article-{size}"
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        blog.filled(Path(name), size)
        inside = Inside(blog.opened(Path(name)), articles=size)
        inside.anew(article)
        taken: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            taken.setdefault("article, kept", []).append(inside.hit(article))
            taken.setdefault("article, built anew", []).append(inside.anew(article))
            for page, path in pages.items():
                taken.setdefault(f"{page}, built anew", []).append(inside.anew(path, 20))
        inside.close()
    return taken
