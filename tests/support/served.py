"""The blog served by threads of the test itself: a start costs nothing, and no process is left."""

import threading
from socket import socket
from typing import Any

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler


class Quiet(WSGIRequestHandler):
    """Says nothing of what it serves."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Leave the test's output alone."""


class Server(ThreadedWSGIServer):
    """Serves as the app's own server does, a thread a request; `url` has no slash at its end."""

    daemon_threads = False

    def __init__(self, app: Flask) -> None:
        super().__init__("127.0.0.1", 0, app, Quiet)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,))
        self._thread.start()

    def process_request_thread(self, request: socket, client_address: Any) -> None:  # type: ignore[override]  # sockets of streams alone come here
        """Answer, and leave no connection of this thread's open."""
        super().process_request_thread(request, client_address)
        self.app.extensions["hotline"].close()  # type: ignore[attr-defined]  # it is a Flask app

    def stop(self) -> None:
        """Wait for what is being answered, and serve no more."""
        self.shutdown()
        self.server_close()
        self._thread.join()
