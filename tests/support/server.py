"""The blog as it really runs: gunicorn, its own settings, several workers, a socket."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = (sys.executable, "-m", "gunicorn")


class Server:
    """A running blog; `url` has no slash at its end. `environment` holds more BLOG_ settings."""

    def __init__(
        self,
        log: Path,
        workers: int,
        environment: dict[str, str],
        command: Sequence[str | Path] = GUNICORN,
        folder: Path = ROOT,
    ) -> None:
        self.log = log
        self._start = partial(self._run, workers, environment, command, folder)
        self._start(0)

    def _run(
        self,
        workers: int,
        environment: dict[str, str],
        command: Sequence[str | Path],
        folder: Path,
        port: int,
    ) -> None:
        # Bound here and handed down, so that no other test can take the port in between.
        with socket.create_server(("127.0.0.1", port)) as listener, self.log.open("ab") as output:
            self.port = listener.getsockname()[1]
            self.url = f"http://127.0.0.1:{self.port}"
            self.process = subprocess.Popen(
                [*command, "--bind", f"fd://{listener.fileno()}", "--workers", str(workers)],
                cwd=folder,
                env=os.environ | environment,
                pass_fds=[listener.fileno()],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._wait(workers)

    def kill(self) -> None:
        """End it at once, workers first, as a machine that loses power does."""
        for number in (*self.workers(), self.process.pid):
            os.kill(number, signal.SIGKILL)
        self.process.wait()

    def start_again(self) -> None:
        """Let it serve once more at the same address."""
        self._start(self.port)

    def _wait(self, workers: int) -> None:
        deadline = time.monotonic() + 120
        while not self._answers() or len(self.workers()) < workers:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"no server:\n{self.log.read_text()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            urlopen(f"{self.url}/healthz", timeout=30).close()
        except HTTPError as error:
            error.close()
        except (URLError, ConnectionError):
            return False
        return True

    def workers(self) -> list[int]:
        """The process numbers of the workers that live now."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in children.read_text().split()]

    def stop(self) -> None:
        """Ask it to leave, as a service manager would; insist after 20 seconds."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
