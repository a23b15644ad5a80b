"""Storing a comment, code and cleaning included, and showing 20, as multiples of bare Flask."""

import http.client
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench import blog
from bench.server import Server
from blog.lib import captcha
from blog.lib.database import db
from blog.models import site

NAME = "comments"
SECRET = "the secret of this benchmark"  # noqa: S105 - nobody else's
REQUESTS = 400
ROUNDS = 3
TEXT = "第 {n} 条评论,写得**很好**,谢谢。See https://example.org/{n} for more."


def run() -> None:
    """Print CPU a request: of a comment as a form posts it, of the kept page, of bare Flask."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        folder = Path(name)
        app = blog.filled(folder, 50)
        with app.app_context():
            site.change({"comment_policy": "none"})
            db.session.commit()
        page = folder / "page.html"
        page.write_text("x" * 2000)
        settings = {"BLOG_INSTANCE_FOLDER": str(folder), "BLOG_SECRET_KEY": SECRET}
        with (
            Server("wsgi:app", workers=1, BLOG_PROXIES="1", **settings) as ours,
            Server("bench.bare:app", workers=1, BENCH_PAGE=str(page)) as bare,
        ):
            for server, path in ((bare, "/"), (ours, "/articles/article-50")):
                _cost(server, "GET", [path] * 20, [""] * 20)
            for attempt in range(ROUNDS):
                plain = _cost(bare, "GET", ["/"] * REQUESTS, [""] * REQUESTS)
                shown = _cost(ours, "GET", ["/articles/article-50"] * REQUESTS, [""] * REQUESTS)
                forms = [_form(attempt * REQUESTS + n) for n in range(REQUESTS)]
                kept = _cost(ours, "POST", ["/articles/article-49/comments"] * REQUESTS, forms)
                print(
                    f"  bare {plain:.3f} ms   a comment {kept:.3f} ms = {kept / plain:.1f} x"
                    f"   a page of 20 {shown:.3f} ms = {shown / plain:.2f} x"
                )


def _form(n: int) -> str:
    token = captcha.issue(SECRET.encode(), 49, time.time() - 60)
    nonce = captcha.read(SECRET.encode(), token, time.time()).nonce
    return urlencode(
        {
            "name": f"读者{n}", "email": "", "website": "", "parent": "", "topic": "",
            "body": TEXT.format(n=n), "token": token,
            "captcha": captcha.digits(SECRET.encode(), nonce),
        }
    )  # fmt: skip


def _cost(server: Server, method: str, paths: list[str], forms: list[str]) -> float:
    """CPU milliseconds a request, each from a network address of its own."""
    parts = urlsplit(server.url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port)
    before = server.cpu()
    for n, (path, form) in enumerate(zip(paths, forms, strict=True)):
        headers = {"X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, form or None, headers)
        answer = line.getresponse()
        answer.read()
        if answer.status not in {200, 303}:
            raise SystemExit(f"{method} {path} answered {answer.status}")
    line.close()
    return (server.cpu() - before) * 1000 / len(paths)
