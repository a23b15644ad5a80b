"""A blog asked in this process: what answering costs, without a server and its socket."""

import time
from collections.abc import Callable
from statistics import median

from flask import Flask
from werkzeug.test import EnvironBuilder

from bench import blog
from blog.lib.database import db
from blog.models import site, views


class Inside:
    """Asks an app for pages; times are milliseconds of processor, which others do not lengthen."""

    def __init__(self, app: Flask, *, articles: int) -> None:
        self.app, self.newest = app, articles

    def get(self, path: str) -> float:
        """What this page took to answer."""
        environ = EnvironBuilder(path=path, base_url="http://127.0.0.1/").get_environ()
        status = []
        start = time.thread_time()
        body = self.app(environ, lambda said, _headers, _error=None: status.append(said))
        b"".join(body)
        spent = time.thread_time() - start
        if hasattr(body, "close"):
            body.close()
        if status != ["200 OK"]:
            raise SystemExit(f"{path} answered {status}")
        return spent * 1000

    def hit(self, path: str, repeats: int = 300) -> float:
        """The median of a page that is kept."""
        self.get(path)
        return median(self.get(path) for _ in range(repeats))

    def anew(self, path: str, repeats: int = 40) -> float:
        """The median of a page built anew, as the first reader after an edit meets it."""
        return median(self._after(self._edit, path) for _ in range(repeats))

    def _after(self, change: Callable[[], None], path: str) -> float:
        change()
        return self.get(path)

    def _edit(self) -> None:
        with self.app.app_context():
            views.touch(self.newest)
            site.relist()
            db.session.commit()

    def close(self) -> None:
        """Let go of the database."""
        blog.close(self.app)
