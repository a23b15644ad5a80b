"""gunicorn for bare Flask: as the project's own, without the hooks that ask for a blog."""

import gc

preload_app = True
keepalive = 15
max_requests = 100_000
max_requests_jitter = 20_000
control_socket_disable = True
forwarded_allow_ips = ""


def pre_fork(server: object, worker: object) -> None:
    """As the project's own."""
    gc.collect()
    gc.freeze()
