"""How gunicorn serves the blog; any of it can be overruled on the command line of `bin/serve`."""

import gc
import os
import re
import signal
import time
from functools import lru_cache, wraps
from inspect import unwrap

from gunicorn import util
from gunicorn.arbiter import Arbiter
from gunicorn.http import message
from gunicorn.workers.base import Worker

wsgi_app = "wsgi:app"
bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "0")) or max(2, os.cpu_count() or 1)
worker_class = "gthread"
threads = 4
# One import shared by all workers. Nothing in it opens the database or starts a thread.
preload_app = True
# A slow leak in any library ends with its worker; the jitter keeps workers from leaving together.
max_requests = 100_000
max_requests_jitter = 20_000
graceful_timeout = 30
keepalive = 15
# Longer addresses get gunicorn's own bare 414. Its cap of 8,190 bytes would leave a long Chinese
# address without the blog's dress.
message.MAX_REQUEST_LINE = limit_request_line = 65_536
# A reload runs this file again: what it puts in place of gunicorn's own must not go round itself.
_read_request_line = unwrap(message.Request.parse_request_line)


@wraps(_read_request_line)
def _read_escaped(self: message.Request, line: bytes) -> None:
    """Take an address with Chinese as it is typed (`curl …/search?q=安全`) for its escaped form.

    gunicorn answers such an address by a bare 400; browsers escape it themselves.
    """
    if not line.isascii():
        line = re.sub(rb"[\x80-\xff]", lambda byte: b"%%%02X" % byte[0][0], line)
    _read_request_line(self, line)


message.Request.parse_request_line = _read_escaped  # type: ignore[method-assign]
_date_of = lru_cache(maxsize=1)(unwrap(util.http_date))


@wraps(_date_of)
def _http_date(timestamp: float | None = None) -> str:
    """A moment, now unless told, as headers say it: to the second, so worked out once a second."""
    return _date_of(int(time.time() if timestamp is None else timestamp))


util.http_date = _http_date
# Two services of one user would claim the same socket, and a read-only home has no place for it.
control_socket_disable = True
# Forwarded headers are believed in one place only: the app, by BLOG_PROXIES.
forwarded_allow_ips = ""
# One line a request by BLOG_LOG_REQUESTS, without what is personal; gunicorn's own stays off.
logger_class = "blog.lib.logs.Logger"
accesslog = None
loglevel = "warning"


def when_ready(server: Arbiter) -> None:
    """Say where the blog can be seen: gunicorn itself is quiet below warnings."""
    for listener in server.LISTENERS:
        print(f"The blog is at {listener}  (Ctrl-C stops it)", flush=True)


_STOPS = {signal.SIGTERM, signal.SIGQUIT, signal.SIGINT}
os.register_at_fork(after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS))


def pre_fork(server: Arbiter, worker: Worker) -> None:
    """Make what each worker would make by itself, and let them share it all.

    A collection would write into every page of memory it looks at, and so make it the worker's own.
    """
    from sqlalchemy.orm import configure_mappers

    configure_mappers()
    gc.collect()
    gc.freeze()
    # Kept until the worker can hear it (post_worker_init): gunicorn asks once, and a worker that
    # was being born let the whole service wait for graceful_timeout.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Forget connections that the parent may have opened; have the settings at hand."""
    from blog.lib.database import after_fork

    # Each request needs a dozen of them, and gunicorn takes three calls to look one up: with the
    # date, a seventh of what a hit costs.
    worker.cfg.__dict__.update((name, each.get()) for name, each in worker.cfg.settings.items())
    after_fork(server.app.wsgi())


def post_worker_init(worker: Worker) -> None:
    """Start housekeeping at once: what is scheduled must not wait for a first reader."""
    from blog.lib.places import Places

    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    worker.wsgi.extensions["housekeeping"].start()
    if worker.wsgi.extensions["hotline"].is_server and hasattr(worker, "places"):
        # Who waits for another server needs no processor meanwhile: a place for each.
        worker.places = Places(worker.cfg.workers)
    if worker.age == 1:
        _offer_setup(worker)


def _offer_setup(worker: Worker) -> None:
    """Print where the admin is made, while there is none; the first worker says it for all."""
    from sqlalchemy.exc import SQLAlchemyError

    from blog.models import door

    with worker.wsgi.app_context():
        try:
            link = door.setup_link()
        except SQLAlchemyError:  # the pages say what is wrong with the database
            return
    if link:
        print(f"Choose your name and password at {worker.sockets[0]}{link}", flush=True)
