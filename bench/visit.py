"""An article as a browser loads it for the first time, in bare Flask requests of CPU."""

import tempfile
import time
from pathlib import Path

from bench import blog, load, table
from bench.hit import ARTICLES, GZIP, PATH
from bench.load import Target
from bench.page import fetch
from bench.server import SECRET, Server
from blog.lib import captcha

NAME = "visit"
ROUNDS = 3


def run(seconds: int = 3) -> None:
    """Print the CPU of page, css and scripts together, and of a captcha's picture."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        blog.filled(folder, ARTICLES)
        token = captcha.issue(SECRET.encode(), ARTICLES, time.time())
        # Only behind a proxy can each picture be asked for by another reader.
        with Server.of(folder) as ours, Server.of(folder, BLOG_PROXIES="1") as proxied:
            page = fetch(ours.url + PATH)
            with Server.bare(len(page.body)) as bare:
                asked = (PATH, *page.needs)
                targets = {
                    "bare": Target(bare, "/", GZIP, "turn.lua", (f"/{len(page.body)}",)),
                    "visit": Target(ours, "/", GZIP, "turn.lua", asked),
                    "picture": Target(proxied, "/", GZIP, "turn.lua", (f"/captcha/{token}.png",)),
                }
                samples = load.interleaved(targets, ROUNDS, seconds)
    costs = {kind: [sample.cpu for sample in taken] for kind, taken in samples.items()}
    table.head(f"first load of an article by a browser, {ROUNDS} rounds of {seconds} s")
    for what, kind, requests, most in (
        (f"its {len(asked)} requests, CPU", "visit", len(asked), 3.0),
        ("the picture of a captcha besides, CPU", "picture", 1, None),
    ):
        pairs = zip(costs[kind], costs["bare"], strict=True)
        errors = sum(sample.errors for sample in samples[kind])
        told = f"{errors} ERRORS" if errors else ""
        table.line(what, [ours * requests / bare for ours, bare in pairs], most=most, told=told)
