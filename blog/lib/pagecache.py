"""Whole pages with holes, kept in front of Flask.

A view hands over a page with the marks it holds under. The page is cut at its holes (the view
count, the form token), and the next hit joins the kept pieces with fresh fillings: Flask never
runs. Whether it still holds is asked of the database on each hit, in the statement that counts it,
so all workers and machines agree. Nothing here knows of articles: `create_app` says how to count.
"""

import hashlib
import re
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from flask import Response, make_response, request

from blog.lib import turn
from blog.lib.holes import Kept
from blog.lib.pagestore import PageStore
from blog.lib.started import Started

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HIGHEST_AGE = 40.0
"""Seconds after which a page is built anew though its marks hold: neighbours and hot lists age,
and what `lately` gave it may have been 20 s old already."""
TRIES = 3
"""How often a page is built when its marks change while it is being built."""

_ENVIRON = "blog.pagecache"
_UNCOUNTED = "blog.uncounted"
_OUTDATED = "blog.outdated"

Filler = Callable[[str, int | None, int], bytes]
Witness = Callable[["WSGIEnvironment", int], None]


def keep_counted(html: str, counted: int, marks: tuple[int, ...], views: int) -> Response:
    """The answer for a page whose every hit is counted."""
    return _hand_over(html, Kept(counted, marks, views), "private, no-cache")


def keep_list(html: str, marks: tuple[int, ...]) -> Response:
    """The answer for a page that nobody counts."""
    return _hand_over(html, Kept(None, marks, 0), "no-cache")


def keep_feed(content: str, marks: tuple[int, ...], mimetype: str) -> Response:
    """The answer for what programs ask for again and again: with a tag that says it is the same."""
    response = _hand_over(content, Kept(None, marks, 0), "no-cache")
    response.mimetype = mimetype
    # Weak: the compressed form has the same tag and other bytes (RFC 9110, 8.8.1).
    response.set_etag(hashlib.sha256(content.encode()).hexdigest()[:32], weak=True)
    return response


def _hand_over(html: str, kept: Kept, caching: str) -> Response:
    response = make_response(html)
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Accept-Encoding"
    request.environ[_ENVIRON] = kept
    return response


def uncounted(environ: "WSGIEnvironment") -> bool:
    """Whether this request's page was built but could not be counted, so must not be shown."""
    return _UNCOUNTED in environ


class PageCache:
    """The WSGI layer: answers from what is kept, and keeps what Flask hands over.

    `pages` matches the paths of kept pages; `aside` the path and query of what is asked for at
    one of them and yet never kept; `bypass` is the name of the cookie whose bearer always sees a
    fresh page; `seen` is told of every hit that was counted.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        *,
        count: turn.Counter,
        fill: Filler,
        pages: re.Pattern[str],
        queries: dict[str, str],
        aside: re.Pattern[str],
        bypass: str,
        seen: Witness | None = None,
    ) -> None:
        self.app = app
        self.count = count
        self.fill = fill
        self.pages = pages
        self.queries = queries
        self.aside = aside
        self.bypass = f"{bypass}="
        self.seen = seen
        self._store = PageStore()
        self._lock = threading.Lock()
        self._builders: dict[Hashable, threading.Lock] = {}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        key = None
        if environ["REQUEST_METHOD"] == "GET" and self.bypass not in environ.get("HTTP_COOKIE", ""):
            key = self._key(environ)
        answer = None if key is None else self._answer(key, environ, start_response)
        if answer is not None:
            return answer
        turn.step_aside(is_page=key is not None)
        if key is None:
            return self._build(environ, start_response, None)
        with self._lock:
            builder = self._builders.setdefault(key, threading.Lock())
        with builder:
            try:
                answer = self._answer(key, environ, start_response)
                if answer is None:
                    return self._build(environ, start_response, key)
                return answer
            finally:
                with self._lock:
                    self._builders.pop(key, None)

    def _key(self, environ: "WSGIEnvironment") -> Hashable | None:
        path = environ["PATH_INFO"]
        found = self.pages.match(path)
        if found is None:
            return None
        wanted = ""
        if query := environ["QUERY_STRING"]:
            if self.aside.match(f"{path}?{query}"):
                return None
            name = self.queries.get(found.lastgroup or "", "page")
            # Decoded as Flask decodes it, names too: p%61ge=2 is no other way to ask for page 1.
            if values := parse_qs(query, keep_blank_values=True).get(name):
                wanted = values[0]
                if not wanted:
                    return None
        return (
            environ.get("HTTP_HOST"),
            environ["wsgi.url_scheme"],
            environ.get("SCRIPT_NAME"),
            path,
            wanted,
        )

    def _answer(
        self, key: Hashable, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> list[bytes] | None:
        """The answer from what is kept, counted; None when nothing kept holds."""
        kept = self._store.own(key)
        views = self._counted(kept, environ)
        if kept is not None and views is None:
            self._store.drop(key, kept)
        if kept is None or views is None:
            kept = self._store.of_others(key, since=environ.get(_OUTDATED, 0.0))
            views = self._counted(kept, environ)
            if kept is None or views is None:
                return None
            self._store.keep(key, kept)
        return self._send(key, kept, views, environ, start_response)

    def _counted(self, kept: Kept | None, environ: "WSGIEnvironment") -> int | None:
        """The views with this hit, when the page holds; else it is not counted in vain again."""
        try:
            if kept is None:
                return None
            aged = time.monotonic() - kept.born >= HIGHEST_AGE
            views = None if aged else turn.count(self.count, (kept.counted, kept.marks))
        except Exception:
            return None
        if views is None:
            environ[_OUTDATED] = kept.born
        return views

    def _build(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", key: Hashable | None
    ) -> Iterable[bytes]:
        """Let Flask answer; count and keep the page if that is what it hands over."""
        head = environ["REQUEST_METHOD"] == "HEAD"
        # Flask would throw the page of a HEAD away, and with it its length.
        asked = (
            {**environ, "REQUEST_METHOD": "GET"}
            if head and self._key(environ) is not None
            else environ
        )
        attempt = 0
        while True:
            attempt += 1
            asked.pop(_ENVIRON, None)
            started = Started()
            body = self.app(asked, started)
            kept: Kept | None = asked.get(_ENVIRON)
            if kept is None or not started.status.startswith("200"):
                start_response(started.status, started.headers)
                return () if head else body
            page = b"".join(body)
            if hasattr(body, "close"):
                body.close()
            if head:
                views: int | None = kept.views
                break
            # A page that changed with each try is shown as last built, counted whatever changed.
            try:
                (views,) = self.count([(kept.counted, kept.marks if attempt < TRIES else ())])
            except Exception:
                asked[_UNCOUNTED] = True
                return self.app(asked, start_response)
            if views is not None:
                break
        kept.cut(page, started.headers)
        key = None if kept.sets_cookie or attempt == TRIES else key
        if key is not None:
            self._store.share(key, kept)
        return self._send(key, kept, views or 0, environ, start_response)

    def _send(
        self,
        key: Hashable | None,
        kept: Kept,
        views: int,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> list[bytes]:
        """The page with its holes filled; without a key it is for this reader alone."""
        head = environ["REQUEST_METHOD"] == "HEAD"
        if self.seen is not None and kept.counted is not None and not head:
            self.seen(environ, kept.counted)
        if kept.tag and kept.known(environ.get("HTTP_IF_NONE_MATCH", "")):
            headers = [pair for pair in kept.headers if pair[0] != "Content-Type"]
            start_response("304 NOT MODIFIED", headers)
            return []
        # A hole that stands in several places is one: the token of a form, its picture, its sound.
        fillings = {name: self.fill(name, kept.counted, views) for name in kept.names}
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and not head:
            packed = kept.packed
            page = kept.stitch(fillings)
            if key is not None and packed is None:
                self._store.share(key, kept)
            extra = [("Content-Encoding", "gzip"), ("Content-Length", str(len(page)))]
        else:
            page = kept.join(fillings)
            extra = [("Content-Length", str(len(page)))]
        start_response("200 OK", kept.headers + extra)
        return [] if head else [page]
