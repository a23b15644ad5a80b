"""A later start: from `bin/serve` to the first answer."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from bench import blog, table
from bench.hit import ARTICLES
from bench.server import ROOT, answers

NAME = "start"
ROUNDS = 3


def run() -> None:
    """Print seconds until the home page is there."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        blog.filled(Path(name), ARTICLES)
        taken = [_start(Path(name)) for _ in range(ROUNDS)]
    table.head(f"a later start of bin/serve, {ROUNDS} rounds")
    table.line("until the first answer", taken, "s", most=3)


def _start(folder: Path) -> float:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    begun = time.monotonic()
    process = subprocess.Popen(
        [ROOT / "bin/serve", "--bind", address],
        env=os.environ | {"BLOG_INSTANCE_FOLDER": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    while not answers(f"http://{address}/"):
        if process.poll() is not None or time.monotonic() - begun > 60:
            raise SystemExit("bin/serve did not start")
        time.sleep(0.02)
    taken = time.monotonic() - begun
    process.send_signal(signal.SIGTERM)
    process.wait()
    return taken
