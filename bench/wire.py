"""The first view of an article over the line: bytes, requests, and when it can be read."""

import tempfile
from pathlib import Path
from urllib.parse import urljoin

from sqlalchemy import select

from bench import blog, table
from bench.page import fetch
from bench.server import Server
from blog import migrations
from blog.models.article import LISTED, Article
from blog.transfer import demo

NAME = "wire"
KB = 1024
PROSE = b'<div class="prose">'


def run() -> None:
    """Print what the articles of the sample weigh, images aside, packed by gzip."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        app = blog.opened(Path(name))
        with app.app_context():
            migrations.upgrade()
            demo.load()
            slugs = app.extensions["sqlalchemy"].session.scalars(select(Article.slug).where(LISTED))
            paths = [f"/articles/{slug}" for slug in slugs]
        blog.close(app)
        with Server.of(Path(name)) as server:
            views = [_view(server.url + path) for path in paths]
    weights, heads, requests, begun, read = zip(*views, strict=True)
    table.head(f"first view of each of the {len(paths)} articles of the sample, gzip, images aside")
    table.line("page, style sheet and scripts", weights, "KB", most=15)
    table.line("requests", requests, "", most=4)
    table.line("come in before the text begins", begun, "KB", most=14)
    table.line("come in before the text ends", read, "KB", most=14)
    table.line("headers of the answers besides", heads, "KB")


def _view(url: str) -> tuple[float, float, float, float, float]:
    page = fetch(url, gzip=True)
    more = {path: fetch(urljoin(url, path), gzip=True) for path in page.needs}
    blocking = sum(len(more[path].body) for path in page.blocks)
    heads = page.headers + sum(answer.headers for answer in more.values())
    weight = len(page.body) + sum(len(answer.body) for answer in more.values())
    ends = page.text.index(b"</article>", page.text.index(PROSE))
    begins = page.bytes_until(page.text.index(PROSE) + 300)
    return (
        weight / KB,
        heads / KB,
        1.0 + len(more),
        (blocking + begins) / KB,
        (blocking + page.bytes_until(ends)) / KB,
    )
