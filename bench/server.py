"""A gunicorn under measurement, and what its processes cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
SECRET = "the secret of this benchmark"  # noqa: S105 - nobody else's


class Server:
    """gunicorn on a free loopback port, with the project's settings but for those named here."""

    def __init__(
        self,
        app: str,
        *,
        workers: int = 2,
        threads: int = 1,
        log: Path | None = None,
        **environment: str,
    ) -> None:
        self.app, self.workers, self.threads = app, workers, threads
        self.log, self.environment = log, environment
        self.start(0)

    @classmethod
    def of(cls, folder: Path, **options: object) -> Self:
        """Our blog in that folder, behind one proxy, so that each request may name its reader."""
        environment = {
            "BLOG_INSTANCE_FOLDER": str(folder),
            "BLOG_SECRET_KEY": SECRET,
            "BLOG_PROXIES": "1",
        }
        return cls("wsgi:app", **(environment | options))  # type: ignore[arg-type]

    @classmethod
    def bare(cls, *sizes: int, **options: object) -> Self:
        """Bare Flask that answers each of these sizes under its own address."""
        told = " ".join(map(str, sizes))
        return cls("bench.bare:app", BENCH_SIZES=told, **options)  # type: ignore[arg-type]

    def start(self, port: int) -> None:
        """Let it serve at that port, 0 for any, and wait for its first answer."""
        with socket.create_server(("127.0.0.1", port)) as listener:
            self.port = listener.getsockname()[1]
            self.url = f"http://127.0.0.1:{self.port}"
            output = self.log.open("ab") if self.log else None
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *self._options(listener.fileno()), self.app],
                cwd=ROOT,
                env=os.environ | self.environment,
                pass_fds=[listener.fileno()],
                stdout=output or subprocess.DEVNULL,
                stderr=output,
            )
            if output:
                output.close()
        self._wait()

    def _options(self, listener: int) -> Sequence[str]:
        options = {
            "--bind": f"fd://{listener}",
            "--workers": str(self.workers),
            "--threads": str(self.threads),
            # A worker that leaves takes its share of the processor time along.
            "--max-requests": "0",
            "--worker-class": "gthread" if self.threads > 1 else self._sync(),
            "--log-level": "warning" if self.log else "error",
        }
        if self.app.startswith("bench."):
            options["--config"] = str(ROOT / "bench" / "bare_conf.py")
        return sum(options.items(), ())

    def _sync(self) -> str:
        """Ours as `deploy/` runs it; anything else as gunicorn does of itself."""
        return "blog.lib.worker.Worker" if self.app == "wsgi:app" else "sync"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ask it to leave, and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while not answers(f"{self.url}/healthz"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the server did not start")
            time.sleep(0.02)

    def children(self) -> list[int]:
        """The workers that live now, the oldest first."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return sorted(map(int, children.split()))

    def processes(self) -> list[int]:
        """The master and its workers."""
        return [self.process.pid, *self.children()]

    def cpu(self) -> float:
        """Seconds of processor time, user and system, that its processes have taken."""
        return sum(map(cpu, self.processes()))

    def memory(self) -> float:
        """Megabytes of its processes as PSS: what they share is counted once."""
        total = 0
        for process in self.processes():
            try:
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            except OSError:  # it has just been killed
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024


def cpu(process: int) -> float:
    """Seconds of processor time of one process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def answers(url: str) -> bool:
    """Whether anything answers there, whatever it says."""
    try:
        urlopen(url, timeout=30).close()
    except HTTPError as error:
        error.close()
    except (URLError, ConnectionError):
        return False
    return True
