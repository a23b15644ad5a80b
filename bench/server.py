"""A gunicorn under measurement, and what its processes cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """gunicorn on a free loopback port, with the project's settings but for those named here."""

    def __init__(self, app: str, *, workers: int = 2, threads: int = 1, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            kind = "gthread" if threads > 1 else "sync"
            options = {
                "--bind": f"fd://{listener.fileno()}",
                "--workers": str(workers),
                "--threads": str(threads),
                # A worker that leaves takes its share of the processor time along.
                "--max-requests": "0",
                "--worker-class": kind,
                "--log-level": "error",
            }
            if app.startswith("bench."):
                options["--config"] = str(ROOT / "bench" / "bare_conf.py")
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *sum(options.items(), ()), app],
                cwd=ROOT,
                env=os.environ | environment,
                pass_fds=[listener.fileno()],
            )
        self._wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                urlopen(f"{self.url}/healthz", timeout=30).close()
            except HTTPError as error:
                error.close()
                return
            except (URLError, ConnectionError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("the server did not start") from None
                time.sleep(0.05)
            else:
                return

    def processes(self) -> list[int]:
        """The master and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *(int(child) for child in children.split())]

    def cpu(self) -> float:
        """Seconds of processor time, user and system, that its processes have taken."""
        total = 0
        for process in self.processes():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self) -> float:
        """Megabytes of its processes as PSS: what they share is counted once."""
        total = 0
        for process in self.processes():
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024
