"""An import of 10,000 articles of 1,500 Han characters, while readers read."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from bench import blog, table
from bench.beside import Beside
from bench.people import Line
from bench.server import ROOT, SECRET, Server

NAME = "import"
ARTICLES = 10_000
HAN = 1500


def run() -> None:
    """Print seconds, processor time, and how long hits took before and meanwhile."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name) / "instance"
        blog.filled(folder, 100)
        _write(Path(name) / "articles")
        with Server.of(folder) as server:
            with _Reader(server.port) as calm:
                time.sleep(5)
            with _Reader(server.port) as reader:
                begun, before = time.monotonic(), os.times()
                subprocess.run(
                    [sys.executable, "-m", "flask", "--app", "wsgi", "blog", "import",
                     Path(name) / "articles"],
                    cwd=ROOT,
                    env=os.environ
                    | {"BLOG_INSTANCE_FOLDER": str(folder), "BLOG_SECRET_KEY": SECRET},
                    stdout=subprocess.DEVNULL,
                    check=True,
                )  # fmt: skip
                seconds, after = time.monotonic() - begun, os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    table.head(f"import of {ARTICLES:,} Markdown files of {HAN:,} Han characters, 2 sync workers")
    table.line("until all are there", [seconds], "s", most=30, told=f"{cpu:.1f} s of processor")
    table.line("hits that failed meanwhile", [reader.failed], "", most=0)
    for what, waits in (("before", calm.waits), ("meanwhile", reader.waits)):
        high = quantiles(waits, n=100)[-1]
        told = f"99th percentile {high:.1f} ms, longest {max(waits):.0f} ms, {len(waits)} hits"
        table.line(f"a reader's wait {what}", [median(waits)], "ms", told=told)


def _write(folder: Path) -> None:
    folder.mkdir()
    for n in range(ARTICLES):
        head = f"title: 第 {n} 篇\ndate: {2000 + n % 25}-{n % 12 + 1:02}-{n % 28 + 1:02}\n"
        tags = f"categories: [分类{n % 8}]\ntags: [标签{n % 50}, 标签{n % 7 + 50}]\n"
        text = f"---\n{head}{tags}---\n\n{blog.body(n, HAN)}\n"
        (folder / f"article-{n:05}.md").write_text(text)


class _Reader(Beside):
    """Asks for an article fifty times a second, and remembers how long each took in ms."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.waits: list[float] = []
        self.failed = 0

    def run(self) -> None:
        while not self.ended.wait(0.02):
            begun = time.monotonic()
            status = Line(self.port).ask("GET", f"/articles/article-{len(self.waits) % 20 + 1}")
            self.waits.append((time.monotonic() - begun) * 1000)
            self.failed += status.status != 200
