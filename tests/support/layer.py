"""A small app behind the page cache that knows nothing of the blog."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Flask, Response, abort, request
from werkzeug.test import Client

from blog.lib import holes, pagecache
from blog.lib.turn import Hit


@dataclass
class House:
    """What stands behind the layer: a page, its mark, and how often each part was used."""

    mark: int = 1
    views: int = 0
    text: str = "你好"
    built: int = 0
    broken: bool = False
    redrawn_while_building: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    together: list[int] = field(default_factory=list)

    def count_all(self, hits: Sequence[Hit]) -> list[int | None]:
        self.together.append(len(hits))
        return [self.count(*hit) for hit in hits]

    def count(self, counted: int | None, marks: tuple[int, ...]) -> int | None:
        if self.broken:
            raise RuntimeError("the database is gone")
        if marks and marks != (self.mark,):
            return None
        if counted is None:
            return 0
        self.views += 1
        return self.views


def behind(house: House) -> Client:
    """Who asks that app through the layer."""
    app = Flask(__name__)

    @app.get("/articles/<slug>")
    def show(slug: str) -> Response:
        house.built += 1
        if slug == "missing":
            abort(404)
        html = f"<p>{house.text} {holes.VIEWS} ({holes.GROUPED}) {slug}</p>"
        response = pagecache.keep_counted(html, 7, (house.mark,), house.views)
        response.headers.update(house.headers)
        if house.redrawn_while_building:
            house.redrawn_while_building -= 1
            house.mark += 1
        return response

    @app.get("/list")
    def listed() -> Response:
        house.built += 1
        return pagecache.keep_list(house.text, (house.mark,))

    @app.get("/feed")
    def feed() -> Response:
        house.built += 1
        return pagecache.keep_feed(house.text, (house.mark,), "application/atom+xml")

    @app.before_request
    def _uncounted() -> Response | None:
        return Response("sorry", 503) if pagecache.uncounted(request.environ) else None

    app.wsgi_app = pagecache.PageCache(  # type: ignore[method-assign]
        app.wsgi_app,
        count=house.count_all,
        fill=lambda hole, _of, n: (f"{n:,}" if hole == "grouped" else str(n)).encode(),
        pages=re.compile(r"/(?:(?P<articles>articles/[^/]+)|list|feed)$"),
        queries={"articles": "comments"},
        aside=re.compile(r"/list\?old="),
        bypass="login",
    )
    return Client(app)
