"""What growth costs: the same pages built anew, and hit, at 100, 10,000 and 100,000 articles."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from flask import Flask

from bench import blog
from blog.lib.database import db
from blog.models import site, views

NAME = "growth"
SIZES = (100, 10_000, 100_000)
REPEATS = 40


def run(seconds: float = 3) -> None:
    """Print milliseconds in the process: a counted hit, and each page built anew."""
    del seconds
    table: dict[str, list[float]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
            app = blog.filled(Path(name), size)
            for page, cost in _measure(app, size).items():
                table.setdefault(page, []).append(cost)
            with app.app_context():
                db.engine.dispose()
            app.extensions["hotline"].close()
    sizes = ", ".join(f"{size:,}" for size in SIZES)
    print(f"\nmilliseconds in the process at {sizes} articles; growth")
    for page, costs in table.items():
        row = "".join(f"{cost:10.3f}" for cost in costs)
        print(f"  {page:24}{row}   x{costs[-1] / costs[0]:.2f}")


def _measure(app: Flask, size: int) -> dict[str, float]:
    client = app.test_client()
    last = min(500, size // 10)
    pages = {
        "article": f"/articles/article-{size}",
        "home": "/",
        "tag": "/tags/t1",
        "category": "/categories/c1",
        "archive": "/archive",
        f"home, page {last}": f"/?page={last}",
        "search": "/search?q=文章",
    }

    def anew() -> None:
        with app.app_context():
            views.touch(size)
            site.relist()
            db.session.commit()

    costs = {}
    client.get(pages["article"])
    costs["article, counted hit"] = _time(lambda: client.get(pages["article"]), lambda: None)
    for name, path in pages.items():
        assert client.get(path).status_code == 200, path  # noqa: S101 - a bench of errors is none
        costs[f"{name}, built anew"] = _time(partial(client.get, path), anew)
    return costs


def _time(act: Callable[[], object], before: Callable[[], object]) -> float:
    costs = []
    for _ in range(REPEATS):
        before()
        start = time.perf_counter()
        act()
        costs.append(time.perf_counter() - start)
    return median(costs) * 1000
