"""How gunicorn serves the blog; any of it can be overruled on the command line of `bin/serve`."""

import os

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


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Forget connections that the parent may have opened."""
    from blog.lib.database import after_fork

    after_fork(server.app.wsgi())


def post_worker_init(worker: Worker) -> None:
    """Start housekeeping at once: what is scheduled must not wait for a first reader."""
    worker.wsgi.extensions["housekeeping"].start()
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
