"""A comment stored, code and cleaning included, in bare Flask requests of CPU."""

import tempfile
from pathlib import Path

from sqlalchemy import select

from bench import blog, table
from bench.page import fetch
from bench.people import Line
from bench.server import Server
from blog.lib.database import db
from blog.models import spam
from blog.models.comment import Comment

NAME = "comments"
REQUESTS = 400
ROUNDS = 3


def run() -> None:
    """Print the CPU of a comment as a form posts it, each round against bare Flask."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        blog.filled(folder, 50)
        _teach(folder)
        with Server.of(folder, workers=1, BLOG_PROXIES="1") as ours:
            size = len(fetch(f"{ours.url}/articles/article-50").body)
            with Server.bare(size, workers=1) as bare:
                _comments(ours, 20)
                ratios, told = [], []
                for _ in range(ROUNDS):
                    plain = _constants(bare, size)
                    stored = _comments(ours, REQUESTS)
                    ratios.append(stored / plain)
                    told.append(f"{stored:.2f} ms")
    table.head(f"{REQUESTS} comments one after another, {ROUNDS} rounds")
    table.line("a comment stored, CPU", ratios, most=7, told=", ".join(told))


def _teach(folder: Path) -> None:
    """Let the filter have learnt, as on a blog in use: before, it costs next to nothing."""
    app = blog.opened(folder)
    with app.app_context():
        for n, comment in enumerate(db.session.scalars(select(Comment))):
            spam.teach(comment, "spam" if n % 2 else "ham")
        db.session.commit()
    blog.close(app)


def _constants(server: Server, size: int) -> float:
    before = server.cpu()
    for _ in range(REQUESTS):
        Line(server.port).ask("GET", f"/{size}")
    return (server.cpu() - before) * 1000 / REQUESTS


def _comments(server: Server, requests: int) -> float:
    before = server.cpu()
    for _ in range(requests):
        answer = Line(server.port).comment(49)
        if answer.status != 303:
            raise SystemExit(f"a comment was answered {answer.status}")
    return (server.cpu() - before) * 1000 / requests
